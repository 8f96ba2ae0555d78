import { z } from 'zod';
import { DisposableProcess } from '#libs/sandbox/process.js';
import type { YaraProblem, YaraSource } from './source.js';
import { TRIAL } from './trial.js';

/** Milliseconds that compiling may take before rules are accepted; a scan gives those that were more. */
export const COMPILE_MS = 5_000;
/** Milliseconds that the rules of one source may take for the few kB that they are tried on: good ones take ten. */
const TRIAL_MS = 2_000;
/** MB of JavaScript heap, and of memory altogether. */
const MEMORY_MB = 128;
const RSS_MB = 512;
/** What ended before rules are tried. */
const COMPILING = 'the compiler ended';
/** What to do about rules that a search has no end with. */
const SLOW = '; a package would have to wait as long for every file: shorten loops (for all i in …), and patterns that match at every place';
/** Problems that are told. */
const MOST_PROBLEMS = 20;

const position = z.int().positive().nullable();
const Answer = z.union([z.strictObject({ trying: z.string() }), z.strictObject({ problems: z.array(z.strictObject({ name: z.string(), line: position, column: position, message: z.string() })) })]);

/**
 * Compiles rules in a process of their own, which may die of them, and searches a small text with each source of `tried`. Returns
 * what is wrong with them; sources that take too long or too much memory have one problem without a place. Never rejects.
 */
export async function compileYara(sources: readonly YaraSource[], tried: readonly YaraSource[] = sources): Promise<YaraProblem[]> {
  let name = sources.at(-1)?.name ?? '';
  let what = COMPILING;
  const whole = (message: string): YaraProblem[] => [{ name, line: null, column: null, message }];
  let resolve: (problems: YaraProblem[]) => void = () => {};
  const answer = new Promise<YaraProblem[]>((settle) => (resolve = settle));
  const child = new DisposableProcess({ program: new URL('./child.js', import.meta.url), wrapper: [], memoryMb: MEMORY_MB, rssMb: RSS_MB }, {
    heard: (message) => {
      const { data } = Answer.safeParse(message);
      if (data && 'trying' in data) {
        [name, what] = [data.trying, `a search of ${TRIAL.length} bytes with these rules ended`];
        limit(TRIAL_MS);
      } else resolve(data ? data.problems.slice(0, MOST_PROBLEMS) : whole('the compiler said something that is not an answer'));
    },
    died: ({ reason, detail }) => resolve(whole(`${what}: ${detail}${reason === 'timed-out' && what !== COMPILING ? SLOW : ''}`)),
  });
  let timer: NodeJS.Timeout | undefined;
  const limit = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => child.end('timed-out', `not done within ${ms} ms`), ms);
  };
  limit(COMPILE_MS);
  const stopWatch = child.watchMemory();
  child.send({ sources, tried });
  const problems = await answer;
  clearTimeout(timer);
  stopWatch();
  child.end('crashed', 'it is not needed any more');
  return problems;
}
