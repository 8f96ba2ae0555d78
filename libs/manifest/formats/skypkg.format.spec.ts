import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_LIMITS as limits, type Limits } from '../limits.js';
import type { Package } from '../manifest.js';
import { sha256 } from '../sha256.js';
import { packSkypkg, skypkg, SKYPKG_BYTES } from './skypkg.format.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const CODE = "const { reply } = require('message');\nawait reply('hi');\nreturn true;\n";
const VERSION = { type: 'command', key: 'hello', keywords: [], case_sensitive: false, interval: null, usage_help: '<name>', extended_help: '', event: null, scopes: ['messages_write', 'members_read'], timeout: 5000 };
const FRAME = { package_version: '1.0', exported_at: '2026-01-01T00:00:00.000Z', source: { original_id: '0123456789abcdef01234567', original_owner: '1' } };

/** A package as Skynet exports it, with changes; `undefined` leaves a member out. */
function envelope(version: Record<string, unknown> = {}, extension: Record<string, unknown> = {}, frame: Record<string, unknown> = {}): Uint8Array {
  const { source, ...head } = { ...FRAME, ...frame };
  return utf8(JSON.stringify({ ...head, extension: { name: 'Hello, Wörld!', description: 'Says hello', version: { ...VERSION, ...version }, code: CODE, ...extension }, source }, null, 2));
}
const read = (bytes: Uint8Array, mode: 'strict' | 'compat' = 'strict', changed: Partial<Limits> = {}): Package => skypkg.read(bytes, { limits: { ...limits, ...changed }, mode });
const filesOf = (pkg: Package) => new Map(pkg.files.map(({ path, bytes }) => [path, bytes]));
const codesOf = (pkg: Package) => pkg.warnings.map(({ code }) => code);

test('a package is read whole', () => {
  const bytes = envelope();
  const pkg = read(bytes);
  assert.deepEqual(pkg.files.map(({ path }) => path), ['code.js', 'extension.json']);
  assert.equal(new TextDecoder().decode(pkg.files[0]!.bytes), CODE);
  assert.deepEqual([pkg.files[0]!.size, pkg.files[0]!.sha256], [CODE.length, sha256(utf8(CODE))]);
  assert.deepEqual(pkg.digests, { code_id: createHash('md5').update(CODE).digest('hex') });
  const { original, ...manifest } = pkg.manifest;
  assert.deepEqual(original, { name: 'Hello, Wörld!', description: 'Says hello', version: VERSION });
  assert.deepEqual(manifest, {
    dialect: 'skynet', name: 'hello-world', version: '1.0.0', display_name: 'Hello, Wörld!', description: 'Says hello', authors: [], license: null,
    homepage: null, repository: null, icon: null, compat: 'native', categories: [], tags: [], permissions: ['members_read', 'messages_write'],
    optional_permissions: [], engines: {}, entry_points: ['code.js'], activation: ['onCommand:hello'], contributes: { commands: ['hello'] }, dependencies: {},
  });
  assert.deepEqual(pkg.warnings, []);
});

describe('each type of extension says what starts it', () => {
  const cases: [version: Record<string, unknown>, contributes: Record<string, string[]>, activation: string[]][] = [
    [{ type: 'slash', slash_description: 'Greets', slash_options: [{ name: 'who', type: 3 }] }, { slash_commands: ['hello'] }, ['onSlashCommand:hello']],
    [{ type: 'keyword', key: null, keywords: ['hi', 'hello there'] }, { keywords: ['hi', 'hello there'] }, ['onKeyword:hi', 'onKeyword:hello there']],
    [{ type: 'keyword', key: null, keywords: ['hi', ' hi'] }, { keywords: ['hi'] }, ['onKeyword:hi']],
    [{ type: 'timer', key: null, interval: 300_000 }, { timers: ['300000'] }, ['onInterval:300000']],
    [{ type: 'timer', key: null, interval: 86_400_000 }, { timers: ['86400000'] }, ['onInterval:86400000']],
    [{ type: 'event', key: null, event: 'voiceStateUpdate' }, { events: ['voiceStateUpdate'] }, ['onEvent:voiceStateUpdate']],
  ];
  for (const [version, contributes, activation] of cases) {
    test(JSON.stringify(contributes), () => {
      const { manifest } = read(envelope(version));
      assert.deepEqual([manifest.contributes, manifest.activation], [contributes, activation]);
    });
  }
});

test('what Skynet exports comes out byte for byte after it went in, help of a keyword included', () => {
  for (const version of [{}, { type: 'keyword', key: null, keywords: ['hi'], usage_help: 'say hi', extended_help: 'a\r\nb' }, { _id: 12 }, { dashboard_pages: [{ title: 'A' }], fields: [1] }]) {
    const bytes = envelope(version);
    assert.deepEqual(packSkypkg(filesOf(read(bytes)), limits), bytes);
  }
});

