import { z } from 'zod';
import { DisposableProcess } from '#libs/sandbox/process.js';
import type { YaraProblem, YaraSource } from './source.js';

/** Milliseconds that compiling may take before rules are accepted; a scan gives those that were more. */
export const COMPILE_MS = 5_000;
/** MB of JavaScript heap, and of memory altogether. */
const MEMORY_MB = 128;
const RSS_MB = 512;
/** Problems that are told. */
const MOST_PROBLEMS = 20;

const position = z.int().positive().nullable();
const Answer = z.strictObject({ problems: z.array(z.strictObject({ name: z.string(), line: position, column: position, message: z.string() })) });

/**
 * Compiles rules in a process of their own, which may die of them. Returns what is wrong with them; sources that take too
 * long or too much memory have one problem without a place. Never rejects.
 */
export async function compileYara(sources: readonly YaraSource[]): Promise<YaraProblem[]> {
  const name = sources.at(-1)?.name ?? '';
  const whole = (message: string): YaraProblem[] => [{ name, line: null, column: null, message }];
  let resolve: (problems: YaraProblem[]) => void = () => {};
  const answer = new Promise<YaraProblem[]>((settle) => (resolve = settle));
  const child = new DisposableProcess({ program: new URL('./child.js', import.meta.url), wrapper: [], memoryMb: MEMORY_MB, rssMb: RSS_MB }, {
    heard: (message) => {
      const parsed = Answer.safeParse(message);
      resolve(parsed.success ? parsed.data.problems.slice(0, MOST_PROBLEMS) : whole('the compiler said something that is not an answer'));
    },
    died: ({ detail }) => resolve(whole(`the compiler ended: ${detail}`)),
  });
  const timer = setTimeout(() => child.end('timed-out', `not done within ${COMPILE_MS} ms`), COMPILE_MS);
  const stopWatch = child.watchMemory();
  child.send({ sources });
  const problems = await answer;
  clearTimeout(timer);
  stopWatch();
  child.end('crashed', 'it is not needed any more');
  return problems;
}
