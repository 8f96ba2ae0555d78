import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#libs/service/config.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const README = read('README.md');
const DOCUMENTS = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT }).sort()];

/** File names that are not of this tree: what `npm start` writes, and what a package holds. */
const NOT_OURS = new Set(['credentials.json', 'manifest.json']);
/** Pages about package formats: a bare file name there is one in a package. */
const FORMATS = /^docs\/formats\//;

/** The rows of the table that follows `text`: variable → what stands under "default". */
function tableAfter(text: string): Map<string, string> {
  const lines = README.slice(README.indexOf(text)).split('\n');
  const from = lines.findIndex((line) => line.startsWith('| variable |'));
  const rows = lines.slice(from + 2, lines.findIndex((line, index) => index > from && line === ''));
  return new Map(rows.map((row) => row.split('|').map((cell) => cell.trim())).map(([, name, value]) => [name!.replaceAll('`', ''), value!]));
}

describe('the configuration table', () => {
  const table = tableAfter('## Configuration');
  const source = read('libs/service/config.ts');
  const variables = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): z\b/gm)].map(([, name]) => name!);
  const needed = { DATABASE_URL: 'postgres://x', QUEUE_URL: 'redis://x', BLOB_URL: 'file:///x' };
  const defaults: Record<string, unknown> = { ...readConfig(needed) };

  test('names every variable of libs/service/config.ts and no other', () => {
    assert.ok(variables.length > 15);
    assert.deepEqual([...table.keys()].sort(), [...variables].sort());
  });

  test('shows the default of each', () => {
    for (const [name, shown] of table) {
      const expected = name in needed ? 'required' : defaults[name] === undefined ? 'none' : `\`${String(defaults[name])}\``;
      assert.equal(shown, expected, name);
    }
  });

  test('calls required what is', () => {
    for (const name of Object.keys(needed)) assert.throws(() => readConfig({ ...needed, [name]: undefined }), new RegExp(`${name} is not set`));
  });

  test('has the variables of the launcher, the migration and the command line', () => {
    const others = tableAfter('The launcher, the migration and the command line');
    const code = globSync('{apps,libs,scripts,prisma}/**/*.{ts,mjs}', { cwd: ROOT }).filter((path) => !/\.spec\.ts$|libs\/db\/generated/.test(path)).map(read).join('\n');
    const used = new Set(['NO_COLOR', 'SERVICE_DATABASE_PASSWORD', ...[...code.matchAll(/\benv\.(SOUK_[A-Z_]+)/g)].map(([, name]) => name!)]);
    assert.deepEqual([...others.keys()].sort(), [...used].sort());
  });
});

for (const document of DOCUMENTS) {
  const text = read(document);

  test(`${document} names only paths that exist`, () => {
    const paths = [...text.matchAll(/`((?:apps|libs|prisma|scripts|test|docs|k8s|\.ci)\/[\w./-]+|(?:Dockerfile|[\w.-]+\.(?:json|yml|md|ts)))`/g)].map(([, path]) => path!);
    const missing = paths.filter((path) => !NOT_OURS.has(path) && !(FORMATS.test(document) && !path.includes('/')) && !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, dirname(document), path)));
    assert.deepEqual(missing, []);
  });

  test(`${document} names only npm scripts that exist`, () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm (?:run (?:--silent )?([\w-]+)|(start|test)\b)/g)].map(([, script, short]) => (script ?? short)!);
    assert.deepEqual(named.filter((name) => !(name in scripts)), []);
  });
}

test('README.md has no block that nobody runs', () => {
  const fences = [...README.matchAll(/^```(.*)$/gm)].map(([, marker]) => marker!).filter((_, index) => index % 2 === 0);
  assert.deepEqual(fences, ['', 'sh cli-walkthrough', 'sh curl-walkthrough', 'sh package-walkthrough']);
});
