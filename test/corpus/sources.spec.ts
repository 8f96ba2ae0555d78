import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { samplesIn } from './sources.js';

test('a package from a folder has all its files, also those whose names begin with a dot, without what is installed beside them', () => {
  const root = mkdtempSync(join(tmpdir(), 'souk-sources-'));
  try {
    for (const path of ['package.json', '.setup.js', 'lib/index.js', 'lib/.hidden/a.js', '.github/workflows/a.yml', '.git/HEAD', 'node_modules/other/index.js', 'lib/node_modules/other/.bin/a']) {
      mkdirSync(dirname(join(root, 'one', path)), { recursive: true });
      writeFileSync(join(root, 'one', path), path);
    }
    const [sample, more] = samplesIn(root);
    assert.equal(more, undefined);
    assert.deepEqual(Object.keys(sample!.files), ['.github/workflows/a.yml', '.setup.js', 'lib/.hidden/a.js', 'lib/index.js', 'package.json']);
    assert.equal(String(sample!.files['.setup.js']), '.setup.js');
  } finally {
    rmSync(root, { recursive: true });
  }
});
