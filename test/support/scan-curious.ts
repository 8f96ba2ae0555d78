import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';

/** A program for a scanner's child that tries what the real one must not be able to, and answers with what worked. */
const attempts: Record<string, () => unknown> = {
  'read outside': () => readFileSync('/etc/passwd'),
  'list outside': () => readdirSync(new URL('../../../', import.meta.url)),
  'write': () => writeFileSync(new URL('./written.txt', import.meta.url), 'x'),
  'start a program': () => execFileSync(process.execPath, ['--version']),
  'environment': () => {
    const names = Object.keys(process.env).filter((name) => !name.startsWith('NODE_CHANNEL_'));
    if (names.length === 0) throw new Error('empty');
    return names;
  },
};

function worked(): string[] {
  return Object.entries(attempts).flatMap(([name, attempt]) => {
    try {
      attempt();
      return [name];
    } catch {
      return [];
    }
  });
}

process.on('message', ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
  const detail = worked();
  const socket = connect(Number(Buffer.from(bytes).toString()), '127.0.0.1');
  const answer = (network: string[]) => process.send?.({ id, answer: { kind: 'failed', detail: JSON.stringify([...detail, ...network]) } });
  socket.once('connect', () => answer(['network'])).once('error', () => answer([]));
});
process.send?.({ ready: true });
