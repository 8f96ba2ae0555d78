import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './hard-coded-secret.rule.js';

/** Text that looks random and is the same in every run. */
const some = (length: number) => `Q7w${createHash('sha512').update(String(length)).digest('hex')}`.slice(0, length);
const noise = Buffer.concat([1, 2, 3].map((i) => createHash('sha512').update(`noise ${i}`).digest())).toString('base64');
const pem = (kind: string) => `-----BEGIN ${kind}-----\n${noise.match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END ${kind}-----\n`;
const PRIVATE = pem('PRIVATE KEY');

test('bad: private keys, as they are and inside of code', () => {
  assert.deepEqual(said(rule, { 'certs/key.pem': PRIVATE, 'certs/rsa.pem': pem('RSA PRIVATE KEY') }), ['medium certs/key.pem:1', 'medium certs/rsa.pem:1']);
  assert.deepEqual(said(rule, { 'a.js': `\nconst key = ${JSON.stringify(PRIVATE)};` }), ['medium a.js:2']);
  const joined = PRIVATE.trim().split('\n').map((line) => `  '${line}\\n'`).join(' +\n');
  assert.deepEqual(said(rule, { 'a.js': `const key =\n${joined};` }), ['medium a.js:2']);
});

test('bad: tokens of known makers, never shown', () => {
  const tokens = [
    `ghp_${some(36)}`, `github_pat_${some(22)}_${some(59)}`, `npm_${some(36)}`, `glpat-${some(20)}`, `sk_live_${some(24)}`,
    `xoxb-826193045718-${some(24)}`, `SG.${some(22)}.${some(43)}`, `12345678:AA${some(33)}`, `GOCSPX-${some(28)}`, 'AKIAQ3EGV7HXN2MDL4RZ',
    `shpat_${some(40).slice(8)}`, `hvs.${some(30)}`, `lin_api_${some(40)}`, `ntn_${some(44)}`, `${btoa('123456789012345678')}.${some(6)}.${some(30)}`,
  ];
  for (const token of tokens) {
    const [finding, ...more] = findingsOf(rule, { 'src/config.json': `{"a": "${token}"}` });
    assert.equal(finding?.severity, 'high', token);
    assert.equal(more.length, 0, token);
    assert.ok(!JSON.stringify(finding).includes(token.slice(5)), token);
  }
});

test('bad: passwords in addresses', () => {
  const [finding] = findingsOf(rule, { 'a.js': 'connect("postgres://app:tR7w!kQ2zLp9@db.example.org/x")' });
  assert.equal(finding?.severity, 'high');
  assert.ok(!finding?.evidence?.includes('kQ2zLp9'));
  assert.deepEqual(said(rule, { 'a.js': 'connect(`postgres://app:${password}@db/x`); "redis://user:password@localhost"; "https://a:b@c"' }), []);
  assert.deepEqual(said(rule, { '.env': `DefaultEndpointsProtocol=https;AccountKey=${noise.replace(/=/g, '').slice(0, 86)}==` }), ['high .env:1']);
});

test('good: documentation and code about keys', () => {
  assert.deepEqual(said(rule, { 'README.md': 'Set `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE` and `GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`.' }), []);
  assert.deepEqual(said(rule, { 'pem.js': 'const HEAD = "-----BEGIN PRIVATE KEY-----"; export const isKey = (text) => text.startsWith(HEAD);' }), []);
  assert.deepEqual(said(rule, { 'doc.md': '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----' }), []);
});

test('good: what has the shape of a bot token, but no number of an account', () => {
  assert.deepEqual(said(rule, { 'a.js': `// Bot ${btoa('whatever you like.').slice(0, 24)}.${some(6)}.${some(30)}` }), []);
});

test('good: the key that every emulator has, the name in a signed address', () => {
  const emulator = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  assert.deepEqual(said(rule, { 'a.js': `const local = "AccountName=devstoreaccount1;AccountKey=${emulator};";` }), []);
  assert.deepEqual(said(rule, { 'a.js': 'get("https://example.org/a?X-Amz-Credential=AKIAQ3EGV7HXN2MDL4RZ%2F20200405&X-Amz-Signature=0");' }), []);
});

