import { YaraRefused, YaraRules } from './yara.js';
import { TRIAL } from './trial.js';
import type { YaraSource } from './source.js';

/**
 * The program of the process that compiles rules once, says what is wrong with them, and ends. Rules that can be compiled it tries
 * one source after the other, and tells which before it begins: the search may have no end.
 */
process.on('disconnect', () => process.exit(0));
process.on('message', ({ sources, tried }: { sources: YaraSource[]; tried: YaraSource[] }) => void answer(sources, tried));

async function answer(sources: YaraSource[], tried: YaraSource[]): Promise<void> {
  const problems = compile(sources);
  if (problems.length === 0) {
    for (const source of tried) {
      const rules = YaraRules.compile([source]);
      await tell({ trying: source.name });
      rules.search(TRIAL);
      rules.free();
    }
  }
  await tell({ problems });
}

function tell(message: object): Promise<void> {
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

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
