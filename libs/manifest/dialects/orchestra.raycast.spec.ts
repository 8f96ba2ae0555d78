import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseJson } from '../json.js';
import { DEFAULT_LIMITS as limits } from '../limits.js';
import { orchestra } from '../formats/orchestra.format.js';
import { fromRaycast, isRaycast } from './orchestra.raycast.js';

const RAYCAST = {
  name: 'todo-list', title: 'Todo List', description: 'Keeps a list', icon: 'icon.png', author: 'a_author', license: 'MIT', version: '1.0.0', categories: ['Productivity'],
  commands: [{ name: 'index', title: 'Show', mode: 'view', description: 'x' }, { name: 'add', title: 'Add', mode: 'no-view' }],
  preferences: [{ name: 'token', type: 'password', title: 'Token', required: true }, { name: 'sort', type: 'checkbox', label: 'Sort', default: true }],
  dependencies: { '@raycast/api': '^1.0.0' },
};
const bytesOf = (text: string) => new TextEncoder().encode(text);

test('commands and preferences become contributions, and what Orchestra needs is added', () => {
  const { name: _, title, icon, ...same } = RAYCAST;
  assert.deepEqual(fromRaycast(RAYCAST), {
    ...same, name: 'todo-list', title, displayName: title, icon: `assets/${icon}`, main: 'dist/index.js', engines: { orchestra: '>=0.1.0' }, permissions: ['network'], compat: 'raycast',
    contributes: {
      commands: [{ command: 'todo-list.index', title: 'Show', mode: 'view', description: 'x' }, { command: 'todo-list.add', title: 'Add', mode: 'no-view' }],
      settings: [{ id: 'todo-list.token', type: 'password', title: 'Token', required: true, secret: true }, { id: 'todo-list.sort', type: 'checkbox', label: 'Sort', default: true }],
    },
  });
});

test('what the author says counts more', () => {
  const own = { displayName: 'Mine', main: 'dist/x.js', permissions: [], icon: 'images/a.png', engines: { node: '20' } };
  const { displayName, main, permissions, icon, engines } = fromRaycast({ ...RAYCAST, ...own });
  assert.deepEqual({ displayName, main, permissions, icon, engines }, { ...own, engines: { node: '20', orchestra: '>=0.1.0' } });
  assert.equal(fromRaycast({ ...RAYCAST, commands: [RAYCAST.commands[1]] })['main'], 'dist/add.js');
});

test('only a manifest that says nothing of Orchestra is of Raycast', () => {
  assert.ok(isRaycast(RAYCAST));
  for (const parsed of [null, 1, [], {}, { commands: {} }, { ...RAYCAST, compat: 'raycast' }, { ...RAYCAST, engines: { orchestra: '*' } }]) assert.ok(!isRaycast(parsed));
});

describe('refused', () => {
  const cases: [code: string, path: string, changes: Record<string, unknown>][] = [
    ['manifest-required', '/name', { name: undefined }],
    ['manifest-required', '/commands/0/name', { commands: [{ title: 'x' }] }],
    ['manifest-raycast', '/preferences/0/name', { preferences: [{ name: 'a b' }] }],
    ['manifest-type', '/commands/0', { commands: [1] }],
  ];
  for (const [code, path, changes] of cases) test(`${path} as ${code}`, () => assert.throws(() => fromRaycast({ ...RAYCAST, ...changes }), { name: 'PackageError', code, path }));
  test('as any manifest without version', () => assert.throws(() => orchestra.manifest({ ...RAYCAST, version: undefined }), { code: 'manifest-required', path: '/version' }));
});

test('the packer writes the mapped manifest', async () => {
  const { name, contributes, compat } = orchestra.manifest(RAYCAST);
  assert.deepEqual([name, contributes['commands'], contributes['settings'], compat], ['todo-list', ['todo-list.index', 'todo-list.add'], ['todo-list.token', 'todo-list.sort'], 'raycast']);
  const { bytes } = await orchestra.pack(new Map([['package.json', bytesOf(JSON.stringify(RAYCAST))], ['dist/index.js', bytesOf('1')], ['assets/icon.png', bytesOf('png')]]), { limits });
  const pkg = orchestra.read(bytes, { limits, mode: 'strict' });
  assert.deepEqual([pkg.manifest.compat, pkg.manifest.display_name, pkg.manifest.icon], ['raycast', 'Todo List', 'assets/icon.png']);
  assert.deepEqual(parseJson(pkg.files.find(({ path }) => path === 'package.json')!.bytes, 'package.json', limits), fromRaycast(RAYCAST));
});
