import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { LogFile, MOST_LOG_BYTES } from './log-file.js';

function inFolder(context: TestContext): { path: string; lines: (name: string) => string[]; names: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'souk-log-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return { path: join(folder, 'gateway.log'), lines: (name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'), names: () => readdirSync(folder).sort() };
}

test('a log keeps within its bound, with one file of before, and nothing between them is lost', (context) => {
  const { path, lines, names } = inFolder(context);
  const log = new LogFile(path, 100);
  for (let i = 0; i < 95; i += 1) {
    log.write(`line ${String(i).padStart(2, '0')}\n`);
    assert.ok(statSync(path).size <= 100 && (!existsSync(`${path}.1`) || statSync(`${path}.1`).size <= 100));
  }
  assert.deepEqual(names(), ['gateway.log', 'gateway.log.1']);
  const kept = [...lines('gateway.log.1'), ...lines('gateway.log')];
  assert.deepEqual(kept, Array.from({ length: kept.length }, (_, i) => `line ${95 - kept.length + i}`));
  assert.ok(kept.length > 12);
});

test('a log of an earlier start goes on, and one that is too large already becomes the one of before', (context) => {
  const { path, lines, names } = inFolder(context);
  writeFileSync(path, 'of before\n');
  new LogFile(path, 100).write('now\n');
  assert.deepEqual([lines('gateway.log'), names()], [['of before', 'now'], ['gateway.log']]);
  writeFileSync(path, 'x'.repeat(500));
  new LogFile(path, 100).write('after it\n');
  assert.deepEqual([lines('gateway.log'), statSync(`${path}.1`).size, statSync(path).mode & 0o777], [['after it'], 500, 0o600]);
});

test('one text that is larger than a log is cut', (context) => {
  const { path } = inFolder(context);
  new LogFile(path, 100).write(new Uint8Array(1_000).fill(120));
  assert.equal(statSync(path).size, 100);
  assert.ok(MOST_LOG_BYTES >= 1024 * 1024, 'a crash can be seen in it');
});
