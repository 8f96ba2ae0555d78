import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { componentsOf, LONGEST_COMPONENT, MOST_COMPONENTS } from './components.js';

const told = (files: Record<string, string>) => componentsOf(packageOf(files)).map(({ ecosystem, name, range, file, carried }) => `${ecosystem} ${name} ${range} ${file}${carried ? ' carried' : ''}`);
const json = (value: unknown) => JSON.stringify(value);

test('what package.json asks of the registry, and nothing from elsewhere', () => {
  const dependencies = { 'a': '^1.0.0', '@s/b': '2.x', 'tag': 'latest', 'git': 'git+https://x.example/y', 'short': 'user/repo', 'file': 'file:../x', 'path': '../x', 'own': 'workspace:*', 'url': 'https://x.example/a.tgz', 'ssh': 'git@x.example:a', 'number': 1 };
  assert.deepEqual(told({ 'package.json': json({ dependencies, optionalDependencies: { c: '3.0.0' }, peerDependencies: { d: '' }, devDependencies: { e: '1.0.0' } }) }), ['npm a ^1.0.0 package.json', 'npm @s/b 2.x package.json', 'npm tag latest package.json', 'npm c 3.0.0 package.json', 'npm d  package.json']);
});

test('another name for a package is that package', () => {
  assert.deepEqual(told({ 'package.json': json({ dependencies: { good: 'npm:bad@1.0.0', scoped: 'npm:@s/bad@^2', plain: 'npm:bad' } }) }), ['npm bad 1.0.0 package.json', 'npm @s/bad ^2 package.json', 'npm bad  package.json']);
});

test('what is carried by its folder and by its own name; it stands for what is asked', () => {
  const files = { 'package.json': json({ dependencies: { 'a': '^1.0.0', '@s/b': '*' } }), 'node_modules/a/package.json': json({ name: 'other', version: '1.2.3' }), 'node_modules/@s/b/package.json': json({ name: '@s/b', version: '2.0.0' }), 'node_modules/a/node_modules/c/package.json': '{', 'node_modules/a/lib/package.json': json({ name: 'no', version: '1.0.0' }) };
  assert.deepEqual(told(files), ['npm @s/b 2.0.0 node_modules/@s/b/package.json carried', 'npm c  node_modules/a/node_modules/c/package.json carried', 'npm a 1.2.3 node_modules/a/package.json carried', 'npm other 1.2.3 node_modules/a/package.json carried']);
});

test('what Python asks for', () => {
  const lines = ['requests==2.0.1', 'Flask[async] >= 2, < 3 ; python_version > "3.8"  # why', '# comment', '-r other.txt', '--hash=sha256:x', 'plain', 'x @ https://x.example/x.zip', 'git+https://x.example/y', 'with-hash==1.0 --hash=sha256:aa', 'long==1.0 \\', '  --hash=sha256:bb', ''];
  assert.deepEqual(told({ 'requirements-dev.txt': lines.join('\r\n') }), ['PyPI requests ==2.0.1', 'PyPI Flask >= 2, < 3', 'PyPI plain ', 'PyPI with-hash ==1.0', 'PyPI long ==1.0'].map((each) => `${each} requirements-dev.txt`));
});

test('what cannot be read names nothing, and a list has an end', () => {
  assert.deepEqual(told({ 'package.json': '[1]', 'requirements.txt': '\0' }), []);
  assert.deepEqual(told({ 'package.json': json({ dependencies: 'x', optionalDependencies: null }) }), []);
  const many = Object.fromEntries(Array.from({ length: MOST_COMPONENTS + 1 }, (_, i) => [`p${i}`, '1']));
  assert.equal(told({ 'package.json': json({ dependencies: many }) }).length, MOST_COMPONENTS);
  assert.equal(componentsOf(packageOf({ 'package.json': json({ dependencies: { a: '1'.repeat(LONGEST_COMPONENT + 1) } }) }))[0]!.range.length, LONGEST_COMPONENT);
});
