import { run, SOUK_ADMIN } from './program.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.exitCode = await run(process.argv.slice(2), process, SOUK_ADMIN);
