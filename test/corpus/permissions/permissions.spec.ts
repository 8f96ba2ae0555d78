import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { minify } from 'terser';
import { AWKWARD } from './awkward.js';
import { COPIED } from './copied.js';
import { DETOURS } from './detours.js';
import { DETOURS_ARGUMENTS, DETOURS_LOADING } from './detours-arguments.js';
import { DETOURS_BY_MAPS } from './detours-maps.js';
import { DETOURS_BY_NAME, DETOURS_BY_NAME_ACROSS } from './detours-by-name.js';
import { DETOURS_PYTHON, DETOURS_PYTHON_ACROSS } from './detours-python.js';
import { DETOURS_ACROSS } from './detours-across.js';
import { EVERYDAY } from './everyday.js';
import { generate } from './generate.js';
import { HANDWRITTEN } from './handwritten.js';
import { answer, DIALECTS, scorePermissions } from './score.js';

/** What the issue asks for; the packages here are answered without a mistake today. */
const LEAST = 0.95;
const PACKAGES = 150;

const labels = (report: ReturnType<typeof answer>) => ({ unused: report.unused.toSorted(), undeclared: report.undeclared.map(({ scope }) => scope).sort() });

test('precision and recall are at least 95 % for each dialect', (context) => {
  const mistakes: string[] = [];
  const scores = scorePermissions(PACKAGES, 20, (mistake) => mistakes.push(mistake));
  for (const { dialect, question, packages, right, wrong, missed, precision, recall } of scores) {
    context.diagnostic(`${dialect} ${question}: ${packages} packages, ${right} right, ${wrong} wrong, ${missed} missed, precision ${(100 * precision).toFixed(1)} %, recall ${(100 * recall).toFixed(1)} %`);
    assert.ok(right > 40, `${dialect} has only ${right} labels for ${question}`);
    assert.ok(precision >= LEAST && recall >= LEAST, mistakes.join('\n'));
  }
});

describe('the same answer for minified code', () => {
  for (const dialect of DIALECTS) {
    test(dialect, async () => {
      for (const labelled of generate(dialect, 30, 99)) {
        const files = await Promise.all(Object.entries(labelled.files).map(async ([path, text]) => [path, path.endsWith('.js') ? (await minify(text, { module: dialect !== 'skynet', compress: { passes: 2 } })).code! : text]));
        const { unused, undeclared } = labelled;
        assert.deepEqual(labels(answer({ ...labelled, files: Object.fromEntries(files) as Record<string, string> })), { unused, undeclared }, `${labelled.name}\n${JSON.stringify(files)}`);
      }
    });
  }
});

describe('by hand', () => {
  for (const labelled of [...HANDWRITTEN, ...COPIED, ...EVERYDAY]) {
    test(`${labelled.dialect}: ${labelled.name}`, () => {
      const report = answer(labelled);
      assert.deepEqual({ ...labels(report), inconclusive: report.inconclusive.some(({ host }) => host) }, { unused: labelled.unused.toSorted(), undeclared: labelled.undeclared.toSorted(), inconclusive: labelled.inconclusive ?? false });
    });
  }
});

describe('hard to follow', () => {
  for (const labelled of AWKWARD) {
    test(`${labelled.dialect}: ${labelled.name}`, () => {
      const report = answer(labelled);
      const doubtful = report.inconclusive.filter(({ host }) => host).flatMap(({ scopes }) => scopes);
      const said = labels(report);
      assert.deepEqual(said.unused, labelled.unused.toSorted());
      assert.deepEqual(said.undeclared, labelled.undeclared.filter((scope) => said.undeclared.includes(scope) || !doubtful.includes(scope)).toSorted(), 'what is not seen is told to be in doubt');
      if (labelled.inconclusive) assert.ok(doubtful.length > 0);
    });
  }
});

test('no detour goes unseen', () => {
  const packages = [
    ...[...DETOURS, ...DETOURS_BY_MAPS, ...DETOURS_BY_NAME].map((body) => ({ 'index.js': `export async function activate(ctx) { ${body} }` })),
    ...DETOURS_ARGUMENTS.map((body) => ({ 'index.js': `exports.activate = async function (ctx) { ${body} };` })),
    ...DETOURS_LOADING.map((script) => ({ 'index.js': script })),
    ...DETOURS_ACROSS,
    ...DETOURS_BY_NAME_ACROSS,
  ];
  const unseen = packages.filter((files) => {
    const { undeclared, inconclusive } = answer({ name: '', dialect: 'orchestra', files, entry: Object.keys(files)[0]!, permissions: [], unused: [], undeclared: [] });
    return !undeclared.some(({ scope }) => scope === 'git') && !inconclusive.some(({ host, scopes }) => host && scopes.includes('git'));
  });
  assert.deepEqual(unseen, []);
});

test('no detour of Python goes unseen', () => {
  const packages = [...DETOURS_PYTHON.map((script) => ({ 'main.py': `from comfyvn import api\n${script}\n` })), ...DETOURS_PYTHON_ACROSS];
  const unseen = packages.filter((files) => {
    const { undeclared, inconclusive } = answer({ name: '', dialect: 'comfyvn', files, entry: 'main.py', permissions: [], unused: [], undeclared: [] });
    return !undeclared.some(({ scope }) => scope === 'diagnostics.read') && !inconclusive.some(({ host, scopes }) => host && scopes.includes('diagnostics.read'));
  });
  assert.deepEqual(unseen, []);
});
