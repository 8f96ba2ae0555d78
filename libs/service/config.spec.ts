import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig, readMigrateConfig, readParts } from './config.js';

const NEEDED = { DATABASE_URL: 'postgres://souk:hunter2@localhost/souk', QUEUE_URL: 'redis://localhost', BLOB_URL: 'file:///tmp/blobs' };

test('three variables are needed, the rest has defaults', () => {
  const config = readConfig(NEEDED);
  assert.deepEqual([config.PORT, config.DOWNLOADS, config.DRAIN_SECONDS, config.SIGNING_KEY], [4400, 'serve', 25, undefined]);
  assert.equal(readConfig({ ...NEEDED, PORT: '' }).PORT, 4400);
});

test('every variable that is wrong is named, with what was expected and without its value', () => {
  assert.throws(() => readConfig({}), /DATABASE_URL is not set; QUEUE_URL is not set; BLOB_URL is not set/);
  const wrong = { DATABASE_URL: 'mysql://hunter2', QUEUE_URL: 'amqp://hunter2', BLOB_URL: 'ftp://hunter2', PORT: 'hunter2', DOWNLOADS: 'hunter2', PUBLIC_URL: 'hunter2', SIGNING_KEY: 'hunter2!', LOG_LEVEL: 'hunter2', SCAN_CHILDREN: '0', RELAY_POLL_MS: '1.5' };
  for (const [name, value] of Object.entries(wrong)) {
    assert.throws(
      () => readConfig({ ...NEEDED, [name]: value }),
      (error: Error) => error.message.startsWith(`configuration: ${name} is not valid: expected `) && !error.message.includes('hunter2'),
      name,
    );
  }
  assert.throws(() => readConfig({ ...NEEDED, SCAN_CHILDREN: '65' }), /a whole number from 1 to 64/);
  assert.throws(() => readConfig({ ...NEEDED, DOWNLOADS: 'both' }), /expected serve, redirect/);
});

test('a URL that cannot be read, or would be read as another one, is named without its value', () => {
  const wrong = ['a:hunter2#x@host/x', 'a:12#hunter2@host/x', 'a:12/hunter2@host/x', 'a:12?hunter2@host/x', 'a:hunter2%zz@host/x', 'a:hunter2@host:port/x', 'a:hunter2@[host/x'];
  const named = (variable: string) => (error: Error) => error.message.startsWith(`configuration: ${variable} is not valid: expected `) && error.message.includes('# is %23') && !/hunter2/.test(`${error.stack} ${JSON.stringify(error)}`);
  for (const rest of wrong) {
    for (const scheme of ['redis', 'rediss', 'postgres', 'postgresql']) assert.throws(() => readConfig({ ...NEEDED, QUEUE_URL: `${scheme}://${rest}` }), named('QUEUE_URL'), `${scheme} ${rest}`);
    const database = { DATABASE_URL: `postgres://${rest}` };
    assert.throws(() => readConfig({ ...NEEDED, ...database }), named('DATABASE_URL'), rest);
    assert.throws(() => readMigrateConfig(database), named('DATABASE_URL'), rest);
    assert.throws(() => readParts(database), named('DATABASE_URL'), rest);
  }
  for (const right of ['postgres://a:%23%2F%40%25@host/x?sslmode=require', 'postgres:///x?host=/run/postgresql', 'postgres://[::1]:5432/x']) assert.equal(readMigrateConfig({ DATABASE_URL: right }).databaseUrl, right);
  for (const right of ['redis://:hunter2@host:6379/1', 'rediss://host']) assert.equal(readConfig({ ...NEEDED, QUEUE_URL: right }).QUEUE_URL, right);
});

test('the launcher takes the parts that are set', () => {
  assert.deepEqual(readParts({ DATABASE_URL: '', QUEUE_URL: 'redis://host' }), { DATABASE_URL: undefined, QUEUE_URL: 'redis://host', BLOB_URL: undefined });
});

test('the migrate job needs the database only', () => {
  assert.throws(() => readMigrateConfig({}), /DATABASE_URL is not set/);
  assert.deepEqual(readMigrateConfig({ DATABASE_URL: 'postgres://x' }), { databaseUrl: 'postgres://x', servicePassword: undefined });
});
