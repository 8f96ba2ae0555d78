import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** What a process that runs this line with a logger writes. */
function written(line: string, level = 'info'): any[] {
  const program = `const { openLogger, nestLogger } = await import(${JSON.stringify(new URL('./logger.js', import.meta.url).href)}); const logger = openLogger('storage', ${JSON.stringify(level)}); ${line}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n').filter(Boolean).map((each) => JSON.parse(each));
}

test('lines are JSON with service, level in words and time', () => {
  const [line] = written(`logger.info({ pid: 7 }, 'up')`);
  assert.deepEqual([line.service, line.level, line.msg], ['storage', 'info', 'up']);
  assert.match(line.time, /^\d{4}-\d\d-\d\dT.*Z$/);
});

test('what could be a secret is cut out', () => {
  const secrets = { authorization: 'hunter2', token: 'hunter2', password: 'hunter2', email: 'hunter2', kept: 'yes' };
  const lines = written(`logger.info(${JSON.stringify(secrets)}, 'a'); logger.info({ request: ${JSON.stringify(secrets)} }, 'b')`);
  assert.equal(JSON.stringify(lines).includes('hunter2'), false);
  assert.deepEqual([lines[0].kept, lines[1].request], ['yes', { kept: 'yes' }]);
});

test('what was no URL is not shown, for it may hold a password', () => {
  const [line] = written(`try { new URL('redis://a:hunter2#x@h/x') } catch (err) { logger.error({ err }, 'a') }`);
  assert.deepEqual([line.err.message, line.err.code, JSON.stringify(line).includes('hunter2')], ['Invalid URL', 'ERR_INVALID_URL', false]);
});

test("Nest's chatter is shown at debug only, its errors always", () => {
  const line = `const nest = nestLogger(logger); nest.log('mapped', 'Router'); nest.error(new Error('broken'), 'App')`;
  assert.deepEqual(written(line).map(({ level }) => level), ['error']);
  assert.match(written(line)[0].msg, /Error: broken/);
  assert.deepEqual(written(line, 'debug').map(({ level }) => level), ['debug', 'error']);
});
