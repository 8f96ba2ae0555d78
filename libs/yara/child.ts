import { YaraRefused, YaraRules } from './yara.js';
import type { YaraSource } from './source.js';

/** The program of the process that compiles rules once, says what is wrong with them, and ends. */
process.on('disconnect', () => process.exit(0));
process.on('message', ({ sources }: { sources: YaraSource[] }) => process.send?.({ problems: compile(sources) }));

function compile(sources: YaraSource[]) {
  try {
    // An empty text shows what costs time or fails whatever the package.
    YaraRules.compile(sources).search(new Uint8Array());
    return [];
  } catch (error) {
    if (error instanceof YaraRefused) return error.problems;
    throw error;
  }
}
