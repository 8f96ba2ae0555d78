import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIST_ITEMS } from './comfyvn.lax.js';
import { Tolerance } from '../tolerance.js';
import { comfyvnManifest } from './comfyvn.dialect.js';
import { comfyvnPayload } from './comfyvn.payload.js';

const BARE = { id: 'demo.extension', name: 'Demo', version: '1.0.0', description: 'd' };
const ROUTE = { path: '/x', entry: 'h.py', callable: 'f' };
const EVENT = { topic: 't', entry: 'h.py', callable: 'f' };
const PANEL = { slot: 's', label: 'l', path: 'ui/index.html' };
const payload = (changes: Record<string, unknown> = {}) => comfyvnPayload({ ...BARE, ...changes });

// What is not linear in these would take hours.
test('a megabyte of space, or of an author, takes no longer than any other megabyte', () => {
  const space = ' '.repeat(1_000_000);
  assert.deepEqual(payload({ hooks: [`a${space}b`], authors: [`${space}x${space}`] }).hooks, [`a${space}b`]);
  const tolerance = new Tolerance('compat', new Set(['manifest-text']));
  const author = 'x'.repeat(1_000_000);
  assert.deepEqual(comfyvnManifest(payload({ authors: [author, '<'.repeat(1_000_000), 'Ada <a@b.example> Lovelace', 'a@b.example'] }), BARE, tolerance).authors, [author, 'Ada Lovelace']);
});

test('every default is written out', () => {
  assert.deepEqual(payload(), {
    ...BARE,
    manifest_version: '1.1',
    summary: 'd',
    authors: [],
    categories: [],
    keywords: [],
    compatibility: {},
    permissions: [],
    routes: [],
    events: [],
    ui: { panels: [] },
    hooks: [],
    diagnostics: { log_topics: [], metrics: [], traces: [] },
    trust: { level: 'unverified' },
    provenance: {},
  });
});

