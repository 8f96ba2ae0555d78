import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem, PROBLEMS } from './problems.js';

test('every type has the status of an error and a title', () => {
  for (const [type, [status, title]] of Object.entries(PROBLEMS)) {
    assert.ok(status >= 400 && status < 600, type);
    assert.match(title, /^[A-Z]/, type);
    assert.match(type, /^[a-z]+(-[a-z]+)*$/);
  }
});

test('a problem becomes a document of RFC 9457', () => {
  const problem = new Problem('bad-request', 'Write a name.', { errors: [{ pointer: '/name', detail: 'is needed' }], extra: { hint: 'x' }, headers: { 'retry-after': '1' } });
  assert.ok(problem instanceof Error);
  assert.deepEqual(problem.document('/api/v1/x', 'r-1'), {
    type: 'urn:souk:problem:bad-request', title: 'The request is not valid', status: 400, detail: 'Write a name.', instance: '/api/v1/x', request_id: 'r-1',
    errors: [{ pointer: '/name', detail: 'is needed' }], hint: 'x',
  });
  assert.equal('errors' in new Problem('not-found', 'Gone.').document('/', 'r'), false);
});
