import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importsOf, resolveImport, treeComplaints } from './tree-rules.js';

const complaints = (...sources: [path: string, text: string][]): string[] =>
  treeComplaints(sources.map(([path, text]) => ({ path, text }))).map(({ path, text }) => `${path}: ${text}`);
const importing = (path: string, specifier: string): string[] => complaints([path, `import { a } from '${specifier}';\n`]);

describe('finding imports', () => {
  test('sees every way to import', () => {
    const text = `import a from 'a';\nimport type { B } from "b";\nimport 'c';\nexport * from 'd';\nimport {\n  e,\n  f,\n} from 'e';\nconst g = await import('g');\nexport { h } from './h.js';\n`;
    assert.deepEqual(importsOf(text), ['a', 'b', 'c', 'd', 'e', 'g', './h.js']);
  });

  test('takes no text for an import', () => {
    assert.deepEqual(importsOf(`const text = "we import from 'x'";\nexport const from = 1;\n// imported from 'y'\n`), []);
  });

  test('resolves relative and # imports, and leaves packages', () => {
    assert.equal(resolveImport('libs/db/outbox.ts', '../contracts/jobs.js'), 'libs/contracts/jobs.ts');
    assert.equal(resolveImport('apps/cli/main.ts', '#libs/manifest/tar.js'), 'libs/manifest/tar.ts');
    assert.equal(resolveImport('apps/cli/main.ts', 'commander'), null);
  });
});

describe('who may import what', () => {
  const refused: [path: string, specifier: string][] = [
    ['apps/gateway/main.ts', '#apps/review/policy.js'],
    ['apps/gateway/main.ts', '../review/policy.js'],
    ['apps/gateway/main.ts', '../../scripts/ports.js'],
    ['libs/contracts/jobs.ts', '#libs/db/db.js'],
    ['libs/db/db.ts', '../queue/relay.js'],
    ['libs/queue/relay.ts', '#libs/service/logger.js'],
    ['libs/blobs/blobs.ts', '#libs/contracts/context.js'],
    ['libs/db/db.ts', '#libs/blobs/blobs.js'],
    ['libs/manifest/tar.ts', '#libs/contracts/profile.js'],
    ['libs/service/serve.ts', '#apps/gateway/main.js'],
    ['libs/service/serve.ts', '#test/support/cluster.js'],
    ['libs/manifest/tar.ts', 'node:fs'],
    ['libs/manifest/tar.ts', 'node:zlib'],
    ['libs/manifest/inflate.ts', 'node:fs'],
    ['libs/contracts/api.ts', '@nestjs/swagger'],
    ['apps/validation/rules/secret.rule.ts', 'node:fs/promises'],
    ['apps/validation/rules/secret.rule.ts', '../scan/child.js'],
    ['libs/queue/relay.ts', '@prisma/client'],
    ['apps/gateway/main.ts', 'bullmq'],
    ['apps/storage/main.ts', 'minio'],
  ];
  for (const [path, specifier] of refused) {
    test(`${path} not ${specifier}`, () => assert.equal(importing(path, specifier).length, 1));
  }

  const allowed: [path: string, specifier: string][] = [
    ['apps/gateway/main.ts', '#libs/service/serve.js'],
    ['apps/gateway/main.ts', './gateway.module.js'],
    ['libs/contracts/profile.ts', '#libs/manifest/limits.js'],
    ['libs/queue/relay.ts', '#libs/db/outbox.js'],
    ['libs/queue/backend.ts', 'bullmq'],
    ['libs/service/service.module.ts', '#libs/blobs/blobs.js'],
    ['libs/manifest/deflate.ts', 'node:zlib'],
    ['libs/manifest/sha256.ts', 'node:crypto'],
    ['libs/manifest/tar.spec.ts', 'node:test'],
    ['apps/validation/rules/secret.rule.ts', '../check.js'],
    ['apps/validation/scan/child.ts', 'node:fs'],
    ['prisma/migrate.ts', '@prisma/adapter-pg'],
    ['prisma.config.ts', 'prisma/config'],
    ['test/integration/blobs.spec.ts', 'minio'],
    ['scripts/start.ts', '#libs/contracts/api.js'],
  ];
  for (const [path, specifier] of allowed) {
    test(`${path} may ${specifier}`, () => assert.deepEqual(importing(path, specifier), []));
  }
});

describe('circles', () => {
  test('are found over several files and told once', () => {
    const found = complaints(['libs/db/a.ts', `import './b.js';\n`], ['libs/db/b.ts', `export * from './c.js';\n`], ['libs/db/c.ts', `import { a } from '#libs/db/a.js';\n`]);
    assert.deepEqual(found, ['libs/db/a.ts: imports itself: libs/db/a.ts → libs/db/b.ts → libs/db/c.ts → libs/db/a.ts']);
  });

  test('of types alone do not exist at run time', () => {
    assert.deepEqual(complaints(['libs/db/a.ts', `import type { B } from './b.js';\n`], ['libs/db/b.ts', `import { a } from './a.js';\n`]), []);
  });
});

describe('names and texts', () => {
  test('names that say nothing', () => {
    assert.equal(complaints(['libs/db/query-utils.ts', '']).length, 1);
    assert.equal(complaints(['libs/common/text.ts', '']).length, 1);
    assert.equal(complaints(['apps/review/queueManager.ts', '']).length, 1);
    assert.deepEqual(complaints(['libs/db/database.ts', ''], ['k8s/base/gateway.yaml', '']), []);
  });

  test('files that are too long, except specs', () => {
    const long = 'x;\n'.repeat(401);
    assert.equal(complaints(['libs/db/db.ts', long]).length, 1);
    assert.deepEqual(complaints(['libs/db/db.spec.ts', long], ['libs/db/db.ts', 'x;\n'.repeat(400)]), []);
  });

  test('specs that run only some tests', () => {
    assert.equal(complaints(['libs/db/db.spec.ts', `${'test'}.only('a', () => {});`]).length, 1);
  });

  test('folders of one machine', () => {
    assert.equal(complaints(['docs/operate.md', `see /${'work'}/notes`]).length, 1);
    assert.equal(complaints(['scripts/a.sh', `cd "/${'root'}/x"`]).length, 1);
    assert.deepEqual(complaints(['docs/operate.md', 'https://example.org/work/a']), []);
  });
});

describe('where the parts of a rule stand', () => {
  const rules = 'apps/validation/rules';
  const rule = (id: string, ...parts: string[]): [string, string] => [`${rules}/${id}.rule.ts`, parts.map((part) => `import { a } from './${part}.js';\n`).join('')];

  test('in its folder, when no other rule uses them, by way of another part as well', () => {
    const deep: [string, string][] = [[`${rules}/a/first.ts`, `import { b } from '../javascript/second.js';\n`], [`${rules}/javascript/second.ts`, '']];
    assert.deepEqual(complaints(rule('a', 'a/first'), ...deep), [`${rules}/javascript/second.ts: only the rule a uses it: move it to ${rules}/a/`]);
    assert.deepEqual(complaints(rule('a', 'a/first'), rule('b', 'javascript/second'), ...deep), []);
  });

  test('anywhere, when several use them or none', () => {
    assert.deepEqual(complaints(rule('a', 'text'), rule('b', 'text'), [`${rules}/text.ts`, ''], [`${rules}/alone.ts`, '']), []);
  });

  test('modules outside of the rules stay where they are', () => {
    assert.deepEqual(complaints([`${rules}/a.rule.ts`, `import { a } from '#libs/manifest/a.js';\n`], ['libs/manifest/a.ts', '']), []);
  });
});
