import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { vscodeManifest } from './vscode.dialect.js';

const MINIMAL = { name: 'sample', publisher: 'acme', version: '1.0.0', engines: { vscode: '^1.80.0' } };
const manifestOf = (changes: Record<string, unknown> = {}) => vscodeManifest({ ...MINIMAL, ...changes });

test('only the required members', () => {
  const { original, ...manifest } = manifestOf();
  assert.deepEqual(original, MINIMAL);
  assert.deepEqual(manifest, {
    dialect: 'vscode', name: 'acme.sample', version: '1.0.0', display_name: 'sample', description: '', authors: [], license: null, homepage: null, repository: null,
    icon: null, compat: 'vscode', categories: [], tags: [], permissions: [], optional_permissions: [], engines: { vscode: '^1.80.0' }, entry_points: [],
    activation: [], contributes: {}, dependencies: {},
  });
});

test('members are mapped to the shape of the marketplace', () => {
  const manifest = manifestOf({
    name: 'Sample-Tool', publisher: 'Acme', displayName: ' Sample Tool', description: 'x', author: { name: 'A. Author', email: 'a@example.org' }, license: 'SEE LICENSE IN LICENSE.txt',
    homepage: '', repository: 'acme/sample', icon: './images/icon.png', categories: ['Themes', 'Themes'], keywords: ['a', ' b', 'a'], main: './dist/extension', browser: 'dist/web.mjs',
    engines: { vscode: '*', node: '>=18' }, activationEvents: ['*', 'onLanguage:python', '*'], extensionDependencies: ['VSCode.git'], extensionKind: ['ui', 'workspace'],
  });
  assert.deepEqual([manifest.name, manifest.authors, manifest.license, manifest.homepage, manifest.repository], ['acme.sample-tool', ['A. Author'], 'SEE LICENSE IN LICENSE.txt', null, 'https://github.com/acme/sample']);
  assert.deepEqual([manifest.icon, manifest.entry_points], ['images/icon.png', ['dist/extension.js', 'dist/web.mjs']]);
  assert.deepEqual([manifest.categories, manifest.tags, manifest.activation], [['Themes'], ['a', 'b'], ['*', 'onLanguage:python']]);
  assert.deepEqual([manifest.engines, manifest.dependencies], [{ vscode: '*', node: '>=18' }, { 'vscode.git': '*' }]);
});

test('texts between percent signs come from package.nls.json', () => {
  const parsed = { ...MINIMAL, displayName: '%title%', description: '%constructor%' };
  assert.equal(vscodeManifest(parsed, { title: 'Localised' }).display_name, 'Localised');
  assert.deepEqual([vscodeManifest(parsed).display_name, vscodeManifest(parsed).description], ['sample', '']);
});

test('contributed things are named by what names them', () => {
  const { contributes } = manifestOf({
    contributes: {
      commands: [{ command: 'a.run' }, { command: 'a.run' }], keybindings: { command: 'a.run', key: 'f1' }, languages: [{ id: 'x' }], grammars: [{ language: 'x', scopeName: 'source.x' }],
      themes: [{ label: 'Night', path: './night.json' }], debuggers: [{ type: 'node', label: 'Node' }], customEditors: [{ viewType: 'cat.edit' }], jsonValidation: [{ fileMatch: 'a', url: './a.json' }],
      menus: { 'editor/title': [{ command: 'a.run' }, { submenu: 'more' }] }, views: { explorer: [{ id: 'a.view', name: 'A' }] }, terminal: { profiles: [{ id: 'sh', title: 'x' }] },
      configuration: [{ properties: { 'a.one': {} } }, { title: 'x', properties: { 'a.two': {} } }], configurationDefaults: { '[x]': {} }, icons: { 'a-icon': {} }, 'markdown.previewStyles': ['./a.css'], odd: 1,
    },
  });
  assert.deepEqual(contributes, {
    commands: ['a.run'], keybindings: ['a.run'], languages: ['x'], grammars: ['source.x'], themes: ['Night'], debuggers: ['node'], customEditors: ['cat.edit'], jsonValidation: ['./a.json'],
    'menus.editor/title': ['a.run'], 'views.explorer': ['a.view'], 'terminal.profiles': ['sh'], configuration: ['a.one', 'a.two'], configurationDefaults: ['[x]'], icons: ['a-icon'],
    'markdown.previewStyles': ['./a.css'], odd: [],
  });
  assert.deepEqual(manifestOf({ contributes: { configuration: { properties: { 'a.one': {} } }, commands: { command: 'only' } } }).contributes, { configuration: ['a.one'], commands: ['only'] });
});

describe('refused', () => {
  const cases: [code: string, path: string, changes: Record<string, unknown>][] = [
    ['manifest-required', '/name', { name: '' }],
    ['manifest-name', '/name', { name: 'a b' }],
    ['manifest-name', '/name', { name: 'x'.repeat(101) }],
    ['manifest-required', '/publisher', { publisher: undefined }],
    ['manifest-publisher', '/publisher', { publisher: '../x' }],
    ['manifest-version', '/version', { version: 'v1' }],
    ['manifest-required', '/engines', { engines: undefined }],
    ['manifest-required', '/engines/vscode', { engines: {} }],
    ['manifest-engine', '/engines/vscode', { engines: { vscode: 'new' } }],
    ['manifest-main', '/main', { main: '../x.js' }],
    ['manifest-main', '/browser', { browser: 'dist/' }],
    ['manifest-type', '/browser', { browser: {} }],
    ['manifest-icon', '/icon', { icon: 'icon.svg' }],
    ['manifest-icon', '/icon', { icon: '/icon.png' }],
    ['manifest-extension-kind', '/extensionKind/0', { extensionKind: ['native'] }],
    ['manifest-dependency', '/extensionDependencies/0', { extensionDependencies: ['git'] }],
    ['manifest-too-many', '/categories', { categories: Array.from({ length: 21 }, (_, index) => `c${index}`) }],
    ['manifest-too-many', '/keywords', { keywords: Array.from({ length: 101 }, (_, index) => `k${index}`) }],
    ['manifest-activation', '/activationEvents/0', { activationEvents: ['x'.repeat(501)] }],
    ['manifest-type', '/contributes', { contributes: [] }],
    ['manifest-contributes', '/contributes', { contributes: { menus: { ['x'.repeat(300)]: [] } } }],
    ['manifest-required', '/contributes/commands/0/command', { contributes: { commands: [{ title: 'x' }] } }],
    ['manifest-link', '/homepage', { homepage: 'javascript:alert(1)' }],
  ];
  for (const [code, path, changes] of cases) test(`${path} ${JSON.stringify(changes).slice(0, 60)} as ${code}`, () => assert.throws(() => manifestOf(changes), { name: 'PackageError', code, path }));
});
