import { EXIT } from './exit-codes.js';
import { run, type Tool } from './program.js';

/** Runs a command line as this process. Who reads its output may have heard enough; where it cannot be written, half an answer is none. */
export async function start(tool?: Tool): Promise<void> {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit();
    process.stderr.write(`error: the output cannot be written: ${message}\n`);
    process.exit(EXIT.unreachable);
  });
  process.exitCode = await run(process.argv.slice(2), process, tool);
}
