import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PackageError } from '../manifest.js';
import { Tolerance } from '../tolerance.js';
import { FORMULA_TOLERATED, formulaManifest } from './formula.dialect.js';

const source = (changes: Record<string, unknown> = {}): Record<string, unknown> => {
  const manifest = { name: 'demo', publisher: 'ada', version: '1.2.3', main: './dist/extension.js', engines: { formula: '^1.0.0' }, ...changes };
  return Object.fromEntries(Object.entries(manifest).filter(([, value]) => value !== undefined));
};
const read = (changes: Record<string, unknown> = {}) => formulaManifest(source(changes));
const long = (length: number) => 'x'.repeat(length);
const contributes = {
  commands: [{ command: 'demo.run', title: 'Run', category: 'Demo', keywords: ['go'] }],
  menus: { 'cell/context': [{ command: 'demo.run', when: 'cellHasValue', group: 'a' }], empty: [] },
  keybindings: [{ command: 'demo.run', key: 'ctrl+r', mac: 'cmd+r' }, { command: 'demo.run', key: 'f9' }],
  panels: [{ id: 'demo.panel', title: 'Demo' }],
  customFunctions: [{ name: 'DOUBLE', parameters: [{ name: 'x', type: 'number' }], result: { type: 'number' } }],
  dataConnectors: [{ id: 'demo.csv', name: 'CSV' }],
  configuration: { title: 'Demo', properties: { 'demo.loud': { type: 'boolean' } } },
};

type Case = [code: string, pointer: string, changes: Record<string, unknown>];
const each = (code: string, pointer: string, values: unknown[], wrap: (value: unknown) => Record<string, unknown>): Case[] => values.map((value): Case => [code, pointer, wrap(value)]);

const REFUSED: Case[] = [
  ['manifest-required', '/name', { name: undefined }],
  ['manifest-required', '/publisher', { publisher: undefined }],
  ...each('manifest-name', '/name', ['Demo', '-demo', 'demo_tool', 'de mo', '', '  ', 'démo', 'a.b', '../x', long(61)], (name) => ({ name })),
  ...each('manifest-name', '/publisher', ['Ada', 'a/b', '.'], (publisher) => ({ publisher })),
  ['manifest-name', '/name', { name: long(60), publisher: long(60) }],
  ['manifest-required', '/version', { version: undefined }],
  ...each('manifest-version', '/version', ['1.0', 'v1.0.0', '1.0.0-01', '01.0.0', 'latest', ''], (version) => ({ version })),
  ['manifest-required', '/main', { main: undefined }],
  ...each('manifest-main', '/main', ['./dist/x.mjs', 'x.ts', '../x.js', '/x.js', 'a\\x.js', ''], (main) => ({ main })),
  ...each('manifest-main', '/module', ['x.cjs', '../x.mjs'], (module) => ({ module })),
  ...each('manifest-main', '/browser', ['x.cjs', 'https://example.org/x.js'], (browser) => ({ browser })),
  ['manifest-required', '/engines', { engines: undefined }],
  ['manifest-required', '/engines/formula', { engines: { node: '*' } }],
  ...each('manifest-engine', '/engines/formula', ['1.x', '^1', '', 'latest'], (formula) => ({ engines: { formula } })),
  ...each('manifest-permission', '/permissions/0', ['cells', 'filesystem', 'toString', { network: true, clipboard: true }], (permission) => ({ permissions: [permission] })),
  ...each('manifest-type', '/permissions/0', [7, null, {}, ['network']], (permission) => ({ permissions: [permission] })),
  ['manifest-too-many', '/categories', { categories: ['a', 'b', 'c', 'd', 'e', 'f'] }],
  ['manifest-category', '/categories/0', { categories: [long(33)] }],
  ['manifest-too-many', '/tags', { tags: Array.from({ length: 11 }, (_, at) => `t${at}`) }],
  ['manifest-tag', '/tags/1', { tags: ['a', long(33)] }],
  ['manifest-display-name', '/displayName', { displayName: 'two\nlines' }],
  ['manifest-description', '/description', { description: long(2001) }],
  ...each('manifest-activation', '/activationEvents/0', ['*', 'onStartup', 'onCommand:nope', 'onCommand:', 'onView:demo.run', 'constructor:x', 'onCommand:demo.run '.repeat(20)], (event) => ({ contributes, activationEvents: [event] })),
  ['manifest-type', '/contributes', { contributes: [] }],
  ['manifest-contributes', '/contributes', { contributes: { menus: { ['x'.repeat(300)]: [] } } }],
  ['manifest-type', '/contributes/commands', { contributes: { commands: {} } }],
  ['manifest-required', '/contributes/commands/0/title', { contributes: { commands: [{ command: 'a' }] } }],
  ['manifest-duplicate', '/contributes/commands/1', { contributes: { commands: [{ command: 'a', title: 'A' }, { command: ' a ', title: 'B' }] } }],
  ['manifest-duplicate', '/contributes/panels/1', { contributes: { panels: [{ id: 'a', title: 'A' }, { id: 'a', title: 'B' }] } }],
  ['manifest-required', '/contributes/keybindings/0/key', { contributes: { keybindings: [{ command: 'a' }] } }],
  ['manifest-required', '/contributes/menus/m/0/command', { contributes: { menus: { m: [{}] } } }],
  ['manifest-required', '/contributes/customFunctions/0/result/type', { contributes: { customFunctions: [{ name: 'F', result: {} }] } }],
  ['manifest-required', '/contributes/customFunctions/0/parameters/0/type', { contributes: { customFunctions: [{ name: 'F', parameters: [{ name: 'x' }], result: { type: 'any' } }] } }],
  ['manifest-contributes', '/contributes/dataConnectors/0/name', { contributes: { dataConnectors: [{ id: 'a', name: '' }] } }],
];

