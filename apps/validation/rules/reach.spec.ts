import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf, PLAIN_PROFILE } from '#test/support/scan-package.js';
import type { Severity } from '#libs/contracts/severity.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { rule as engineInternals } from './engine-internals.rule.js';
import { rule as rawAddress } from './raw-address.rule.js';
import { PackageNames } from './reach/names.js';

const ADDRESS = 'fetch("http://203.0.113.9/x")';
const BINDING = 'process.binding("spawn_sync")';
const TAIL = `(function () {\n  document.addEventListener('submit', function (e) {\n    ${BINDING};\n  }, true);\n})();\n`;

function worst(files: Record<string, string>, manifest: Partial<Manifest> = { entry_points: ['index.js'] }): Severity | undefined {
  const pkg = packageOf(files, manifest);
  return [rawAddress, engineInternals].flatMap((rule) => rule.run(pkg, PLAIN_PROFILE))[0]?.severity;
}

test('what nothing started loads is at most medium', () => {
  assert.equal(worst({ 'index.js': 'run()', 'test/a.test.js': ADDRESS }), 'medium');
  assert.equal(worst({ 'index.js': 'run()', 'test/a.test.js': BINDING }), 'medium');
  assert.equal(worst({ 'index.js': 'run()', 'page.html': `<script>${BINDING}</script>` }), 'medium');
  assert.equal(worst({ 'index.js': 'run()', 'a.js': 'require("./b.js")', 'b.js': BINDING }), 'medium');
});

test('a test counts less than another file that nothing names, where any file may be run', () => {
  const start = 'require("child_process").spawn(program)';
  for (const path of ['lib/a.test.js', 'lib/a.spec.ts', 'lib/a.stories.tsx', 'test/a.js']) assert.equal(worst({ 'index.js': start, [path]: ADDRESS }), 'medium', path);
  for (const path of ['lib/a.js', 'lib/latest.js', 'lib/a.test.d/a.js']) assert.equal(worst({ 'index.js': start, [path]: ADDRESS }), 'high', path);
  assert.equal(worst({ 'index.js': `${start}; require("./lib/a.test.js")`, 'lib/a.test.js': ADDRESS }), 'high', 'one that is named');
  assert.equal(worst({ 'index.js': start, 'lib/a.test.js': BINDING }), 'critical', 'what is critical');
});

test('a page that tests read is low where nothing that runs could open it', () => {
  const page = `<script>${ADDRESS}</script>`;
  for (const path of ['fixtures/news.html', 'test/fixtures/news.html', 'lib/__mocks__/a.html']) assert.equal(worst({ 'index.js': 'run()', [path]: page }), 'low', path);
  for (const [start, path, severity] of [['run()', 'docs/news.html', 'medium'], ['panel.webview.html = read(join(root, "fixtures", name))', 'fixtures/news.html', 'medium'], ['run()', 'fixtures/news.js', 'medium'], ['require("child_process").spawn(program)', 'fixtures/news.html', 'medium'], ['open("fixtures/news.html")', 'fixtures/news.html', 'high']] as const) {
    assert.equal(worst({ 'index.js': start, [path]: path.endsWith('.js') ? ADDRESS : page }), severity, `${start} ${path}`);
  }
  assert.equal(worst({ 'index.js': 'run()', 'fixtures/news.html': `<script>${BINDING}</script>` }), 'medium', 'what is critical');
});

test('what is started, loaded, or named counts in full', () => {
  assert.equal(worst({ 'index.js': 'const tail = read(join(__dirname, "tail.txt"))', 'tail.txt': TAIL }), 'critical', 'whatever it is called');
  assert.equal(worst({ 'index.js': 'const tail = read(join(__dirname, "head.txt"))', 'tail.txt': TAIL }), 'medium');
  for (const [start, path] of [
    ['require("./lib/a")', 'lib/a.js'],
    ['require("./li" + "b/a.js")', 'lib/a.js'],
    ['import("./lib/b.mjs")', 'lib/b.mjs'],
    ['new URL("lib/c.js", import.meta.url)', 'lib/c.js'],
    ['host.open("panels/page.html")', 'panels/page.html'],
  ] as const) {
    const content = path.endsWith('.html') ? `<script>${BINDING}</script>` : BINDING;
    assert.equal(worst({ 'index.js': start, [path]: content }), 'critical', start);
  }
  assert.equal(worst({ 'index.js': BINDING }), 'critical');
  assert.equal(worst({ 'index.js': 'require("./a.js")', 'a.js': 'require("./b.js")', 'b.js': BINDING }), 'critical');
  assert.equal(worst({ 'index.js': 'run()', 'panel.js': BINDING }, { entry_points: ['index.js'], original: { panels: ['ui/panel.js'] } }), 'critical');
});

