import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_LIMITS as limits, type Limits } from '../limits.js';
import type { Package } from '../manifest.js';
import { sha256 } from '../sha256.js';
import { readZip } from '../zip.js';
import { writeZip } from '../zip-writer.js';
import { packVsix, vsix } from './vsix.format.js';

type Changes = Record<string, string | null>;
const utf8 = (text: string) => new TextEncoder().encode(text);
const OUTER = 'extension.vsixmanifest';
const TYPES = '[Content_Types].xml';

const MANIFEST = { name: 'Sample', publisher: 'Acme', version: '1.2.3', displayName: 'Sample & more', engines: { vscode: '^1.80.0' }, main: './dist/main', icon: 'icon.png', extensionKind: ['ui'], extensionPack: ['a.b'] };
/** The archive as VS Code's own packer lays it out, written by hand. */
const ARCHIVE: Record<string, string> = {
  [OUTER]: `<?xml version="1.0" encoding="utf-8"?>
    <PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">
      <Metadata>
        <Identity Language="en-US" Id="Sample" Version="1.2.3" Publisher="Acme" TargetPlatform="linux-x64"/>
        <DisplayName>Sample &amp; more</DisplayName>
        <Properties><Property Id="Microsoft.VisualStudio.Code.Engine" Value="^1.80.0" /><Property Id="Microsoft.VisualStudio.Code.PreRelease" Value="true" /></Properties>
        <Icon>extension/icon.png</Icon>
      </Metadata>
      <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
      <Dependencies/>
      <Assets>
        <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true" />
        <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/readme.md" Addressable="true" />
      </Assets>
    </PackageManifest>`,
  [TYPES]: '<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension=".json" ContentType="application/json"/><Default Extension="JS" ContentType="application/javascript"/><Default Extension=".md" ContentType="text/markdown"/><Default Extension=".vsixmanifest" ContentType="text/xml"/><Override PartName="/extension/icon.png" ContentType="image/png"/></Types>',
  'extension/package.json': JSON.stringify(MANIFEST),
  'extension/readme.md': '# Sample\n',
  'extension/Makefile': 'all:\n',
  'extension/icon.png': 'png',
  'extension/dist/main.js': 'exports.activate = () => {};\n',
};
/** null leaves an entry out. */
const archive = (changes: Changes = {}) => writeZip(Object.entries({ ...ARCHIVE, ...changes }).flatMap(([path, text]) => (text === null ? [] : [{ path, bytes: utf8(text) }])));
const manifest = (changes: Record<string, unknown>): Changes => ({ 'extension/package.json': JSON.stringify({ ...MANIFEST, ...changes }) });
const edited = (entry: string, from: string, to: string): Changes => {
  assert.ok(ARCHIVE[entry]!.includes(from));
  return { [entry]: ARCHIVE[entry]!.replace(from, to) };
};
const read = (bytes: Uint8Array, mode: 'strict' | 'compat' = 'strict', changed: Partial<Limits> = {}): Package => vsix.read(bytes, { limits: { ...limits, ...changed }, mode });
const filesOf = (pkg: Package) => new Map(pkg.files.map(({ path, bytes }) => [path, bytes]));

test('a package is read whole', () => {
  const bytes = archive();
  const pkg = read(bytes);
  assert.deepEqual(pkg.files.map(({ path }) => path), ['Makefile', 'dist/main.js', OUTER, 'icon.png', 'package.json', 'readme.md']);
  assert.deepEqual([pkg.files[3]!.size, pkg.files[3]!.sha256], [3, sha256(utf8('png'))]);
  assert.deepEqual([pkg.manifest.name, pkg.manifest.version, pkg.manifest.display_name, pkg.manifest.entry_points], ['acme.sample', '1.2.3', 'Sample & more', ['dist/main.js']]);
  assert.deepEqual([pkg.readme, pkg.changelog, pkg.signature, pkg.warnings], ['# Sample\n', null, null, []]);
  assert.deepEqual(pkg.digests, {});
});

