import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundle, CHROMIUM_SKIPPED, openPage, type Bundle, type BrowserPage } from '#test/support/chromium.js';
import { sourceFiles, SOURCES } from '#test/support/sources.js';
import { formats } from '#libs/manifest/formats.js';
import { generateKeys, type KeyPair } from '#libs/manifest/keys.js';
import { DEFAULT_LIMITS } from '#libs/manifest/limits.js';
import { outcome, type Question } from '#test/support/outcome.js';
import { vectorsOf } from '#test/support/vectors.js';

/** Bytes, gzipped, of everything that is needed to verify and read `.fextpkg` version 2. */
const MOST_VERIFY = 60_000;
/** The same with the installer. */
const MOST_INSTALLER = 70_000;
/** Formats that are signed when a key is given. */
const SIGNED = new Set(['fextpkg', 'fextpkg-v1', 'cvnext']);
const ALL_FORMATS = 'export { outcome } from "./test/support/outcome.js";';

describe('bundles for browsers', () => {
  const bundles: [what: string, source: string, most: number][] = [
    ['verify and read fextpkg v2', 'export { fextpkg } from "./libs/manifest/formats/fextpkg.format.js"; export { DEFAULT_LIMITS } from "./libs/manifest/limits.js";', MOST_VERIFY],
    ['the installer', 'export { Installer } from "./libs/manifest/browser/installer.js";', MOST_INSTALLER],
    ['every format', ALL_FORMATS, Infinity],
  ];
  for (const [what, source, most] of bundles) {
    test(`${what}: all of it, and nothing of Node`, async (context) => {
      const { code, external } = await bundle(source);
      const size = gzipSync(code, { level: 9 }).length;
      context.diagnostic(`${what}: ${code.length} bytes minified, ${size} gzipped`);
      assert.deepEqual(external, []);
      assert.doesNotMatch(code, /\bnode:|\bBuffer\.(from|alloc)|\brequire\(/);
      assert.ok(size < most, `${size} bytes gzipped, at most ${most}`);
    });
  }
});

describe('packages in Chromium', { skip: CHROMIUM_SKIPPED }, () => {
  let opened: BrowserPage;
  let keys: KeyPair;
  let stranger: KeyPair;
  let code: Bundle;

  before(async () => {
    [keys, stranger, code] = [await generateKeys(), await generateKeys(), await bundle(ALL_FORMATS)];
    opened = await openPage(code.code);
  });
  after(() => opened?.close());

  /** Asks Chromium and Node the same, and gives the answer if it is one. */
  async function agreed(questions: Question[]): Promise<string[]> {
    const there = (await opened.page.evaluate(`Promise.all(${JSON.stringify(questions)}.map((question) => window.souk.outcome(question)))`)) as string[];
    const here = await Promise.all(questions.map(outcome));
    assert.deepEqual(there, here);
    return there;
  }

  async function packed(id: string): Promise<{ bytes: Uint8Array; signature?: string }> {
    const { bytes, detachedSignature } = await formats.get(id)!.pack(sourceFiles(SOURCES[id]!()), { limits: DEFAULT_LIMITS, privateKey: keys.privateKey });
    return { bytes, ...(detachedSignature !== null && { signature: detachedSignature }) };
  }

  const question = ({ bytes, signature }: { bytes: Uint8Array; signature?: string }, publicKeys: string[]): Question => ({ base64: Buffer.from(bytes).toString('base64'), publicKeys, signature });

  for (const id of formats.keys()) {
    test(`${id}: the whole package reads and verifies as in Node`, async () => {
      const mine = await packed(id);
      const [unkeyed, signed] = await agreed([question(mine, []), question(mine, [stranger.publicKey, keys.publicKey])]);
      assert.match(unkeyed!, /^taken (none|unchecked) /);
      assert.match(signed!, SIGNED.has(id) ? new RegExp(`^taken valid ${keys.keyId} `) : /^taken none /);
    });

    test(`${id}: damaged packages are refused for the same reason as in Node`, async () => {
      const { bytes, signature } = await packed(id);
      const damaged = Array.from({ length: 120 }, (_, at) => {
        const copy = Buffer.from(bytes);
        const place = (at * 7_919) % copy.length;
        copy[place]! ^= 1 << (at % 8);
        return question({ bytes: at % 10 === 0 ? copy.subarray(0, place) : copy, signature }, [keys.publicKey]);
      });
      const answers = await agreed(damaged);
      assert.ok(answers.some((answer) => answer.startsWith('refused ')), answers[0]);
    });
  }

  test('fextpkg: what a stranger signed is refused', async () => {
    const answers = await agreed([question(await packed('fextpkg'), [stranger.publicKey]), question(await packed('fextpkg-v1'), [stranger.publicKey])]);
    assert.deepEqual(answers, ['refused signature-invalid', 'refused signature-invalid']);
  });

  const vectors = vectorsOf('.');
  if (vectors !== null) test('the conformance vectors', async () => {
    const publicKey = readFileSync(join(vectors, 'formula/keys/publisher-a.public.pem'), 'utf8');
    const files = ['formula', 'comfyvn', 'skynet'].flatMap((folder) => readdirSync(join(vectors, folder)).filter((name) => /\.(fextpkg|cvnext|skypkg)$/.test(name)).map((name) => join(vectors, folder, name)));
    const questions = files.map((file) => question({ bytes: readFileSync(file) }, file.includes('formula') ? [publicKey] : []));
    const answers = await agreed(questions);
    assert.ok(answers.filter((answer) => answer.startsWith('taken')).length > 10 && answers.filter((answer) => answer.startsWith('refused')).length > 30, answers.join('\n'));
  });

  test('nothing was asked for over the network', () => assert.deepEqual(opened.requested, []));
});
