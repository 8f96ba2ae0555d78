import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, type Content } from '#test/support/archives.js';
import { symlink, zipOf, type ZipFields } from '#test/support/zips.js';
import { COMFYVN_LENGTHS, ROUTES_LENGTH } from '../dialects/comfyvn.dialect.js';
import type { Packing } from '../format.js';
import { readPackage } from '../formats.js';
import { generateKeys } from '../keys.js';
import { DEFAULT_LIMITS as limits } from '../limits.js';
import type { Warning } from '../manifest.js';
import { sha256 } from '../sha256.js';
import { readZip } from '../zip.js';
import { comfyvnTexts, cvnext } from './cvnext.format.js';

const BARE = { id: 'demo.toolkit', name: 'Demo Toolkit', version: '1.2.0', summary: 'Shows how it is done.' };
const ROUTE = { path: '/assets', entry: 'handlers.py', callable: 'handlers.list' };
const GLOBAL = { ...ROUTE, path: '/api/modder/x', expose: 'global' };

const read = (bytes: Uint8Array, mode: 'strict' | 'compat' = 'strict') => cvnext.read(bytes, { limits, mode });
const filesOf = (changes: Record<string, unknown> = {}, more: Record<string, Content> = {}) =>
  new Map(Object.entries({ 'manifest.json': JSON.stringify({ ...BARE, ...changes }), 'handlers.py': 'def list():\n    return []\n', ...more }).map(([path, content]) => [path, bytesOf(content)]));
const pack = (changes: Record<string, unknown> = {}, more: Record<string, Content> = {}, packing: Partial<Packing> = {}) => cvnext.pack(filesOf(changes, more), { limits, ...packing });
const zip = (changes: Record<string, unknown>, ...more: ZipFields[]) => zipOf([{ name: 'manifest.json', body: JSON.stringify({ ...BARE, ...changes }) }, ...more]);
const codes = (warnings: readonly Warning[] = []) => warnings.map(({ code }) => code);

