import { readFileSync } from 'node:fs';
import { parseScript } from '#apps/validation/rules/javascript/syntax/tree.js';

/** Parses the files that it is sent, and nothing else: what the scan's child process is compared with. Answers milliseconds. */
process.on('message', (paths: string[]) => {
  const texts = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const started = performance.now();
  for (const { path, text } of texts) parseScript(path, text, false);
  process.send?.(performance.now() - started);
});
