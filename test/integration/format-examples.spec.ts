import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Format } from '#libs/manifest/format.js';
import { orchestra } from '#libs/manifest/formats/orchestra.format.js';
import { skypkg } from '#libs/manifest/formats/skypkg.format.js';
import { vsix } from '#libs/manifest/formats/vsix.format.js';
import { gunzip } from '#libs/manifest/inflate.js';
import { DEFAULT_LIMITS as limits } from '#libs/manifest/limits.js';
import { sha256 } from '#libs/manifest/sha256.js';

/** The examples of docs/formats are what the packers write today. */

const ACTIVATE = 'exports.activate = () => {};\n';
const README = '# Hello\n';

const EXAMPLES: [format: Format, files: Record<string, string>][] = [
  [skypkg, { 'code.js': "require('message').reply('hi')", 'extension.json': '{"name":"Hello World","description":"Says hello","version":{"_id":3,"type":"command","key":"hello","scopes":["messages_write"]}}' }],
  [vsix, { 'package.json': '{"name":"hello","publisher":"acme","version":"1.0.0","engines":{"vscode":"^1.80.0"},"main":"./main"}', 'main.js': ACTIVATE, 'README.md': README }],
  [orchestra, { 'package.json': '{"name":"hello","version":"1.0.0","engines":{"orchestra":">=0.1.0"},"main":"dist/index.js","permissions":["network"]}', 'dist/index.js': ACTIVATE, 'README.md': README }],
];

for (const [format, files] of EXAMPLES) {
  test(`the example of ${format.id}`, async () => {
    const page = readFileSync(new URL(`../../../docs/formats/${format.id}.md`, import.meta.url), 'utf8');
    const { bytes, name } = await format.pack(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])), { limits });
    const pkg = format.read(bytes, { limits, mode: 'strict' });
    const facts = [...Object.values(files).map((text) => text.trimEnd()), `\`${name}\`, ${bytes.length} bytes`, sha256(bytes), ...Object.values(pkg.digests)];
    if (format === orchestra) facts.push(sha256(gunzip(bytes, limits)));
    else facts.push(...pkg.files.filter(({ path }) => !(path in files) || path === 'code.js' || path === 'extension.json').map((file) => file.sha256));
    for (const fact of facts) assert.ok(page.includes(fact), fact);
  });
}