/** The same bytes on every machine, which deflate can hardly make smaller. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 16) & 0xff;
  });
}

test('the bytes are those of Python: its zipfile over zlib, its json and its order of paths', async () => {
  const chunk = Buffer.concat([noise(300, 7), Buffer.from('0123456789'.repeat(40))]);
  const files = new Map<string, Uint8Array>([
    ['é.txt', bytesOf('é')],
    ['mixed.bin', Buffer.concat(Array.from({ length: 60 }, () => chunk))],
    ['empty', bytesOf('')],
    ['a.txt', noise(70_000, 1)],
    ['a-b.txt', bytesOf('x')],
    ['a/b.txt', bytesOf('to be or not to be '.repeat(5000))],
    ['B.txt', bytesOf('B')],
    ['manifest.json', bytesOf('{"zz": {"\\uffff": [1e20, 1.0, 12345678901234567890], "😀": 1}, "id": "order.demo", "name": "Ordér 🎉", "version": "1.0.0-beta.1+b", "summary": "s"}')],
  ]);
  const { bytes, name, warnings } = await cvnext.pack(files, { limits });
  assert.deepEqual(readZip(bytes, { limits }).map(({ path }) => path), ['manifest.json', 'B.txt', 'a/b.txt', 'a-b.txt', 'a.txt', 'empty', 'mixed.bin', 'é.txt']);
  // Computed with Python 3.11 and zlib 1.2.13.
  assert.equal(read(bytes).digests['manifest_sha256'], '521a54f747d548ea4b26344b66b260894f66d7ebab39f8e15c9c784054b9eb1d');
  assert.equal(sha256(bytes), 'd81ff1fa728d02a2e4260cca815e699888e906b1bab88a7baf7500e896004272');
  assert.deepEqual([name, warnings], ['order.demo-1.0.0-beta.1+b.cvnext', []]);
});

test('the example in docs/formats/cvnext.md', async () => {
  const files = new Map([['manifest.json', bytesOf('{"id": "demo.hello", "name": "Hello", "version": "1.0.0", "summary": "Says hello."}')], ['hello.py', bytesOf('def hello():\n    return "hello"\n')]]);
  const { bytes, name } = await cvnext.pack(files, { limits });
  assert.deepEqual([name, bytes.length, sha256(bytes)], ['demo.hello-1.0.0.cvnext', 475, '7b4eb1cf3a06f98778bf754ccba85b6d54124424c20303e1d4bcddf071860731']);
  assert.equal(read(bytes).digests['manifest_sha256'], '07ab89d83510287c45092616192466bfa0ba88adf0af5787788dc7f502119184');
});

test('a package is read whole', async () => {
  const changes = {
    author: 'Ada Example <ada@example.org>', license: 'MIT', homepage: 'https://example.org/demo', keywords: ['a', 'a'], compatibility: { comfyvn: '>=0.9' },
    permissions: [{ scope: 'ui.panels' }, { scope: 'assets.read', optional: true }], routes: [{ ...ROUTE, methods: ['get', 'post'] }], events: [{ topic: 'on_scene_enter', entry: './handlers.py', callable: 'f' }],
    ui: { panels: [{ slot: 'tools', label: 'Demo', path: 'ui/index.html' }] }, hooks: ['on_scene_enter'], diagnostics: { metrics: ['m'] }, zz: [0.5, 7],
  };
  const { bytes } = await pack(changes, { 'README.md': '# Demo\n', 'ui/index.html': '<p>' });
  const pkg = read(bytes);
  const { original, ...manifest } = pkg.manifest;
  assert.deepEqual(manifest, {
    dialect: 'comfyvn', name: 'demo.toolkit', version: '1.2.0', display_name: 'Demo Toolkit', description: 'Shows how it is done.', authors: ['Ada Example'], license: 'MIT',
    homepage: 'https://example.org/demo', repository: null, icon: null, compat: 'native', categories: [], tags: ['a'], permissions: ['assets.read', 'ui.panels'], optional_permissions: ['assets.read'],
    engines: { comfyvn: '>=0.9' }, entry_points: ['handlers.py'], activation: [], dependencies: {},
    contributes: { routes: ['GET /assets', 'POST /assets'], events: ['on_scene_enter'], panels: ['tools ui/index.html'], hooks: ['on_scene_enter'], metrics: ['m'] },
  });
  assert.deepEqual([original['zz'], original['author']], [[0.5, 7], changes.author]);
  assert.doesNotThrow(() => JSON.stringify(pkg.manifest));
  assert.deepEqual(pkg.files.map(({ path }) => path), ['README.md', 'handlers.py', 'manifest.json', 'ui/index.html']);
  assert.deepEqual([pkg.readme, pkg.signature, pkg.warnings], ['# Demo\n', null, []]);
});

test('the manifest stands normalised in the package, and packing it again changes nothing', async () => {
  const { bytes } = await pack({ author: 'A', homepage: 'https://example.org' });
  const [manifest] = readZip(bytes, { limits });
  assert.equal(comfyvnTexts(manifest!.bytes, limits).manifest_json, Buffer.from(manifest!.bytes).toString());
  const again = await cvnext.pack(new Map(readZip(bytes, { limits }).map((file) => [file.path, file.bytes])), { limits });
  assert.equal(sha256(again.bytes), sha256(bytes));
});

test('the old name of the manifest counts where the new one is missing', async () => {
  const legacy = { ...BARE, id: 'legacy.ext' };
  const { bytes } = await cvnext.pack(new Map([['main.py', bytesOf('')], ['extension.json', bytesOf(JSON.stringify(legacy))]]), { limits });
  assert.equal(read(bytes).manifest.name, 'legacy.ext');
  assert.equal(readZip(bytes, { limits })[0]!.path, 'extension.json');
  assert.equal(read((await pack({}, { 'extension.json': '{}' })).bytes).manifest.name, 'demo.toolkit');
});

test('routes are not written out beyond all measure', () => {
  const methods = Array.from({ length: 1000 }, (_, index) => `M${index}`);
  const routed = (length: number) => zip({ routes: [{ ...ROUTE, path: '/'.padEnd(length, 'x'), methods }] }, { name: 'handlers.py', body: '' });
  for (const mode of ['strict', 'compat'] as const) assert.throws(() => read(routed(ROUTES_LENGTH / 1000 + 1), mode), { code: 'manifest-routes' });
  assert.deepEqual(codes(read(routed(ROUTES_LENGTH / 1000), 'compat').warnings).slice(0, 1), ['manifest-text']);
});

test('a manifest that is found only by readers that leave out ./ is none', () => {
  const both = zipOf([{ name: './manifest.json', body: JSON.stringify(BARE) }, { name: 'extension.json', body: JSON.stringify({ ...BARE, id: 'other.one' }) }]);
  for (const mode of ['strict', 'compat'] as const) assert.throws(() => read(both, mode), { code: 'path-segment' });
});

test('a signature given beside a package is the one in it', async () => {
  const { privateKey, publicKey } = await generateKeys();
  const { bytes } = await pack({}, {}, { privateKey });
  const pkg = read(bytes);
  assert.equal((await cvnext.verify(pkg, bytes, { publicKeys: [publicKey], signature: pkg.signature!.value })).signature, 'valid');
  await assert.rejects(cvnext.verify(pkg, bytes, { publicKeys: [publicKey], signature: Buffer.alloc(64).toString('base64') }), { code: 'signature-differs' });
});

describe('versions', () => {
  for (const [written, version] of [['1', '1.0.0'], ['2.10', '2.10.0'], ['1.0.0-beta.1+b', '1.0.0-beta.1+b']] as const) test(`${written} is ${version}`, async () => assert.equal(read((await pack({ version: written })).bytes).manifest.version, version));
  for (const version of ['../../x', 'a/b', 'a\\b', '1:2', 'a\u202eb', 'x'.repeat(300)]) test(`${JSON.stringify(version).slice(0, 20)} packs as ComfyVN packs it, but not under a name that is a path`, async () => {
    const { name, warnings } = await pack({ version });
    assert.match(name, /^demo\.toolkit-[\w.]{1,100}\.cvnext$/);
    assert.deepEqual(codes(warnings), ['manifest-version']);
    assert.throws(() => read(zip({ version })), { code: 'manifest-version' });
  });
  test('an id that is a device', () => assert.throws(() => read(zip({ id: 'con.tool' })), { code: 'manifest-file-name' }));
  for (const version of ['01', '1.', 'spring', 'v1', '1.2.3.4', ' ']) test(`${JSON.stringify(version)} is taken by ComfyVN only`, async () => {
    const { bytes, warnings } = await pack({ version });
    assert.deepEqual(codes(warnings), ['manifest-version']);
    assert.throws(() => read(bytes), { code: 'manifest-version' });
    assert.equal(read(bytes, 'compat').manifest.version, version);
  });
});

describe('refused', () => {
  const cases: [code: string, what: string, bytes: () => Uint8Array][] = [
    ['manifest-missing', 'no manifest', () => zipOf([{ name: 'other.json', body: '{}' }])],
    ['manifest-missing', 'a manifest in a folder', () => zipOf([{ name: 'demo/manifest.json', body: JSON.stringify(BARE) }])],
    ['manifest-missing', 'an empty archive', () => zipOf([])],
    ['json-syntax', 'a manifest that is no JSON', () => zipOf([{ name: 'manifest.json', body: '{' }])],
    ['json-encoding', 'a manifest that is not UTF-8', () => zipOf([{ name: 'manifest.json', body: new Uint8Array([0x7b, 0xff, 0x7d]) }])],
    ['json-bom', 'a byte order mark', () => zipOf([{ name: 'manifest.json', body: '\uFEFF{}' }])],
    ['json-duplicate-key', 'a member twice', () => zipOf([{ name: 'manifest.json', body: '{"id":"aaa","id":"bbb"}' }])],
    ['json-proto', 'a member __proto__', () => zipOf([{ name: 'manifest.json', body: '{"__proto__":{}}' }])],
    ['json-syntax', 'NaN', () => zipOf([{ name: 'manifest.json', body: '{"a":NaN}' }])],
    ['path-duplicate', 'two manifests', () => zip({}, { name: 'manifest.json', body: '{}' })],
    ['path-traversal', 'a path outside', () => zip({}, { name: '../evil.txt' })],
    ['path-device', 'a device', () => zip({}, { name: 'CON.txt' })],
    ['zip-symlink', 'a link', () => zip({}, symlink('link', '/etc/passwd'))],
    ['zip-trailing', 'trailing data', () => zipOf([{ name: 'manifest.json', body: JSON.stringify(BARE) }], { trailing: 'x' })],
    ['manifest-too-large', 'a manifest larger than allowed', () => zipOf([{ name: 'manifest.json', body: ' '.repeat(limits.manifest_bytes + 1), method: 0 }])],
    ['manifest-permission', 'an unknown scope', () => zip({ permissions: [{ scope: 'nope.nope' }] })],
    ['route-global', 'a global route of an unverified package', () => zip({ routes: [GLOBAL] })],
    ['signature-invalid', 'a digest that does not fit', () => zip({ trust: { signature: `sha256:${'0'.repeat(64)}` } })],
    ['document-encoding', 'a README that is binary', () => zip({}, { name: 'README.md', body: 'a\0b' })],
  ];
  for (const [code, what, bytes] of cases) {
    test(`${what} as ${code}, in either way of reading`, () => {
      for (const mode of ['strict', 'compat'] as const) assert.throws(() => read(bytes(), mode), { name: 'PackageError', code });
    });
  }

  const strictly: [code: string, what: string, bytes: () => Uint8Array][] = [
    ['path-collision', 'two names that differ in case', () => zip({}, { name: 'a.txt' }, { name: 'A.txt' })],
    ['trust-unsigned', 'verified, but signed by nobody', () => zip({ trust: { level: 'verified' } })],
    ['manifest-text', 'a name that is too long', () => zip({ name: 'x'.repeat(COMFYVN_LENGTHS.name + 1) })],
    ['manifest-text', 'a description that is too long', () => zip({ description: 'x'.repeat(COMFYVN_LENGTHS.description + 1) })],
    ['manifest-text', 'a keyword that is too long', () => zip({ keywords: ['x'.repeat(COMFYVN_LENGTHS.text + 1)] })],
    ['manifest-text', 'control characters', () => zip({ name: 'a\u0007b' })],
  ];
  for (const [code, what, bytes] of strictly) {
    test(`${what} as ${code}; compat takes it with a warning`, () => {
      assert.throws(() => read(bytes()), { name: 'PackageError', code });
      assert.deepEqual(codes(read(bytes(), 'compat').warnings), [code]);
    });
  }

  test('exactly at the limits of texts', () => assert.equal(read(zip({ name: 'x'.repeat(COMFYVN_LENGTHS.name), description: 'x'.repeat(COMFYVN_LENGTHS.description), keywords: ['x'.repeat(COMFYVN_LENGTHS.text)] })).warnings.length, 0));
  test('an entry that is not there is a warning', () => assert.deepEqual(read(zip({ routes: [ROUTE] })).warnings.map(({ code, path }) => [code, path]), [['file-missing', 'handlers.py']]));
  test('packing what reading refuses', async () => {
    await assert.rejects(pack({}, { '../x': '' }), { code: 'path-traversal' });
    await assert.rejects(cvnext.pack(new Map([['x', bytesOf('')]]), { limits }), { code: 'manifest-missing' });
    await assert.rejects(pack({}, { zeros: '\0'.repeat(9 * 1024 * 1024) }), { code: 'ratio' });
    await assert.rejects(pack({}, { big: noise(50_000, 3) }, { limits: { ...limits, package_bytes: 40_000 } }), { code: 'package-size' });
  });
});

describe('trust', () => {
  test('a level and prefixes given while packing', async () => {
    const { bytes, warnings } = await pack({ routes: [GLOBAL] }, {}, { trust: 'verified' });
    assert.deepEqual([read(bytes, 'compat').manifest.original['trust'], codes(warnings)], [{ level: 'verified' }, ['trust-unsigned']]);
    await assert.rejects(pack({ routes: [GLOBAL] }), { code: 'route-global' });
    await assert.rejects(pack({ routes: [GLOBAL] }, {}, { trust: 'gold' }), { code: 'manifest-trust' });
    const more = { ...GLOBAL, path: '/api/more/x' };
    await assert.rejects(pack({ routes: [more], trust: { level: 'verified' } }), { code: 'route-global' });
    assert.ok(await pack({ routes: [more, GLOBAL], trust: { level: 'verified' } }, {}, { allowlist: { verified: ['/api/more/'] } }));
  });

  test('a prefix within a segment is packed as ComfyVN does, and refused by the marketplace', async () => {
    const { privateKey } = await generateKeys();
    const { bytes, warnings } = await pack({ routes: [{ ...GLOBAL, path: '/ws/modderEvil' }], trust: { level: 'verified' } }, {}, { privateKey });
    assert.deepEqual(codes(warnings), ['route-segment']);
    assert.throws(() => read(bytes), { code: 'route-segment' });
  });

  test('signed by a key while packing', async () => {
    const [mine, other] = [await generateKeys(), await generateKeys()];
    const { bytes, warnings } = await pack({ routes: [GLOBAL], trust: { level: 'verified', signature: 'sha256:00' } }, {}, { privateKey: mine.privateKey });
    const pkg = read(bytes);
    assert.deepEqual([warnings, pkg.signature!.algorithm], [[], 'ed25519']);
    assert.deepEqual(await cvnext.verify(pkg, bytes, { publicKeys: [other.publicKey, mine.publicKey] }), { signature: 'valid', keyId: mine.keyId });
    assert.deepEqual(await cvnext.verify(pkg, bytes, { publicKeys: [] }), { signature: 'unchecked', keyId: null });
    await assert.rejects(cvnext.verify(pkg, bytes, { publicKeys: [other.publicKey] }), { name: 'PackageError', code: 'signature-invalid' });
    await assert.rejects(cvnext.verify(pkg, bytes, { publicKeys: ['no key'] }), { code: 'key-invalid' });
    assert.equal(sha256((await pack({ routes: [GLOBAL], trust: { level: 'verified', signature: 'sha256:00' } }, {}, { privateKey: mine.privateKey })).bytes), sha256(bytes));
  });

  test('a signed manifest holds for its own files and its own words only', async () => {
    const { privateKey, publicKey } = await generateKeys();
    const { bytes } = await pack({ trust: { level: 'verified' } }, {}, { privateKey });
    const files = readZip(bytes, { limits });
    const again = (change: (path: string, text: string) => string) => zipOf(files.map(({ path, bytes: content }) => ({ name: path, body: change(path, Buffer.from(content).toString()) })));
    assert.throws(() => read(again((path, text) => (path === 'handlers.py' ? `${text}#` : text))), { code: 'signature-files' });
    assert.throws(() => read(zipOf([...files.map(({ path, bytes: body }) => ({ name: path, body })), { name: 'more.py' }])), { code: 'signature-files' });
    const renamed = again((path, text) => (path === 'manifest.json' ? text.replace('Demo Toolkit', 'Demo Toolbox') : text));
    await assert.rejects(cvnext.verify(read(renamed), renamed, { publicKeys: [publicKey] }), { code: 'signature-invalid' });
    const spaced = again((path, text) => (path === 'manifest.json' ? JSON.stringify(JSON.parse(text)) : text));
    assert.equal((await cvnext.verify(read(spaced), spaced, { publicKeys: [publicKey] })).signature, 'valid');
  });

  test('a digest is no signature', async () => {
    const digest = read((await pack()).bytes).digests['trust_sha256']!;
    const { bytes } = await pack({ trust: { signature: digest } });
    const pkg = read(bytes);
    assert.deepEqual(pkg.signature, { algorithm: 'sha256', value: digest });
    assert.deepEqual(await cvnext.verify(pkg, bytes, { publicKeys: [] }), { signature: 'none', keyId: null });
  });
});

describe('a source folder', () => {
  const manifest = cvnext.manifest(BARE);
  const takes = (path: string, options: { includeHidden?: boolean; ignore?: string[] } = {}) => cvnext.takes(path, { manifest, includeHidden: false, ignore: [], ...options });

  for (const path of ['a.py', 'a/b/c.txt', 'node_modules/x.js', 'manifest.json', 'extension.json', 'x.logs', 'thumbs.db']) test(`${path} is packed`, () => assert.ok(takes(path)));
  for (const path of ['.env', 'a/.git/x', 'a/__pycache__/x.txt', 'a/x.pyc', 'lib.so', 'x.log', 'a/Thumbs.db', '.DS_Store']) test(`${path} is left out`, () => assert.ok(!takes(path)));
  test('an extension.json is a file like others', () => assert.ok(!takes('extension.json', { ignore: ['extension.*'] })));
  test('hidden files on request, but not what is ignored', () => {
    assert.ok(takes('a/.env', { includeHidden: true }) && !takes('.DS_Store', { includeHidden: true }));
    assert.ok(!takes('a/b.txt', { ignore: ['*.txt'] }) && !takes('a/b.txt', { ignore: ['a/*'] }) && takes('b.md', { ignore: ['*.txt'] }) && takes('manifest.json', { ignore: ['*.json'] }));
  });
  test('warnings tell what the marketplace will say', () => {
    const warnings: Warning[] = [];
    cvnext.manifest({ ...BARE, version: 'spring' }, warnings);
    assert.deepEqual(codes(warnings), ['manifest-version']);
  });
});

test('recognised by content: any ZIP that is no VSIX', () => {
  assert.ok(cvnext.recognise(zip({})));
  assert.ok(!cvnext.recognise(zip({}, { name: 'extension.vsixmanifest' })));
  assert.ok(!cvnext.recognise(bytesOf(JSON.stringify(BARE))));
  assert.equal(readPackage(zip({}), { formats: ['cvnext'], limits }).format, 'cvnext');
});

describe('properties', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,12}(\.[a-z]{1,3})?$/).filter((text) => !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/.test(text));
  const more = fc.dictionary(name.map((text) => `f/${text}`), fc.uint8Array({ maxLength: 1_000 }), { maxKeys: 8 });

  test('pack → read is identity, whatever the order', async () => {
    await fc.assert(fc.asyncProperty(more, fc.string({ minLength: 1, maxLength: 50 }).filter((text) => !/\p{Cc}/u.test(text)), async (content, title) => {
      const files = filesOf({ name: title }, content);
      const { bytes } = await cvnext.pack(files, { limits });
      assert.equal(sha256((await cvnext.pack(new Map([...files].toReversed()), { limits })).bytes), sha256(bytes));
      const pkg = read(bytes);
      assert.equal(pkg.manifest.display_name, title);
      for (const file of pkg.files) if (file.path !== 'manifest.json') assert.deepEqual(Buffer.from(file.bytes), Buffer.from(files.get(file.path)!));
      assert.equal(pkg.files.length, files.size);
    }), { numRuns: 100 });
  });
});
