import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { orchestraManifestOf } from '#test/support/archives.js';
import { PackageError } from '../manifest.js';
import { orchestraManifest } from './orchestra.dialect.js';

const read = (changes: Record<string, unknown> = {}) => orchestraManifest(orchestraManifestOf(changes));
const long = (length: number) => 'x'.repeat(length);

const REFUSED: [code: string, pointer: string, changes: Record<string, unknown>][] = [
  ['manifest-required', '/name', { name: undefined }],
  ['manifest-type', '/name', { name: 7 }],
  ...['Demo', 'demo_tool', '-demo', 'demo--tool', 'demo-', '@scope/demo', '', ' demo', 'démo', long(101)].map((name): [string, string, Record<string, unknown>] => ['manifest-name', '/name', { name }]),
  ['manifest-required', '/version', { version: undefined }],
  ...['v1.0.0', '1.0', '01.0.0', ' 1.0.0', 'latest', `1.0.0-${long(50)}`].map((version): [string, string, Record<string, unknown>] => ['manifest-version', '/version', { version }]),
  ['manifest-display-name', '/displayName', { displayName: long(256) }],
  ['manifest-display-name', '/displayName', { displayName: 'a\u0007b' }],
  ['manifest-display-name', '/displayName', { displayName: 'a\nb' }],
  ['manifest-type', '/displayName', { displayName: null }],
  ['manifest-description', '/description', { description: long(2001) }],
  ['manifest-type', '/author', { author: 7 }],
  ['manifest-required', '/author/name', { author: { email: 'a@example.org' } }],
  ['manifest-type', '/license', { license: { type: 'MIT' } }],
  ['manifest-license', '/license', { license: long(51) }],
  ['manifest-required', '/main', { main: undefined }],
  ...['dist/index.ts', '../index.js', '/index.js', 'dist\\index.js', 'a/./b.js', 'C:/x.js'].map((main): [string, string, Record<string, unknown>] => ['manifest-main', '/main', { main }]),
  ['manifest-icon', '/icon', { icon: '../icon.png' }],
  ['manifest-icon', '/icon', { icon: 'https://example.org/icon.png' }],
  ['manifest-required', '/engines', { engines: undefined }],
  ['manifest-type', '/engines', { engines: '>=1' }],
  ['manifest-required', '/engines/orchestra', { engines: { node: '>=20' } }],
  ['manifest-engine', '/engines/orchestra', { engines: { orchestra: 'soon' } }],
  ['manifest-engine', '/engines/orchestra', { engines: { orchestra: ' ' } }],
  ['manifest-type', '/engines/node', { engines: { orchestra: '*', node: 20 } }],
  ['manifest-type', '/permissions', { permissions: 'network' }],
  ['manifest-type', '/permissions/1', { permissions: ['network', {}] }],
  ['manifest-duplicate', '/permissions/1', { permissions: ['network', 'network'] }],
  ['manifest-permission', '/permissions/0', { permissions: ['net work'] }],
  ['manifest-activation', '/activationEvents/0', { activationEvents: ['*'] }],
  ['manifest-activation', '/activationEvents/1', { activationEvents: ['onStartup', 'onCommand:'] }],
  ['manifest-type', '/contributes', { contributes: [] }],
  ['manifest-contributes', '/contributes', { contributes: { menus: { ['x'.repeat(300)]: [] } } }],
  ['manifest-type', '/contributes/commands', { contributes: { commands: {} } }],
  ['manifest-required', '/contributes/commands/0/command', { contributes: { commands: [{ title: 'x' }] } }],
  ['manifest-duplicate', '/contributes/commands/1', { contributes: { commands: [{ command: 'a' }, { command: 'a' }] } }],
  ['manifest-duplicate', '/contributes/views/sidebar/1', { contributes: { views: { sidebar: [{ id: 'a' }, { id: 'a' }] } } }],
  ['manifest-type', '/contributes/menus/a~1b', { contributes: { menus: { 'a/b': 'x' } } }],
  ['manifest-compat', '/compat', { compat: 'emacs' }],
  ['manifest-too-many', '/categories', { categories: ['a', 'b', 'c', 'd', 'e', 'f'] }],
  ['manifest-too-many', '/keywords', { keywords: Array.from({ length: 11 }, (_, at) => `k${at}`) }],
  ['manifest-tag', '/tags/0', { tags: [long(33)] }],
  ['manifest-type', '/dependencies', { dependencies: ['a'] }],
  ['manifest-type', '/dependencies/a', { dependencies: { a: 1 } }],
  ...['javascript:alert(1)', 'ftp://example.org', 'example', 'https://a:b@example.org/'].map((homepage): [string, string, Record<string, unknown>] => ['manifest-link', '/homepage', { homepage }]),
];