describe('normalised', () => {
  const cases: [what: string, changes: Record<string, unknown>, expected: Record<string, unknown>][] = [
    ['a missing summary is the description, trimmed', { description: ' d ' }, { summary: 'd', description: ' d ' }],
    ['an empty summary too', { summary: '' }, { summary: 'd' }],
    ['a blank summary stays', { summary: '  ' }, { summary: '  ' }],
    ['a missing description is the summary', { description: null, summary: 's' }, { description: 's' }],
    ['an empty description stays', { description: '', summary: 's' }, { description: '' }],
    ['author becomes authors and stays', { author: ' Bob ' }, { authors: ['Bob'], author: ' Bob ' }],
    ['several authors in author', { author: ['a', 1n, 2.5, true, null, ' '] }, { authors: ['a', '1', '2.5', 'True', 'None'] }],
    ['an author as object gives its names', { author: { name: 'x', email: 'y' } }, { authors: ['name', 'email'] }],
    ['authors win over author', { author: 'X', authors: ['Y'] }, { authors: ['Y'] }],
    ['authors are trimmed, not made distinct', { authors: [' a ', '', 'a'] }, { authors: ['a', 'a'] }],
    ['space is what Python calls space', { authors: ['\x1ca\x85', '\ufeffb'] }, { authors: ['a', '\ufeffb'] }],
    ['categories', { categories: ['Foo Bar', 'foo bar', ' ', 'Ünï'] }, { categories: ['foo-bar', 'ünï'] }],
    ['keywords are left alone', { keywords: [' A ', 'A'] }, { keywords: [' A ', 'A'] }],
    ['hooks', { hooks: [' a ', 'a', ''] }, { hooks: ['a'] }],
    ['what nobody knows is kept, but for null', { zz: { a: null }, yy: null, constructor: 1 }, { zz: { a: null }, yy: undefined, constructor: 1 }],
    ['null inside of provenance', { provenance: { k: null } }, { provenance: { k: null } }],
    ['null for what may be null', { license: null, readme: null, homepage: null, maintainer: null }, { license: undefined, readme: undefined, homepage: undefined, maintainer: undefined }],
    ['addresses as browsers write them', { homepage: 'HTTPS://Example.com', repository: 'http://bücher.example/a b' }, { homepage: 'https://example.com/', repository: 'http://xn--bcher-kva.example/a%20b' }],
    ['permissions', { permissions: [{ scope: 'assets.read', optional: 'Yes', default: 1n, description: null }] }, { permissions: [{ scope: 'assets.read', optional: true, default: true }] }],
    ['words for true and false', { events: [{ ...EVENT, once: 'OFF' }, { ...EVENT, once: 1 }] }, { events: [{ ...EVENT, once: false }, { ...EVENT, once: true }] }],
    ['routes', { routes: [{ ...ROUTE, path: ' /x ', methods: [' post ', ''], expose: ' Global ', extra: 1n, none: null }] }, { routes: [{ ...ROUTE, methods: ['POST'], expose: 'global', tags: [], extra: 1n }] }],
    ['no methods', { routes: [{ ...ROUTE, methods: [] }] }, { routes: [{ ...ROUTE, methods: ['GET'], expose: 'extension', tags: [] }] }],
    ['entries that Python opens', { events: ['./h.py', 'a//h.py', 'h.py/', 'a\\..\\h.py'].map((entry) => ({ ...EVENT, entry })) }, { events: ['./h.py', 'a//h.py', 'h.py/', 'a\\..\\h.py'].map((entry) => ({ ...EVENT, entry, once: false })) }],
    ['panels', { ui: { panels: [{ ...PANEL, icon: null, more: 1n }], theme: 'x' } }, { ui: { panels: [{ ...PANEL, more: 1n }], theme: 'x' } }],
    ['diagnostics', { diagnostics: { metrics: ['m'], zz: 1n } }, { diagnostics: { log_topics: [], metrics: ['m'], traces: [], zz: 1n } }],
    ['trust', { trust: { level: ' VERIFIED ', signature: ' x ', signature_type: ' SHA256 ', foo: null, bar: 1n } }, { trust: { level: 'verified', signature: 'x', signature_type: 'sha256', bar: 1n } }],
    ['a blank signature is none', { trust: { signature: ' ', signature_type: '' } }, { trust: { level: 'unverified' } }],
    ['a signature that is a number', { trust: { signature: 12n } }, { trust: { level: 'unverified', signature: '12' } }],
  ];
  for (const [what, changes, expected] of cases) {
    test(what, () => {
      const { ...actual } = payload(changes);
      for (const [name, value] of Object.entries(expected)) assert.deepEqual(actual[name], value, name);
    });
  }

  for (const [written, whole] of [['201', 201n], [201, 201n], [201n, 201n], [' +2_0.00 ', 20n], ['-1', -1n], [true, 1n], [1e16, 10n ** 16n], ['007', 7n], [null, undefined]] as const) {
    test(`status_code ${typeof written} ${String(written)}`, () => assert.equal(payload({ routes: [{ ...ROUTE, status_code: written }] }).routes[0]!['status_code'], whole));
  }

  test('a trust level that replaces the one in the manifest', () => assert.equal(comfyvnPayload({ ...BARE, trust: { level: 'unverified' } }, 'verified').trust.level, 'verified'));
});