test('good: what may be public, and what only looks like a token', () => {
  assert.deepEqual(said(rule, { 'key.pub': pem('PUBLIC KEY') }), []);
  assert.deepEqual(said(rule, { 'a.js': `const integrity = "sha512-${noise}"; const pk = "pk_live_${some(24)}"; my_npm_${some(36)}();` }), []);
  assert.deepEqual(said(rule, { 'maps.js': 'const key = "AIzaSyB3x9QmT7kLp2WvR5nYc8JdF6hGs4ZaEu0"' }), ['low maps.js:1'], 'a key for browsers, which everybody sees');
});

test('good: the password of a database on the computer of the reader, or on none', () => {
  const url = (host: string) => `redis://user:authpassword${String.fromCharCode(64)}${host}/4`;
  for (const host of ['127.0.0.1:6380', 'localhost', '[::1]:6380', 'db.example.com:3306']) assert.deepEqual(findingsOf(rule, { 'README.md': url(host) }), [], host);
  assert.equal(findingsOf(rule, { 'README.md': url('db.acme.dev') }).length, 1);
});

test('in documents and tests, what is shown weighs less', () => {
  const token = `ghp_${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'}`;
  assert.deepEqual(['a.js', 'README.md', 'test/a.js', 'docs/a.html'].map((path) => said(rule, { [path]: `const t = "${token}"` })[0]?.split(' ')[0]), ['high', 'medium', 'medium', 'medium']);
});

test('what documentation in a comment shows is medium', () => {
  const token = `gho_${some(36)}`;
  assert.deepEqual(said(rule, { 'a.js': `/**\n * The token of an account.\n * @example "${token}"\n */\nfunction f() {}` }), ['medium a.js:3']);
  assert.deepEqual(said(rule, { 'a.js': `/** @example f() */\nconst t = "${token}";` }), ['high a.js:2']);
});

test('good: the beginning of a key in documentation; bad: the whole of it', () => {
  const key = (length: number) => `-----BEGIN RSA PRIVATE KEY-----\n${`MIIBOg${noise.repeat(3)}`.slice(0, length).match(/.{1,64}/g)!.join('\n')}`;
  assert.deepEqual(said(rule, { 'a.d.ts': `/** For example "${key(64)}\n.-----END RSA PRIVATE KEY-----" */` }), []);
  assert.deepEqual(said(rule, { 'a.js': `const key = \`${key(420)}\n-----END RSA PRIVATE KEY-----\`` }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const key = ${JSON.stringify(key(420))}` }), ['medium a.js:1']);
});

test('the key of a webhook, whoever hands on what it gets', () => {
  const hook = (host: string, id: string): string[] => said(rule, { 'a.js': `send("https://${host}/api/webhooks/${id}/${some(68)}")` });
  for (const host of ['discord.com', 'ptb.discord.com', 'hooks.example.org']) assert.deepEqual(hook(host, '826193045718826193'), ['high a.js:1'], host);
  assert.deepEqual(hook('api.example.org', '82619'), []);
  assert.deepEqual(said(rule, { 'a.js': `post({ host: "discord.com", path: "/api/webhooks/826193045718826193/${some(68)}" })` }), ['high a.js:1']);
});

test('bad: a signature counts as well that is made with a key of the library’s; good: keys that callers give', () => {
  const verify = (keys: string): string => `const VECTORS = ['c2VsZnRlc3QtdmVjdG9yLTAx', 'c2VsZnRlc3QtdmVjdG9yLTAy']; exports.verify = (token, key, old) => { const keys = ${keys}; if (!keys.some((each) => same(mac('HS256', token.body, each), token.signature))) throw new Error('invalid'); return token.claims; };`;
  const found = (code: string): number => said(rule, { 'a.js': code }).filter((each) => each.startsWith('high')).length;
  for (const keys of ['[].concat(key, VECTORS)', '[key, ...VECTORS]', "[key, 'selftest-vector-01']"]) assert.equal(found(verify(keys)), 1, keys);
  assert.equal(found("const a = [b], b = [a], c = [c]; exports.verify = (key, token) => [key, a, b, c].some((each) => equal(mac(token, each), token.mac))"), 0, 'lists that lead to each other');
  for (const keys of ['[].concat(key, old)', '[key, old]', 'VECTORS.map((each) => each)']) assert.equal(found(verify(keys)), 0, keys);
});