describe('orchestraManifest refuses', () => {
  for (const [code, pointer, changes] of REFUSED) {
    test(`${JSON.stringify(changes).slice(0, 60)} as ${code}`, () => {
      assert.throws(() => read(changes), (error) => {
        assert.ok(error instanceof PackageError, String(error));
        assert.deepEqual([error.code, error.path], [code, pointer], error.message);
        return error.help !== '';
      });
    });
  }

  for (const parsed of [null, [], 'x', 7]) {
    test(`${JSON.stringify(parsed)} in place of an object`, () => assert.throws(() => orchestraManifest(parsed), { code: 'manifest-type', path: '' }));
  }
});

test('a full manifest becomes the one shape', () => {
  const manifest = read({
    homepage: 'https://example.org/demo',
    repository: { type: 'git', url: 'git+https://example.org/demo.git' },
    icon: './assets/icon.png',
    main: './dist/index.mjs',
    compat: 'raycast',
    permissions: ['network', 'ai.chat'],
    tags: ['demo', 'tool'],
    dependencies: { 'left-pad': '^1.0.0' },
    unknownMember: { kept: true },
    contributes: {
      commands: [{ command: 'demo.run' }, { command: 'demo.stop' }],
      menus: { 'editor.context': [{ command: 'demo.run' }, { command: 'demo.run' }] },
      keybindings: [{ command: 'demo.run', key: 'ctrl+a' }, { command: 'demo.run', key: 'ctrl+b' }],
      views: { sidebar: [{ id: 'demo.view' }] },
      themes: [{ label: 'Dark', path: 'themes/dark.json' }],
      snippets: [{ language: 'go', path: 'a.json' }, { language: 'go', path: 'b.json' }],
      configuration: { title: 'x' },
    },
  });
  assert.equal(manifest.original.unknownMember instanceof Object, true);
  assert.deepEqual({ ...manifest, original: null }, {
    dialect: 'orchestra',
    name: 'demo-tool',
    version: '1.2.3',
    display_name: 'Demo Tool',
    description: 'Shows how it is done.',
    authors: ['Ada Example'],
    license: 'MIT',
    homepage: 'https://example.org/demo',
    repository: 'https://example.org/demo.git',
    icon: 'assets/icon.png',
    compat: 'raycast',
    categories: ['Productivity'],
    tags: ['demo', 'tool'],
    permissions: ['ai.chat', 'network'],
    optional_permissions: [],
    engines: { orchestra: '>=0.1.0' },
    entry_points: ['dist/index.mjs'],
    activation: ['onCommand:demo.run'],
    contributes: {
      commands: ['demo.run', 'demo.stop'],
      'menus.editor.context': ['demo.run'],
      keybindings: ['demo.run'],
      'views.sidebar': ['demo.view'],
      themes: ['Dark'],
      snippets: ['go'],
      configuration: [],
    },
    dependencies: { 'left-pad': '^1.0.0' },
    original: null,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(manifest)), manifest);
});

test('a short manifest gets defaults', () => {
  const manifest = orchestraManifest({ name: 'a', version: '1.0.0', main: 'a.js', engines: { orchestra: '*' } });
  assert.deepEqual([manifest.display_name, manifest.description, manifest.authors, manifest.compat, manifest.permissions], ['a', '', [], 'native', []]);
});

test('no e-mail address stays in the author', () => {
  const authors = ['Ada <ada@example.org>', 'Ada ada@example.org', 'ada@example.org', '<ada@example.org>', 'Ada <ada@example.org> (https://example.org)', 'Ada <ada@example.org', { name: 'Ada <ada@example.org>', email: 'ada@example.org' }];
  assert.deepEqual(authors.map((author) => read({ author }).authors[0] ?? null), ['Ada', 'Ada', null, null, 'Ada', 'Ada', 'Ada']);
});

test('repositories are shown only as web addresses', () => {
  const repositories = ['github:ada/demo', 'ada/demo', 'https://example.org/x', 'git@example.org:ada/demo.git', 'javascript:alert(1)'];
  assert.deepEqual(repositories.map((repository) => read({ repository }).repository), ['https://github.com/ada/demo', 'https://github.com/ada/demo', 'https://example.org/x', null, null]);
});

for (const event of ['onStartup', 'onCommand:demo.run', 'onLanguage:c++', 'onFileType:*.{md,mdx}']) {
  test(`activation ${event} is taken`, () => assert.deepEqual(read({ activationEvents: [event] }).activation, [event]));
}

test('whoever has a character that cannot be seen in a text is told to delete it', () => {
  assert.throws(() => read({ description: 'a\u001b[31mb' }), (error) => error instanceof PackageError && error.code === 'manifest-description' && error.help.startsWith('Delete them'));
});
