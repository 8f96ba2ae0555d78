import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Format } from '#libs/manifest/format.js';
import { TEST_KEYS } from '#test/support/fextpkgs.js';
import { SOURCES, sourceFiles } from '#test/support/sources.js';
import { openWorkCounter } from '#test/support/work.js';

/** How much larger one package is than the other. */
const TIMES = 4;
/** Linear work grows as much, sorting a little more; quadratic work grows sixteen times. */
const MOST_TIMES = 6;

type Source = Record<string, string>;

const json = (source: Source, name: string, change: (value: any) => void): Source => {
  const value = JSON.parse(source[name]!);
  change(value);
  return { ...source, [name]: JSON.stringify(value) };
};
const files = (size: number, folder = 'assets/'): Source => Object.fromEntries(Array.from({ length: size }, (_, at) => [`${folder}file-${at}.txt`, `${at}\n`]));
const list = (size: number): string[] => Array.from({ length: size }, (_, at) => `text-${at}`);

/** What grows → format → a source folder of that size. */
const GROWING: Record<string, Record<string, (size: number) => Source>> = {
  'the number of files': {
    cvnext: (size) => ({ ...SOURCES['cvnext']!(), ...files(size) }),
    fextpkg: (size) => ({ ...SOURCES['fextpkg']!(), ...files(size) }),
    'fextpkg-v1': (size) => ({ ...SOURCES['fextpkg-v1']!(), ...files(size) }),
    orchestra: (size) => ({ ...SOURCES['orchestra']!(), ...files(size) }),
    vsix: (size) => ({ ...SOURCES['vsix']!(), ...files(size) }),
  },
  'an unknown member of the manifest': Object.fromEntries(
    [['cvnext', 'manifest.json'], ['fextpkg', 'package.json'], ['fextpkg-v1', 'package.json'], ['orchestra', 'package.json'], ['vsix', 'package.json']].map(([id, name]) => [
      id!,
      (size: number) => json(SOURCES[id!]!(), name!, (value) => (value.x_more = Object.fromEntries(list(size).map((text) => [text, [text]])))),
    ]),
  ),
  'what the manifest contributes': {
    cvnext: (size) => json(SOURCES['cvnext']!(), 'manifest.json', (value) => (value.hooks = list(size))),
    fextpkg: (size) => json(SOURCES['fextpkg']!(), 'package.json', (value) => value.contributes.commands.push(...list(size).map((command) => ({ command, title: 'Text' })))),
    orchestra: (size) => json(SOURCES['orchestra']!(), 'package.json', (value) => value.contributes.commands.push(...list(size).map((command) => ({ command, title: 'Text' })))),
    vsix: (size) => json(SOURCES['vsix']!(), 'package.json', (value) => value.contributes.commands.push(...list(size).map((command) => ({ command, title: 'Text' })))),
  },
  'the code': {
    skypkg: (size) => ({ ...SOURCES['skypkg']!(), 'code.js': `${list(size).map((text) => `say("${text}");`).join('\n')}\n` }),
  },
  'a free member': {
    skypkg: (size) => json(SOURCES['skypkg']!(), 'extension.json', (value) => (value.version.dashboard_settings = list(size).map((id) => ({ id })))),
  },
};

describe('reading takes as much more work as the package is larger', async () => {
  const counter = await openWorkCounter();
  after(() => counter.close());
  let formats: ReadonlyMap<string, Format>;
  let limits: typeof import('#libs/manifest/limits.js').DEFAULT_LIMITS;
  before(async () => {
    ({ formats } = await import('#libs/manifest/formats.js'));
    ({ DEFAULT_LIMITS: limits } = await import('#libs/manifest/limits.js'));
  });

  for (const [what, growing] of Object.entries(GROWING)) {
    for (const [id, source] of Object.entries(growing)) {
      test(`${id}: ${what}`, async (context) => {
        const format = formats.get(id)!;
        const workOf = async (size: number) => {
          const { bytes } = await format.pack(sourceFiles(source(size)), { limits, privateKey: TEST_KEYS.privateKey });
          format.read(bytes, { limits, mode: 'strict' });
          return counter.count(() => format.read(bytes, { limits, mode: 'strict' }));
        };
        const [small, large] = [await workOf(200), await workOf(200 * TIMES)];
        context.diagnostic(`${small} steps, ${large} for ${TIMES} times the size: ${(large / small).toFixed(2)}`);
        assert.ok(small > 1_000, 'steps are counted');
        assert.ok(large < small * MOST_TIMES, `${small} steps become ${large}`);
      });
    }
  }
});
