import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../../self-spreading.rule.js';

const worst = (text: string) => findingsOf(rule, { 'pool.py': text })[0]?.severity ?? 'nothing';
const module = (login: string, work: string): string => `import hashlib, json, socket\n\ndef run(host):\n    sock = socket.create_connection((host, 3333))\n    sock.sendall(json.dumps(${login}).encode())\n    blob, target, nonce = bytearray(76), 9, 0\n${work}`;
const TRIES = '    while True:\n        digest = hashlib.sha3_256(bytes(blob) + nonce.to_bytes(4, "little")).digest()\n        if int.from_bytes(digest[-4:], "little") < target:\n            sock.sendall(json.dumps({"method": "submit", "params": {"job_id": 1, "nonce": nonce}}).encode())\n        nonce = (nonce + 1) & 0xFFFFFFFF\n';
const LOGIN = '{"method": "login", "params": {"login": "4a", "pass": "x"}}';

test('bad: Python that does the work of a pool, in either protocol', () => {
  assert.equal(worst(module(LOGIN, TRIES)), 'high');
  assert.equal(worst(module('{"method": "mining.subscribe", "params": []}', TRIES.replace('"submit"', '"mining.submit"'))), 'high');
});

test('good: what logs in with a nonce, counts, or checks one proof', () => {
  assert.equal(worst(module('{"method": "login", "nonce": "a"}', '    reply = sock.recv(100)\n    return hashlib.sha256(reply).hexdigest()\n')), 'nothing');
  assert.equal(worst('import hashlib\n\ndef prove(text, target):\n    nonce = 0\n    while int(hashlib.sha256((text + str(nonce)).encode()).hexdigest(), 16) >= target:\n        nonce += 1\n    return nonce\n'), 'nothing');
});
