/** A program for a scanner's child that does what the package says, as a parser might that a stranger's bytes broke. */
interface Request {
  id: number;
  bytes: Uint8Array;
}

const kept: unknown[] = [];
const RUN = { check: 'package', version: 1, outcome: 'passed', durationMs: 0, findings: [], detail: null };
const OPENED = { package: { format: 'plain', manifest: { name: 'halfway', version: '1.0.0', display_name: 'Halfway', dialect: 'orchestra', engines: {}, permissions: [], dependencies: {}, contributes: {}, original: {}, entry_points: [] }, files: [{ path: 'a.js', size: 1, sha256: '0'.repeat(64) }], readme: null, changelog: null, keyId: null, declared: [] }, loadable: [] };
const CHECKED = { kind: 'checked', seen: { hosts: [], components: [], exports: null }, permissions: null };

const deeds: Record<string, (request: Request) => void> = {
  hang() {
    for (;;);
  },
  silence() {},
  heap() {
    for (;;) kept.push(Array.from({ length: 1_000 }, Math.random));
  },
  buffers() {
    for (;;) kept.push(Buffer.alloc(8 * 1024 * 1024, 1));
  },
  exit: () => process.exit(0),
  abort: () => process.abort(),
  throw() {
    throw new Error('a parser bug');
  },
  garbage: () => process.send?.('passed'),
  lie: ({ id }) => process.send?.({ id, answer: { kind: 'checked', seen: null, permissions: null } }),
  blind: ({ id }) => process.send?.({ id, answer: CHECKED }),
  hasty: ({ id }) => process.send?.({ id, run: RUN }),
  stop: ({ id }) => process.send?.({ id, opened: OPENED }),
  again({ id }) {
    for (let time = 0; time < 2; time++) process.send?.({ id, opened: OPENED });
    process.send?.({ id, answer: CHECKED });
  },
  twice({ id }) {
    process.send?.({ id, opened: OPENED });
    for (let time = 0; time < 2; time++) process.send?.({ id, run: RUN });
    process.send?.({ id, answer: CHECKED });
  },
  halfway({ id }) {
    process.send?.({ id, opened: OPENED });
    process.send?.({ id, run: RUN });
    for (;;);
  },
  other: ({ id }) => process.send?.({ id: id + 1, answer: { kind: 'failed', detail: 'x' } }),
  failed: ({ id }) => process.send?.({ id, answer: { kind: 'failed', detail: 'a bug of the reader' } }),
  late: (request) => void setTimeout(() => deeds['refuse']?.(request), 150),
  refuse: ({ id }) => process.send?.({ id, answer: { kind: 'refused', code: 'x', message: 'x', file: null, line: null, column: null, member: null, help: '', durationMs: 0 } }),
};

process.on('disconnect', () => process.exit(0));
process.on('message', (request: Request) => deeds[Buffer.from(request.bytes).toString()]?.(request));
process.send?.({ ready: true });
