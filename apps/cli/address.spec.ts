import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isExposed, placeOf } from './address.js';
import { Failure } from './exit-codes.js';

test('a tenant comes from the path, from the option, or from the host', () => {
  const local = 'http://127.0.0.1:4400';
  for (const [url, tenant, expected] of [
    [local, 'orchestra', { address: `${local}/t/orchestra`, tenant: 'orchestra' }],
    [`${local}/t/orchestra`, null, { address: `${local}/t/orchestra`, tenant: 'orchestra' }],
    [`${local}/t/orchestra/api/v1/`, 'orchestra', { address: `${local}/t/orchestra`, tenant: 'orchestra' }],
    ['https://market.example/souk/', 'formula', { address: 'https://market.example/souk/t/formula', tenant: 'formula' }],
    ['https://orchestra.example', null, { address: 'https://orchestra.example', tenant: null }],
  ] as const) assert.deepEqual(placeOf(url, tenant), expected);
});

test('addresses that cannot be meant are refused', () => {
  for (const [url, tenant] of [['ftp://a', null], ['nonsense', null], ['http://user:pw@a', null], ['http://a?x=1', null], ['http://a/t/one', 'two'], ['http://a', '../b'], ['http://a', '']] as const) {
    assert.throws(() => placeOf(url, tenant), (error) => error instanceof Failure && error.exit === 2, `${url} ${tenant}`);
  }
});

test('only what stays on this machine may go without https', () => {
  assert.deepEqual(['http://127.0.0.1:4400', 'http://localhost', 'http://orchestra.localhost:4400', 'http://[::1]:1', 'https://a.example'].map(isExposed), [false, false, false, false, false]);
  assert.deepEqual(['http://a.example', 'http://10.0.0.1', 'http://127.0.0.1.example'].map(isExposed), [true, true, true]);
});