test('where anything may be run, a file that nobody names counts in full', () => {
  for (const start of ['require(name)', 'import(name)', 'eval(text)', 'require("child_process").spawn(program)', 'new Worker(path)', 'this is no script']) {
    assert.equal(worst({ 'index.js': start, 'test/a.js': BINDING }), 'critical', start);
  }
});

test('what stands aside and nobody names weighs less even there, unless it is critical', () => {
  const of = (path: string, content: string, start = 'require("child_process").spawn(program)') => worst({ 'index.js': start, [path]: content });
  for (const path of ['test/a.js', 'docs/demo/a.js', 'lib/__tests__/a.js']) assert.equal(of(path, ADDRESS), 'medium', path);
  assert.equal(of('test/a.js', BINDING), 'critical');
  assert.equal(of('lib/a.js', ADDRESS), 'high');
  assert.equal(of('test/a.js', ADDRESS, 'require("child_process").spawn("node", ["test/a.js"])'), 'high');
  assert.equal(of('latest/a.js', ADDRESS), 'high');
});

test('tests and examples that are called like what they try are not named with it', () => {
  const of = (start: string, content = BINDING, more: Record<string, string> = {}) => worst({ 'index.js': start, 'rules/x.js': 'run()', 'test/rules/x.js': content, ...more });
  assert.equal(of('require("./rules/x")'), 'medium');
  for (const start of ['require("./test/rules/x")', 'require("./te" + "st/rules/x")', 'load(join(root, "test", "rules", "x.js"))', 'start("node test/rules/x.js")', 'start("cd test && node rules/x.js")', 'require("child_process").fork("te" + "st/rules/x.js")']) {
    assert.equal(of(start), 'critical', start);
  }
  assert.equal(of('require("./test/y")', BINDING, { 'test/y.js': 'require("./rules/x")' }), 'critical', 'from beside it');
  assert.equal(of('require("./rules/x")', BINDING, { 'page.html': '<script src=test/rules/x.js></script>' }), 'medium', 'a page that nothing opens');
});

test('scripts of npm run where something starts programs or code', () => {
  const scripts = { test: 'node check.js' };
  const of = (start: string, more: Record<string, string> = scripts) => worst({ 'index.js': start, 'check.js': BINDING, 'package.json': JSON.stringify({ scripts: more }) }, { entry_points: ['index.js'], original: { scripts: more } });
  assert.equal(of('run()'), 'medium');
  assert.equal(of('require("child_process").exec("npm test")'), 'critical');
  assert.equal(of('eval(text)'), 'critical');
  for (const itself of ['postinstall', 'vscode:uninstall']) assert.equal(of('run()', { ...scripts, [itself]: 'npm test' }), 'critical', itself);
  for (const command of ['node check', 'node ./check', 'node --no-warnings check', 'NODE_ENV=x node "check" && echo ok']) assert.equal(of('run()', { install: command }), 'critical', command);
  assert.equal(of('run()', { install: 'node other' }), 'medium');
  const host = { 'index.js': 'run()', 'check.js': BINDING };
  assert.equal(worst(host, { entry_points: ['index.js'], original: { scripts } }), 'critical', 'what a host calls scripts');
  assert.equal(worst({ ...host, 'package.json': '{"scripts":{"test":"mocha"}}' }, { entry_points: ['index.js'], original: { scripts } }), 'critical', 'another manifest');
});

test('without a script that is started, everything counts in full', () => {
  assert.equal(worst({ 'index.js': 'run()', 'a.js': BINDING }, {}), 'critical');
  assert.equal(worst({ 'main.py': 'run()', 'a.js': BINDING }, { entry_points: ['main.py'] }), 'critical');
  assert.equal(worst({ 'index.js': 'run()', 'main.py': 'run()', 'a.js': BINDING }, { entry_points: ['index.js', 'main.py'] }), 'critical');
});

test('a name is looked for in linear time, and one that no text can hold counts as named', () => {
  const text = `x = "${'a'.repeat(500_000)}"`;
  assert.equal(worst({ 'index.js': text, 'a.js': BINDING }), 'medium');
  assert.equal(worst({ 'index.js': 'run()', 'two words.js': BINDING }), 'critical');
});

test('more findings than are shown do not count as if they were in a file that runs', () => {
  const many = Array.from({ length: 60 }, (_, index) => `fetch("http://203.0.113.${index}/x");`).join('\n');
  assert.equal(worst({ 'index.js': 'run()', 'test/a.js': many }), 'medium');
});

