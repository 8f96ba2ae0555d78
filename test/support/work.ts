import { Session } from 'node:inspector/promises';

/** Code that counts: Souk's readers and the packages that they use, not Node itself. */
const COUNTED = /\/(dist\/libs|node_modules)\//;

/**
 * Counts how often blocks of code are executed: a measure of time that is the same on every machine. Only code that is
 * loaded after this was opened counts, so import it dynamically.
 */
export async function openWorkCounter(): Promise<{ count(work: () => unknown): Promise<number>; close(): void }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const taken = async (): Promise<number> => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result.filter(({ url }) => COUNTED.test(url)).reduce((sum, script) => sum + script.functions.reduce((all, { ranges }) => all + ranges.reduce((each, range) => each + range.count, 0), 0), 0);
  };
  return {
    async count(work) {
      await taken();
      await work();
      return taken();
    },
    close: () => session.disconnect(),
  };
}