describe('formulaManifest refuses', () => {
  for (const [code, pointer, changes] of REFUSED) {
    test(`${JSON.stringify(changes).slice(0, 70)} as ${code}`, () => {
      assert.throws(() => read(changes), (error) => {
        assert.ok(error instanceof PackageError, String(error));
        assert.deepEqual([error.code, error.path], [code, pointer], error.message);
        return error.help !== '';
      });
    });
  }

  test('a manifest that is no object', () => {
    for (const parsed of [null, [], 'x', 7]) assert.throws(() => formulaManifest(parsed), { code: 'manifest-type' });
  });
});

test('a whole manifest becomes the one shape', () => {
  const original = source({
    name: ' demo ', displayName: 'Démo ✓', description: 'line1\nline2 \u2028', author: { name: 'Ada', email: 'ada@example.org' }, license: 'MIT', icon: 'icon.png',
    homepage: 'https://example.org/', repository: 'ada/demo', module: './dist/extension.mjs', browser: './dist/extension.mjs',
    categories: ['Data', 'Data'], tags: [' csv '], permissions: ['storage', { network: { mode: 'allowlist' } }, 'cells.read', 'storage'],
    contributes, activationEvents: ['onStartupFinished', 'onCommand:demo.run', 'onView:demo.panel', 'onCustomFunction:DOUBLE', 'onDataConnector:demo.csv'],
    dependencies: { left: '^1.0.0' }, engines: { formula: '^1.0.0', node: '>=20' }, unknown: { kept: true },
  });
  assert.deepEqual(formulaManifest(original), {
    dialect: 'formula', name: 'ada.demo', version: '1.2.3', display_name: 'Démo ✓', description: 'line1\nline2', authors: ['Ada'], license: 'MIT',
    homepage: 'https://example.org/', repository: 'https://github.com/ada/demo', icon: 'icon.png', compat: 'native', categories: ['Data'], tags: ['csv'],
    permissions: ['cells.read', 'network', 'storage'], optional_permissions: [], engines: { formula: '^1.0.0', node: '>=20' },
    entry_points: ['dist/extension.js', 'dist/extension.mjs'],
    activation: ['onStartupFinished', 'onCommand:demo.run', 'onView:demo.panel', 'onCustomFunction:DOUBLE', 'onDataConnector:demo.csv'],
    contributes: {
      commands: ['demo.run'], 'menus.cell/context': ['demo.run'], 'menus.empty': [], keybindings: ['demo.run'], panels: ['demo.panel'], customFunctions: ['DOUBLE'], dataConnectors: ['demo.csv'], configuration: ['demo.loud'],
    },
    dependencies: { left: '^1.0.0' },
    original,
  });
});

test('what is left out has a value all the same', () => {
  const manifest = read();
  assert.deepEqual([manifest.display_name, manifest.description, manifest.license, manifest.icon], ['ada.demo', '', null, null]);
  assert.deepEqual([manifest.authors, manifest.tags, manifest.permissions, manifest.activation, manifest.contributes], [[], [], [], [], {}]);
  assert.deepEqual(read({ contributes: { configuration: { settings: [{ id: 'a' }] }, later: { x: 1 } } }).contributes, { configuration: ['a'], later: [] });
});

test('members that Formula has no rules for refuse nothing: what cannot be read of them is left out', () => {
  const manifest = read({ author: 7, license: ['MIT'], icon: '../icon.png', homepage: 'javascript:alert(1)', repository: {}, dependencies: { a: 1 } });
  assert.deepEqual([manifest.authors, manifest.license, manifest.icon, manifest.homepage, manifest.repository, manifest.dependencies], [[], null, null, null, null, {}]);
  assert.equal(manifest.original.icon, '../icon.png');
});

test('compat mode leaves out what it cannot read, with a warning for each', () => {
  const tolerance = new Tolerance('compat', new Set(FORMULA_TOLERATED));
  const manifest = formulaManifest(source({ name: 'Demo_1', version: '1.0', main: 'x.ts', engines: undefined, permissions: ['root'], tags: [long(33)], contributes: [], activationEvents: ['*'], icon: 7, homepage: 'x' }), tolerance);
  assert.deepEqual([manifest.name, manifest.version, manifest.entry_points, manifest.engines, manifest.permissions, manifest.tags], ['ada.Demo_1', '1.0', [], {}, [], []]);
  assert.deepEqual(tolerance.warnings.map(({ path }) => path), ['/name', '/version', '/contributes', '/tags/0', '/permissions/0', '/engines', '/main', '/activationEvents/0']);
  for (const changes of [{ name: undefined }, { name: '../x' }, { publisher: 'a b' }, { version: undefined }, { version: 7 }]) {
    assert.throws(() => formulaManifest(source(changes), new Tolerance('compat', new Set(FORMULA_TOLERATED))), PackageError);
  }
});