test('the number of a version is kept, and written only where it was', () => {
  assert.equal(read(envelope({ _id: 12 })).manifest.version, '12.0.0');
  assert.equal(read(envelope({ _id: null })).manifest.version, '1.0.0');
  assert.ok(!('_id' in (read(envelope()).manifest.original['version'] as object)));
  for (const _id of [0, 1.5, '2', -1]) assert.throws(() => read(envelope({ _id })), { code: 'manifest-version', path: '/extension/version/_id' });
  assert.deepEqual(codesOf(read(envelope({ _id: '2' }), 'compat')), ['manifest-version']);
});

describe('names become identifiers', () => {
  const cases: [name: string, slug: string][] = [['Hello World', 'hello-world'], ['--Ärger & Co.--', 'arger-co'], ['x'.repeat(100), 'x'.repeat(60)], [`${'x'.repeat(59)} y`, 'x'.repeat(59)], ['24/7', '24-7'], [' Trim me ', 'trim-me']];
  for (const [name, slug] of cases) test(name, () => assert.equal(read(envelope({}, { name })).manifest.name, slug));
  test('unless nothing is left', () => assert.throws(() => read(envelope({}, { name: 'こんにちは' }), 'compat'), { code: 'manifest-name' }));
});

describe('taken with a warning', () => {
  const cases: [code: string, what: string, bytes: Uint8Array, mode: 'strict' | 'compat'][] = [
    ['package-version-missing', 'no package version', envelope({}, {}, { package_version: undefined }), 'strict'],
    ['scope-unknown', 'an unknown scope', envelope({ scopes: ['messages_react'] }), 'strict'],
    ['manifest-host-member', 'a version that says it was accepted', envelope({ accepted: true }), 'strict'],
    ['manifest-host-member', 'an owner', envelope({}, { owner_id: 'x' }), 'strict'],
    ['json-proto', '__proto__', utf8(new TextDecoder().decode(envelope()).replace('"name"', '"__proto__": {"name": "p"}, "name"')), 'strict'],
    ['json-bom', 'a byte order mark in compat mode', utf8(`\uFEFF${new TextDecoder().decode(envelope())}`), 'compat'],
    ['package-version', 'another package version in compat mode', envelope({}, {}, { package_version: '9.9' }), 'compat'],
    ['code-syntax', 'code that does not parse in compat mode', envelope({}, { code: 'function (' }), 'compat'],
  ];
  for (const [code, what, bytes, mode] of cases) test(what, () => assert.deepEqual(codesOf(read(bytes, mode)), [code]));

  test('what was dropped is nowhere', () => {
    const pkg = read(envelope({ accepted: true, network_approved: true }, { state: 'gallery', owner_id: 'x' }));
    assert.deepEqual(pkg.warnings.map(({ path }) => path).sort(), ['/extension/owner_id', '/extension/state', '/extension/version/accepted', '/extension/version/network_approved']);
    assert.doesNotMatch(JSON.stringify(pkg.manifest.original) + new TextDecoder().decode(pkg.files[1]!.bytes), /accepted|network_approved|gallery|owner_id/);
  });
  test('__proto__ changes no object', () => {
    const { original } = read(utf8('{"package_version":"1.0","extension":{"__proto__":{"polluted":1},"name":"ab","version":{"type":"command","key":"ab"},"code":"1"}}')).manifest;
    assert.equal((original as { polluted?: number }).polluted, undefined);
    assert.equal(Object.getPrototypeOf(original), Object.prototype);
  });
});