describe('refused in both modes', () => {
  const engine = '<Property Id="Microsoft.VisualStudio.Code.Engine" Value="^1.80.0" />';
  const cases: [code: string, what: string, changes: Changes][] = [
    ['manifest-missing', 'no vsixmanifest', { [OUTER]: null }],
    ['manifest-missing', 'no content types', { [TYPES]: null }],
    ['manifest-missing', 'no package.json', { 'extension/package.json': null }],
    ['xml-doctype', 'a document type', edited(OUTER, '<PackageManifest', '<!DOCTYPE PackageManifest><PackageManifest')],
    ['xml-syntax', 'XML that is not closed', edited(OUTER, '</PackageManifest>', '')],
    ['vsix-manifest', 'another root', { [OUTER]: '<Vsix xmlns="http://schemas.microsoft.com/developer/vsx-schema/2010"/>' }],
    ['vsix-manifest', 'no identity', edited(OUTER, '<Identity ', '<Ident ')],
    ['vsix-manifest', 'two identities', edited(OUTER, '<DisplayName>', '<Identity Id="x"/><DisplayName>')],
    ['vsix-manifest', 'an identity without version', edited(OUTER, ' Version="1.2.3"', '')],
    ['vsix-manifest', 'an unknown platform', edited(OUTER, 'linux-x64', 'amiga')],
    ['vsix-manifest', 'a package for another host', edited(OUTER, '<InstallationTarget Id="Microsoft.VisualStudio.Code"/>', '<InstallationTarget Id="Microsoft.VisualStudio.Pro"/>')],
    ['vsix-manifest', 'a property twice', edited(OUTER, engine, engine + engine)],
    ['vsix-manifest', 'a manifest somewhere else', edited(OUTER, 'extension/package.json', 'extension/readme.md')],
    ['vsix-identity', 'another name', edited(OUTER, 'Id="Sample"', 'Id="sample"')],
    ['vsix-identity', 'another version', edited(OUTER, 'Version="1.2.3"', 'Version="1.2.4"')],
    ['vsix-identity', 'another publisher', edited(OUTER, 'Publisher="Acme"', 'Publisher="Other"')],
    ['vsix-content-types', 'another root of the types', { [TYPES]: '<Types/>' }],
    ['vsix-content-types', 'a type twice', edited(TYPES, '<Default Extension="JS"', '<Default Extension="JSON" ContentType="a/b"/><Default Extension="JS"')],
    ['vsix-content-types', 'a type without extension', edited(TYPES, 'Extension="JS"', 'Ext="JS"')],
    ['json-duplicate-key', 'a duplicate member', { 'extension/package.json': '{"name":"a","name":"b"}' }],
    ['json-bom', 'a byte order mark', { 'extension/package.json': `\uFEFF${JSON.stringify(MANIFEST)}` }],
    ['manifest-version', 'a version that is none', manifest({ version: '1' })],
    ['file-missing', 'an entry point that is not there', manifest({ main: './dist/other' })],
    ['file-missing', 'an icon that is not there', manifest({ icon: 'images/icon.png' })],
    ['path-duplicate', 'a second vsixmanifest among the files', { [`extension/${OUTER}`]: 'x' }],
    ['path-collision', 'a second package.json in capitals', { 'extension/Package.json': '{}' }],
    ['path-traversal', 'a path outside', { 'extension/../../x': '' }],
    ['document-encoding', 'a README that is binary', { 'extension/readme.md': 'a\0b' }],
  ];
  for (const [code, what, changes] of cases) {
    test(`${what} as ${code}`, () => {
      for (const mode of ['strict', 'compat'] as const) assert.throws(() => read(archive(changes), mode), { name: 'PackageError', code });
    });
  }
  test('a manifest larger than allowed', () => {
    const size = Math.max(...[OUTER, TYPES, 'extension/package.json'].map((path) => utf8(ARCHIVE[path]!).length));
    assert.doesNotThrow(() => read(archive(), 'strict', { manifest_bytes: size }));
    assert.throws(() => read(archive(), 'strict', { manifest_bytes: size - 1 }), { code: 'manifest-too-large' });
  });
  test('an archive with something before it', () => assert.throws(() => read(new Uint8Array([0x4d, 0x5a, ...archive()])), { code: 'zip-prepended' }));
});

