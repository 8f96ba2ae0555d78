import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { Format, Reading } from '#libs/manifest/format.js';
import { formats } from '#libs/manifest/formats.js';
import { DEFAULT_LIMITS as limits } from '#libs/manifest/limits.js';
import { PackageError, type Package } from '#libs/manifest/manifest.js';
import { TEST_KEYS } from '#test/support/fextpkgs.js';
import { changes, LAYERS, mutated } from '#test/support/mutations.js';
import { SOURCES, sourceFiles } from '#test/support/sources.js';

/** Mutations of each format. More of them: `SOUK_FUZZ_RUNS=200000 npm test -- fuzz`. */
const RUNS = Number(process.env['SOUK_FUZZ_RUNS'] ?? 10_000);
/** MiB that the process may grow at its peak over everything below, however many runs: what a child of the scanner may occupy. */
const MOST_GROWTH_MIB = 512;
/** Runs after which garbage is collected, so that the peak tells what reading takes and not how long V8 waits. */
const COLLECT_EVERY = 250;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What belongs to zlib goes one turn of the event loop later. */
const collected = async (): Promise<void> => (collect(), setImmediate());

const peakMib = (): number => process.resourceUsage().maxRSS / 1024;
/** What a signature is about: the files, and the dialect's digests of the manifest, which may be written in several ways. */
const contents = (pkg: Package, { manifestNames }: Format): string =>
  JSON.stringify([pkg.files.filter(({ path }) => !manifestNames.includes(path)).map(({ path, sha256 }) => [path, sha256]), pkg.digests]);

test('every format of the registry has layers', () => {
  assert.deepEqual(Object.keys(LAYERS).sort(), [...formats.keys()].sort());
  assert.ok(Number.isSafeInteger(RUNS) && RUNS > 0, 'SOUK_FUZZ_RUNS is a whole number above 0');
});

describe('a mutated package is read whole or refused by a PackageError, and never verifies as another content', async () => {
  const before = peakMib();
  after(() => {
    const growth = peakMib() - before;
    assert.ok(growth < MOST_GROWTH_MIB, `the process grew by ${growth.toFixed(0)} MiB, at most ${MOST_GROWTH_MIB}`);
  });

  for (const format of formats.values()) {
    const { bytes: packed, detachedSignature } = await format.pack(sourceFiles(SOURCES[format.id]!()), { limits, privateKey: TEST_KEYS.privateKey });
    const keys = { publicKeys: [TEST_KEYS.publicKey], ...(detachedSignature !== null && { signature: detachedSignature }) };
    const right = contents(format.read(packed, { limits, mode: 'strict' }), format);
    const layers = LAYERS[format.id]!(packed);

    const attempt = async (bytes: Uint8Array, mode: Reading['mode']) => {
      const pkg = readOrRefuse(format, bytes, mode);
      if (pkg === null) return;
      taken += 1;
      checkWhole(pkg);
      const verdict = await format.verify(pkg, bytes, keys).catch((error: unknown) => {
        if (!(error instanceof PackageError)) throw error;
        return null;
      });
      if (verdict?.signature === 'valid') assert.equal(contents(pkg, format), right);
    };

    let runs = 0;
    let taken = 0;
    for (const { what, bytes, wrap } of layers) {
      test(`${format.id}: ${what}`, () => fc.assert(fc.asyncProperty(changes, async (all) => {
        const package_ = wrap(mutated(bytes, all));
        for (const mode of ['strict', 'compat'] as const) await attempt(package_, mode);
        if ((runs += 1) % COLLECT_EVERY === 0) await collected();
      }), { numRuns: Math.ceil(RUNS / layers.length) }));
    }
    test(`${format.id}: some are taken, so that the mutations reach all of the reader`, () => assert.ok(taken > 0));
  }
});

/** Null when it was refused. Whatever else is thrown is a bug. */
function readOrRefuse(format: Format, bytes: Uint8Array, mode: Reading['mode']): Package | null {
  for (const candidate of formats.values()) candidate.recognise(bytes);
  try {
    return format.read(bytes, { limits, mode });
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    return null;
  }
}

function checkWhole({ files, manifest }: Package): void {
  const paths = files.map(({ path }) => path);
  assert.deepEqual(paths, [...new Set(paths)].sort());
  assert.ok(files.every(({ bytes, size }) => bytes.length === size));
  assert.ok(manifest.name !== '' && manifest.version !== '');
}
