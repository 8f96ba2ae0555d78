import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig, readMigrateConfig } from './config.js';

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

test('the migrate job needs the database only', () => {
  assert.throws(() => readMigrateConfig({}), /DATABASE_URL is not set/);
  assert.deepEqual(readMigrateConfig({ DATABASE_URL: 'postgres://x' }), { databaseUrl: 'postgres://x', servicePassword: undefined });
});