describe('refused in strict mode, taken with a warning in compat mode', () => {
  const cases: [code: string, what: string, changes: Changes][] = [
    ['vsix-outside', 'a file outside the folder', { 'package/services/digital-signature/origin': 'x' }],
    ['vsix-content-type', 'a file without type', { 'extension/a.bin': 'x' }],
    ['vsix-asset', 'an asset that is not there', { 'extension/readme.md': null }],
    ['vsix-engine', 'other versions of VS Code', edited(OUTER, '^1.80.0', '^1.90.0')],
  ];
  for (const [code, what, changes] of cases) {
    test(`${what} as ${code}`, () => {
      assert.throws(() => read(archive(changes)), { name: 'PackageError', code });
      assert.deepEqual(read(archive(changes), 'compat').warnings.map((warning) => warning.code), [code]);
    });
  }
  test('and what lies outside is not in the package', () => assert.ok(read(archive(cases[0]![2]), 'compat').files.every(({ path }) => !path.includes('origin'))));
});

describe('localised texts', () => {
  const titled = (nls: string) => read(archive({ ...manifest({ displayName: '%title%' }), 'extension/package.nls.json': nls }));
  test('are put in place', () => assert.equal(titled('{"title":"Hello"}').manifest.display_name, 'Hello'));
  test('with comments for translators', () => assert.equal(titled('{"title":{"message":"Hello","comment":["x"]}}').manifest.display_name, 'Hello'));
  test('that cannot be read cost only themselves', () => {
    const pkg = titled('{"title": // no\n"Hello"}');
    assert.deepEqual([pkg.manifest.display_name, pkg.warnings.map(({ code, path }) => [code, path])], ['Sample', [['json-syntax', 'package.nls.json']]]);
    for (const nls of ['null', '1', '[null]', '{"title":null}']) assert.equal(titled(nls).manifest.display_name, 'Sample');
  });
});

