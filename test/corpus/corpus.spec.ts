import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judge } from './judge.js';
import { MALICIOUS } from './malicious.js';
import { MINIFICATIONS } from './minify.js';
import { OBFUSCATIONS } from './obfuscate.js';
import { installedPackages, shippedBundles, sourceScripts } from './sources.js';
import { HIDDEN, NATURAL } from './unicode.js';

/** A small part of what `npm run bench:scan` measures, so that a rule that got worse fails here. */
const SCRIPTS = sourceScripts(5);
/** Slow to make; one of each kind is in the rest. */
const SLOW: readonly string[] = ['high', 'high, mangled names', 'high, everything', 'high, then minified', 'medium'];
const LEAST_RECALL = 0.9;
/** What people build with and on; each has something that a hasty rule would take for bad. */
const BENIGN = ['commander', 'eventemitter3', 'fast-deep-equal', 'lodash', 'lru.min', 'md5', 'ms', 'pg', 'react', 'semver', 'uuid', 'yaml'];
/** Small enough for that, with servers, files, streams or classes that come from elsewhere. */
const FOLLOWED = ['c12', 'get-port-please', 'giget', 'light-my-request', 'minizlib', 'proper-lockfile', 'signal-exit'];

describe('obfuscated scripts are kept back', () => {
  test('most of each kind, and nearly all together', async () => {
    let kept = 0;
    let all = 0;
    for (const [name, obfuscate] of Object.entries(OBFUSCATIONS).filter(([kind]) => !SLOW.includes(kind))) {
      let found = 0;
      for (const [index, { text }] of SCRIPTS.entries()) if (judge({ name, files: { 'index.js': await obfuscate(text, index + 1) } }).verdict !== 'pass') found++;
      assert.ok(found >= SCRIPTS.length / 2, `${name}: ${found} of ${SCRIPTS.length}`);
      kept += found;
      all += SCRIPTS.length;
    }
    assert.ok(kept / all >= LEAST_RECALL, `${kept} of ${all}`);
  });
});

describe('what malicious packages do', () => {
  test('every one is kept back', () => {
    for (const sample of MALICIOUS) assert.notEqual(judge(sample).verdict, 'pass', sample.name);
  });

  test('none is known by its name, its manifest or its README', () => {
    for (const { name, files } of MALICIOUS) {
      const { scripts: _, dependencies: __, ...manifest } = JSON.parse(String(files['package.json'])) as Record<string, unknown>;
      const harmless = Object.keys(files).filter((path) => /\.(?:js|py)$/.test(path)).map((path) => [path, '']);
      assert.equal(judge({ name, files: { ...Object.fromEntries(harmless), 'package.json': JSON.stringify(manifest), 'README.md': String(files['README.md']) } }).verdict, 'pass', name);
    }
  });
});

describe('what is only small passes', () => {
  test('scripts as they are, and minified by every tool', async () => {
    for (const { name, text } of SCRIPTS) {
      assert.equal(judge({ name, files: { 'index.js': text } }).verdict, 'pass', name);
      for (const [tool, minify] of Object.entries(MINIFICATIONS)) {
        const { verdict, reasons } = judge({ name, files: { 'index.js': await minify(text) } });
        assert.equal(verdict, 'pass', `${name}, ${tool}: ${reasons.join(' ')}`);
      }
    }
  });

  test('bundles as their makers ship them', () => {
    const bundles = shippedBundles().filter(({ name, files }) => /^(?:chance|d3-|eventemitter3|lodash|rxjs|uid)/.test(name) && files['index.js']!.length < 300_000);
    assert.ok(bundles.length >= 8, `${bundles.length} bundles`);
    for (const bundle of bundles) assert.equal(judge(bundle).verdict, 'pass', bundle.name);
  });

  test('packages that half of the world uses', () => {
    let count = 0;
    for (const sample of installedPackages(BENIGN)) {
      const { verdict, reasons } = judge(sample);
      assert.equal(verdict, 'pass', `${sample.name}: ${reasons.join(' ')}`);
      count++;
    }
    assert.equal(count, BENIGN.length);
  });

  test('the same as an extension of a host, whose data is followed', () => {
    for (const sample of installedPackages(FOLLOWED)) {
      const { verdict, reasons, crashed } = judge(sample, 'vscode');
      assert.deepEqual(crashed, [], sample.name);
      assert.equal(verdict, 'pass', `${sample.name}: ${reasons.join(' ')}`);
    }
  });
});

describe('characters that hide something', () => {
  test('every attack is kept back', () => {
    for (const sample of HIDDEN) assert.notEqual(judge(sample).verdict, 'pass', sample.name);
  });

  test('no natural text is', () => {
    for (const sample of NATURAL) assert.equal(judge(sample).verdict, 'pass', sample.name);
  });
});