test('a star alone names no file, a pattern with a folder does', () => {
  assert.equal(worst({ 'index.js': 'run("*", "*/*", "*.js")', 'lib/a.js': BINDING }), 'medium');
  assert.equal(worst({ 'index.js': 'run("./lib/*")', 'lib/a.js': BINDING }), 'critical');
  assert.equal(worst({ 'index.js': 'run("Lib/*")', 'lib/a.js': BINDING }), 'critical');
});

test('many patterns for many files: in the end each stands for all of them', () => {
  const files = Object.fromEntries(Array.from({ length: 2_100 }, (_, index) => [`d/${index}.txt`, '']));
  const patterns = (count: number): string => Array.from({ length: count }, (_, index) => `"./d/*.${index}x"`).join();
  assert.equal(worst({ ...files, 'index.js': patterns(900), 'lib/a.js': BINDING }), 'medium');
  assert.equal(worst({ ...files, 'index.js': patterns(50_000), 'lib/a.js': BINDING }), 'critical');
});

test('a name that many texts have for many files is answered once', () => {
  const names = new PackageNames(Array.from({ length: 50_000 }, (_, index) => `d${index}/index.js`));
  const text = `"./index" ${Array.from({ length: 1_000 }, (_, index) => `"./${index}/index"`).join(' ')}`;
  assert.equal(names.namedIn(text, 'a.js').size, 50_000);
  for (let round = 0; round < 100; round++) assert.equal(names.namedIn(text, 'a.js').size, 0);
});

test('a file of tasks whose runner is not there counts less, even where anything may be run', () => {
  const of = (tasks: string, { path = 'gulpfile.js', original = {}, ...files }: { path?: string; original?: Record<string, unknown> } & Record<string, unknown> = {}) =>
    worst({ 'index.js': 'require(name)', [path]: tasks, ...(files as Record<string, string>) }, { entry_points: ['index.js'], original });
  const TASKS = `'use strict';\n// tasks\nvar fs = require('fs');\nconst gulp = require('gulp');\ngulp.task('x', () => ${BINDING});`;
  assert.equal(of(TASKS), 'medium');
  assert.equal(of(`import fs from 'node:fs';\nimport { get } from 'lodash.get';\nimport gulp from 'gulp';\n${BINDING}`, { path: 'gulpfile.mjs' }), 'medium');
  for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies']) assert.equal(of(TASKS, { original: { [field]: { gulp: '4' } } }), 'critical', field);
  assert.equal(of(TASKS, { original: { devDependencies: { gulp: '4' } } }), 'medium');
  assert.equal(of(TASKS, { original: { bundleDependencies: ['gulp'] } }), 'critical');
  assert.equal(of(TASKS, { 'node_modules/gulp/index.js': '' }), 'critical', 'it is in the package');
  assert.equal(of(TASKS, { path: 'tasks.js' }), 'critical', 'another name');
  assert.equal(of(TASKS, { 'index.js': 'require(name); require("./gulpfile")' }), 'critical', 'it is loaded');
  for (const first of [`${BINDING};`, "try { var gulp = require('gulp') } catch (e) {}", "var x = require('a/../../x');", "require('./x');", "var x = require('./x');", "require = require('x');", "if (a) "]) assert.equal(of(`${first}\n${TASKS}`), 'critical', first);
});

test('a file of tasks that calls what only its runner defines', () => {
  const of = (tasks: string, files: Record<string, string> = {}, path = 'Jakefile.js') => worst({ 'index.js': 'require(name)', [path]: tasks, ...files }, { entry_points: ['index.js'] });
  const TASKS = `// tasks\nvar util = require('util'),\n  exec = require('child_process').exec,\n  child;\nvar title = 'x'\ndesc('Publish');\ntask('publish', [], function () { ${BINDING} });`;
  assert.equal(of(TASKS), 'medium');
  for (const first of [`${BINDING};`, "require('./x');", 'function desc() {}', 'var desc = run;', "globalThis.desc = run;", "if (a) ", 'import "./x.js";']) assert.equal(of(`${first}\n${TASKS}`), 'critical', first);
  assert.equal(of(TASKS, {}, 'tasks.js'), 'critical', 'another name');
  for (const code of ['globalThis.desc = run', 'global["task"] = run', 'Object.assign(globalThis, tasks)', 'require("./Jake" + "file"); /* Jakefile */', 'require("vm").runInNewContext(text, tasks)']) assert.equal(of(TASKS, { 'other.js': code }), 'critical', code);
});

test('a name that nothing could be found by counts as named, but in a folder that nobody names', () => {
  const of = (path: string, start = 'run()') => worst({ 'index.js': start, [path]: BINDING });
  assert.equal(of('lib/a b.js'), 'critical');
  assert.equal(of('test/a b.js'), 'medium');
  assert.equal(of('test/a b.js', 'require("./test/c")'), 'critical');
});