describe('refused in both modes', () => {
  const text = (edit: (text: string) => string) => utf8(edit(new TextDecoder().decode(envelope())));
  const cases: [code: string, what: string, bytes: Uint8Array][] = [
    ['json-duplicate-key', 'a member that is there twice', text((json) => json.replace('"name"', '"name": "x", "name"'))],
    ['json-encoding', 'bytes that are not UTF-8', envelope().map((byte) => (byte === 0xc3 ? 0xff : byte))],
    ['json-syntax', 'something after the object', text((json) => `${json}x`)],
    ['json-too-deep', 'deep nesting', envelope({ fields: JSON.parse('['.repeat(22) + ']'.repeat(22)) as unknown })],
    ['manifest-required', 'no extension', utf8('{"package_version":"1.0"}')],
    ['manifest-type', 'an extension that is a list', utf8('{"package_version":"1.0","extension":[]}')],
    ['manifest-type', 'an extension that is null', utf8('{"package_version":"1.0","extension":null}')],
    ['manifest-required', 'no name', envelope({}, { name: undefined })],
    ['manifest-name', 'a name of one character', envelope({}, { name: 'x' })],
    ['manifest-name', 'a name of 101 characters', envelope({}, { name: 'x'.repeat(101) })],
    ['manifest-type', 'a name that is an object', envelope({}, { name: { $gt: '' } })],
    ['manifest-description', 'a description of 2001 characters', envelope({}, { description: 'x'.repeat(2001) })],
    ['manifest-required', 'no code', envelope({}, { code: undefined })],
    ['code-empty', 'empty code', envelope({}, { code: '' })],
    ['manifest-type', 'code that is a number', envelope({}, { code: 1 })],
    ['manifest-type', 'no version', envelope({}, { version: null })],
    ['manifest-type-name', 'an unknown type', envelope({ type: 'cron' })],
    ['manifest-required', 'a command without key', envelope({ key: null })],
    ['manifest-key', 'a key of one character', envelope({ key: 'x' })],
    ['manifest-key', 'a key of 26 characters', envelope({ key: 'x'.repeat(26) })],
    ['manifest-required', 'a slash command without options', envelope({ type: 'slash', slash_description: 'x', slash_options_json: '[]' })],
    ['manifest-required', 'a slash command without description', envelope({ type: 'slash', slash_options: [] })],
    ['manifest-slash', 'a slash command with 101 characters of description', envelope({ type: 'slash', slash_options: [], slash_description: 'x'.repeat(101) })],
    ['manifest-type', 'an option of a slash command that is a text', envelope({ type: 'slash', slash_description: 'x', slash_options: ['x'] })],
    ['manifest-keyword', 'no keywords', envelope({ type: 'keyword', keywords: [] })],
    ['manifest-type', 'keywords in one text', envelope({ type: 'keyword', keywords: 'a,b' })],
    ['manifest-keyword', 'a keyword of 201 characters', envelope({ type: 'keyword', keywords: ['x'.repeat(201)] })],
    ['manifest-too-many', '1001 keywords', envelope({ type: 'keyword', keywords: Array.from({ length: 1001 }, String) })],
    ['manifest-too-many', '1001 scopes', envelope({ scopes: Array.from({ length: 1001 }, () => 'ban') })],
    ['manifest-required', 'a timer without interval', envelope({ type: 'timer' })],
    ['manifest-interval', 'a timer that is too fast', envelope({ type: 'timer', interval: 299_999 })],
    ['manifest-interval', 'a timer that is too slow', envelope({ type: 'timer', interval: 86_400_001 })],
    ['manifest-event', 'an unknown event', envelope({ type: 'event', event: 'ready' })],
    ['manifest-timeout', 'a timeout of 99 ms', envelope({ timeout: 99 })],
    ['manifest-timeout', 'a timeout of 10001 ms', envelope({ timeout: 10_001 })],
    ['manifest-help', 'a usage of 151 characters', envelope({ usage_help: 'x'.repeat(151) })],
    ['manifest-help', 'help of 1001 characters', envelope({ extended_help: 'x'.repeat(1001) })],
    ['manifest-network', 'an unknown network capability', envelope({ network_capability: 'all' })],
    ['manifest-type', 'scopes in one text', envelope({ scopes: 'ban' })],
    ['manifest-permission', 'a scope that is no name', envelope({ scopes: ['a b'] })],
    ['manifest-type', 'case that is a text', envelope({ case_sensitive: 'yes' })],
  ];
  for (const [code, what, bytes] of cases) {
    test(`${what} as ${code}`, () => {
      for (const mode of ['strict', 'compat'] as const) assert.throws(() => read(bytes, mode), { name: 'PackageError', code });
    });
  }
});

describe('refused in strict mode', () => {
  const code = (text: string) => () => read(envelope({}, { code: text }));
  const cases: [code: string, what: string, act: () => unknown][] = [
    ['json-bom', 'a byte order mark', () => read(utf8(`\uFEFF${new TextDecoder().decode(envelope())}`))],
    ['package-version', 'another package version', () => read(envelope({}, {}, { package_version: '9.9' }))],
    ['package-version', 'a package version that is a number', () => read(envelope({}, {}, { package_version: 1 }))],
    ['code-syntax', 'code that does not parse', code('function (')],
    ['code-syntax', 'code that leaves its function', code('}); (function () {')],
    ['code-syntax', 'code that leaves its function for another', code('}, function () {')],
    ['code-syntax', 'an import', code('import "x"')],
    ['code-syntax', 'endless nesting', code('('.repeat(200_000))],
  ];
  for (const [expected, what, act] of cases) test(`${what} as ${expected}`, () => assert.throws(act, { name: 'PackageError', code: expected }));

  test('a fault in the code names its own line', () => assert.throws(code('let a = 1;\nlet b = ;'), { message: /^code\.js:2:\d+: / }));
});