describe('refused', () => {
  const route = (changes: Record<string, unknown>) => ({ routes: [{ ...ROUTE, ...changes }] });
  const event = (changes: Record<string, unknown>) => ({ events: [{ ...EVENT, ...changes }] });
  const cases: [code: string, path: string, changes: Record<string, unknown>][] = [
    ['manifest-id', '/id', { id: '../evil' }],
    ['manifest-id', '/id', { id: 'ab' }],
    ['manifest-id', '/id', { id: `a${'b'.repeat(64)}` }],
    ['manifest-id', '/id', { id: 'Abc' }],
    ['manifest-id', '/id', { id: 'abc\n' }],
    ['manifest-type', '/id', { id: 1 }],
    ['manifest-required', '/name', { name: undefined }],
    ['manifest-empty', '/name', { name: '' }],
    ['manifest-type', '/version', { version: 1 }],
    ['manifest-type', '/manifest_version', { manifest_version: 1 }],
    ['manifest-required', '/summary', { description: '  ' }],
    ['manifest-empty', '/summary', { description: null, summary: '' }],
    ['manifest-type', '/authors', { authors: null }],
    ['manifest-type', '/authors', { authors: 'x' }],
    ['manifest-type', '/authors/0', { authors: [1] }],
    ['manifest-type', '/author/0', { author: [['a']] }],
    ['manifest-too-many', '/keywords', { keywords: Array.from({ length: LIST_ITEMS + 1 }, () => 'a') }],
    ['manifest-type', '/compatibility/comfyvn', { compatibility: { comfyvn: 1 } }],
    ['manifest-type', '/provenance', { provenance: [] }],
    ['manifest-type', '/provenance', { provenance: null }],
    ['manifest-link', '/homepage', { homepage: 'javascript:alert(1)' }],
    ['manifest-link', '/issue_tracker', { issue_tracker: 'x' }],
    ['manifest-type', '/permissions/0', { permissions: ['assets.read'] }],
    ['manifest-permission', '/permissions/0/scope', { permissions: [{ scope: 'nope.nope' }] }],
    ['manifest-permission', '/permissions/0/scope', { permissions: [{ scope: 'toString' }] }],
    ['manifest-unknown', '/permissions/0/zz', { permissions: [{ scope: 'assets.read', zz: null }] }],
    ['manifest-type', '/permissions/0/optional', { permissions: [{ scope: 'assets.read', optional: 'perhaps' }] }],
    ['manifest-type', '/permissions/0/optional', { permissions: [{ scope: 'assets.read', optional: null }] }],
    ['manifest-route-path', '/routes/0/path', route({ path: '/a/../b' })],
    ['manifest-empty', '/routes/0/path', route({ path: ' ' })],
    ['manifest-path', '/routes/0/entry', route({ entry: '/h.py' })],
    ['manifest-path', '/routes/0/entry', route({ entry: 'a/../h.py' })],
    ['manifest-entry', '/routes/0/entry', route({ entry: 'h.js' })],
    ['manifest-entry', '/routes/0/entry', route({ entry: '.py' })],
    ['manifest-entry', '/routes/0/entry', route({ entry: 'h.PY' })],
    ['manifest-entry', '/routes/0/entry', route({ entry: 'h.py.' })],
    ['manifest-callable', '/routes/0/callable', route({ callable: 'a..b' })],
    ['manifest-expose', '/routes/0/expose', route({ expose: 'public' })],
    ['manifest-type', '/routes/0/status_code', route({ status_code: 1.5 })],
    ['manifest-type', '/routes/0/status_code', route({ status_code: '1e3' })],
    ['manifest-unknown', '/events/0/zz', event({ zz: 1 })],
    ['manifest-callable', '/events/0/callable', event({ callable: '.a' })],
    ['manifest-path', '/ui/panels/0/path', { ui: { panels: [{ ...PANEL, path: '/etc' }] } }],
    ['manifest-type', '/ui', { ui: null }],
    ['manifest-type', '/trust', { trust: 'verified' }],
    ['manifest-trust', '/trust/level', { trust: { level: 'gold' } }],
    ['manifest-type', '/trust/signature', { trust: { signature: ['x'] } }],
  ];
  for (const [code, path, changes] of cases) test(`${JSON.stringify(changes).slice(0, 70)} as ${code}`, () => assert.throws(() => payload(changes), { name: 'PackageError', code, path }));

  test('what is no object', () => {
    for (const value of [[1], null, 'x', 1]) assert.throws(() => comfyvnPayload(value), { code: 'manifest-type', path: '' });
  });
  test('an unknown trust level in place of the one in the manifest', () => assert.throws(() => comfyvnPayload(BARE, 'gold'), { code: 'manifest-trust' }));
});
