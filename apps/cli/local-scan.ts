import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LocalScanAnswer, type LocalScan, type LocalScanRequest } from '#libs/contracts/local-scan.js';
import { EXIT, Failure } from './exit-codes.js';

/** The validation service's own scan; apps do not import each other, so it is started by its path. */
const PROGRAM = fileURLToPath(new URL('../validation/scan-once.js', import.meta.url));

/** Scans a package with the service's rules, in its disposable child. Throws Failure: `usage` for a profile that switches off what was asked for and for YARA rules that a marketplace would not take, `unreachable` when the scanner does not work here. */
export async function scanLocally(request: LocalScanRequest): Promise<LocalScan> {
  const answer = LocalScanAnswer.parse(await ask(request));
  if ('scan' in answer) return answer.scan;
  if ('mistakes' in answer) throw new Failure(EXIT.usage, 'the tenant profile cannot be used', answer.mistakes.join('\n'));
  if ('uncompiled' in answer) throw new Failure(EXIT.usage, 'the YARA rules cannot be used', placed(answer.uncompiled));
  if ('unknownSeverities' in answer) throw new Failure(EXIT.usage, 'the YARA rules would be refused', placed(answer.unknownSeverities));
  throw new Failure(EXIT.unreachable, `the scanner does not work here: ${answer.failed}`, 'Node.js 24 on Linux is what the service runs on.');
}

function placed(problems: readonly { name: string; line: number | null; column: number | null; message: string }[]): string {
  return problems.map(({ name, line, column, message }) => `${name}${line === null ? '' : `, line ${line}, column ${column}`}: ${message}`).join('\n');
}

function ask(request: LocalScanRequest): Promise<unknown> {
  const child = fork(PROGRAM, [], { env: {}, execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2_000)));
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('close', (code) => reject(new Failure(EXIT.unreachable, `the scanner ended without an answer (code ${code ?? 'none'})`, complaint.trim() || null)));
    child.send(request);
  });
}