describe('limits', () => {
  test('the size that Skynet takes', () => {
    const padded = (size: number) => {
      const bytes = envelope();
      return utf8(new TextDecoder().decode(bytes) + ' '.repeat(size - bytes.length));
    };
    assert.doesNotThrow(() => read(padded(SKYPKG_BYTES)));
    assert.throws(() => read(padded(SKYPKG_BYTES + 1)), { code: 'package-size' });
  });
  test('the size of the code', () => {
    assert.doesNotThrow(() => read(envelope(), 'strict', { file_bytes: CODE.length }));
    assert.throws(() => read(envelope(), 'strict', { file_bytes: CODE.length - 1 }), { code: 'file-size', path: 'code.js' });
  });
  test('the size of the rest, indented', () => {
    const { size } = read(envelope()).files[1]!;
    assert.doesNotThrow(() => read(envelope(), 'strict', { manifest_bytes: size }));
    assert.throws(() => read(envelope(), 'strict', { manifest_bytes: size - 1 }), { code: 'file-size', path: 'extension.json' });
    assert.throws(() => read(envelope(), 'strict', { manifest_bytes: 10 }), { code: 'file-size', path: 'extension.json' });
  });
});

describe('packing a directory', () => {
  const source = (json: unknown, code = CODE) => new Map([['extension.json', utf8(JSON.stringify(json))], ['code.js', utf8(code)], ['README.md', utf8('x')]]);
  const extension = { name: 'Tic Tac', version: { type: 'command', key: 'ttt' } };
  const pack = (files: Map<string, Uint8Array>) => skypkg.pack(files, { limits });

  test('from the extension object alone', async () => {
    const { bytes, name, detachedSignature } = await pack(source(extension));
    assert.deepEqual(JSON.parse(new TextDecoder().decode(bytes)), { package_version: '1.0', extension: { ...extension, code: CODE } });
    assert.deepEqual([name, detachedSignature], ['Tic_Tac.skypkg', null]);
    assert.deepEqual(read(bytes).warnings, []);
  });
  test('from a whole envelope, whose members stay', async () => {
    const { bytes } = await pack(source({ ...FRAME, extension }));
    assert.deepEqual(JSON.parse(new TextDecoder().decode(bytes)), { ...FRAME, extension: { ...extension, code: CODE } });
  });
  test('takes two files and no others', () => {
    const selecting = { manifest: skypkg.manifest(extension), includeHidden: true, ignore: [] };
    assert.deepEqual(['code.js', 'extension.json', 'README.md', 'src/code.js', 'Code.js'].filter((path) => skypkg.takes(path, selecting)), ['code.js', 'extension.json']);
  });
  test('refused', async () => {
    const cases: [code: string, files: Map<string, Uint8Array>][] = [
      ['code-twice', source({ ...extension, code: 'x' })],
      ['code-syntax', source(extension, 'if (')],
      ['code-encoding', new Map([...source(extension), ['code.js', new Uint8Array([0xff])]])],
      ['file-missing', new Map([['extension.json', utf8('{}')]])],
      ['file-missing', new Map([['code.js', utf8('1')]])],
      ['manifest-required', source({})],
    ];
    for (const [code, files] of cases) await assert.rejects(pack(files), { name: 'PackageError', code });
  });
  test('a manifest is read without its code', () => {
    assert.equal(skypkg.manifest(extension).name, 'tic-tac');
    const warnings: Package['warnings'] = [];
    assert.equal(skypkg.manifest({ package_version: '2.0', extension }, warnings).name, 'tic-tac');
    assert.deepEqual(warnings.map(({ code }) => code), ['package-version']);
    assert.throws(() => skypkg.manifest({ package_version: '2.0', extension }), { code: 'package-version' });
  });
});

test('recognise looks at the content only', () => {
  assert.ok(skypkg.recognise(envelope()));
  assert.ok(skypkg.recognise(utf8('\uFEFF \n{"extension" :')));
  for (const text of ['', '{', '{}', '["extension":]', '{"extension"}', 'x{"extension":1}']) assert.ok(!skypkg.recognise(utf8(text)), text);
});

test('it carries no signature', async () => {
  const bytes = envelope();
  assert.deepEqual(await skypkg.verify(read(bytes), bytes, { publicKeys: [] }), { signature: 'none', keyId: null });
});

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !/\0|\p{Cs}/u.test(text));
test('read → pack → read is identity', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), anyText, fc.option(fc.integer({ min: 1, max: 10 ** 9 })), (free, help, _id) => {
    const safe = JSON.parse(JSON.stringify(free).replaceAll('__proto__', 'proto').replaceAll('\\u0000', '').replace(/\\ud[89a-f]../gi, '')) as unknown;
    const pkg = read(envelope({ dashboard_settings: safe, _id }, { help_page: help }));
    const again = read(packSkypkg(filesOf(pkg), limits));
    assert.deepEqual([again.manifest, again.files], [pkg.manifest, pkg.files]);
  }), { numRuns: 200 });
});