describe('packing', () => {
  const source = (changes: Record<string, unknown> = {}) =>
    new Map([['package.json', utf8(JSON.stringify({ ...MANIFEST, ...changes }))], ['dist/main.js', utf8('1')], ['icon.png', utf8('png')], ['README.md', utf8('# <x>')], ['CHANGELOG.md', utf8('# 1')], ['LICENSE', utf8('MIT')]]);

  test('writes both manifests from package.json', async () => {
    const { bytes, name, detachedSignature } = await vsix.pack(source({ description: '"<&>" é' }), { limits });
    assert.deepEqual([name, detachedSignature], ['Sample-1.2.3.vsix', null]);
    const entries = new Map(readZip(bytes, { limits }).map((entry) => [entry.path, new TextDecoder().decode(entry.bytes)]));
    assert.deepEqual([...entries.keys()], [OUTER, TYPES, 'extension/CHANGELOG.md', 'extension/LICENSE', 'extension/README.md', 'extension/dist/main.js', 'extension/icon.png', 'extension/package.json']);
    const outer = entries.get(OUTER)!;
    for (const part of ['Id="Sample" Version="1.2.3" Publisher="Acme"/>', '>&#34;&#60;&#38;&#62;&#34; é</Description>', 'Engine" Value="^1.80.0"', 'ExtensionKind" Value="ui"', 'ExtensionPack" Value="a.b"']) assert.ok(outer.includes(part), part);
    assert.deepEqual([...outer.matchAll(/ Path="([^"]*)"/g)].map(([, path]) => path), ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'icon.png'].map((path) => `extension/${path}`));
    assert.deepEqual([...entries.get(TYPES)!.matchAll(/Extension="(\S+)"/g)].map(([, extension]) => extension), ['.js', '.json', '.md', '.png', '.vsixmanifest']);
  });
  test('keeps a vsixmanifest that is there, its platform with it', () => {
    const first = read(archive());
    assert.match(new TextDecoder().decode(filesOf(read(packVsix(filesOf(first), limits))).get(OUTER)), /TargetPlatform="linux-x64"/);
  });
  test('takes no dependencies, lock files, other packages or hidden files', () => {
    const selecting = { manifest: vsix.manifest(MANIFEST), includeHidden: false, ignore: [] };
    const paths = ['package.json', 'src/a.ts', 'node_modules/a/b.js', 'x/node_modules/b.js', 'package-lock.json', 'a-1.0.0.vsix', '.vscodeignore', 'a/.git/x', OUTER];
    assert.deepEqual(paths.filter((path) => vsix.takes(path, selecting)), ['package.json', 'src/a.ts']);
    assert.ok(vsix.takes('.vscodeignore', { ...selecting, includeHidden: true }));
    assert.deepEqual(paths.filter((path) => vsix.takes(path, { ...selecting, ignore: ['*.ts'] })), ['package.json']);
    assert.deepEqual(paths.filter((path) => vsix.takes(path, { ...selecting, ignore: ['src'] })), ['package.json']);
  });
  test('refused', async () => {
    const without = (path: string) => new Map([...source()].filter(([name]) => name !== path));
    await assert.rejects(vsix.pack(without('package.json'), { limits }), { code: 'manifest-missing' });
    await assert.rejects(vsix.pack(without('icon.png'), { limits }), { code: 'file-missing' });
    await assert.rejects(vsix.pack(without('dist/main.js'), { limits }), { code: 'file-missing' });
    await assert.rejects(vsix.pack(new Map([...source(), [OUTER, utf8(ARCHIVE[OUTER]!.replace('1.2.3', '2.0.0'))]]), { limits }), { code: 'vsix-identity' });
    await assert.rejects(vsix.pack(source(), { limits: { ...limits, package_bytes: 500 } }), { code: 'package-size' });
    for (const item of ['a,b', 7, { toString: 1 }]) await assert.rejects(vsix.pack(source({ extensionPack: [item] }), { limits }), { name: 'PackageError' });
  });

  const fileName = fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}(\.[a-z]{1,3})?$/).filter((name) => !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/.test(name));
  test('pack → read is identity, whatever the order of the files', () => {
    fc.assert(fc.property(fc.dictionary(fileName.map((name) => `files/${name}`), fc.uint8Array({ maxLength: 500 }), { maxKeys: 8 }), (more) => {
      const files = new Map([...source(), ...Object.entries(more)]);
      const packed = packVsix(files, limits);
      assert.deepEqual(packVsix(new Map([...files].toReversed()), limits), packed);
      const found = filesOf(read(packed));
      assert.deepEqual([...found].filter(([path]) => path !== OUTER).map(([path, bytes]) => [path, Buffer.from(bytes)]), [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => [path, Buffer.from(bytes)]));
      assert.deepEqual(packVsix(found, limits), packed);
    }), { numRuns: 60 });
  });
});

test('recognise looks at the content only', () => {
  assert.ok(vsix.recognise(archive()));
  assert.ok(!vsix.recognise(archive({ [OUTER]: null })));
  // A reader that ignores case would take it for one, so it is no other format's.
  const shouting = archive({ [OUTER]: null, [OUTER.toUpperCase()]: ARCHIVE[OUTER]! });
  assert.ok(vsix.recognise(shouting));
  assert.throws(() => read(shouting), { code: 'manifest-missing' });
  for (const text of ['', 'PK\u0003\u0004', OUTER]) assert.ok(!vsix.recognise(utf8(text)));
});
