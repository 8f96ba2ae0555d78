import { SEVERITIES, type Severity } from '#libs/contracts/severity.js';
import type { YaraProblem, YaraSource } from './source.js';
import { tokensOf } from './tokens.js';

/** Problems that are told of one source, and characters that are shown of a severity that is none. */
const MOST_PROBLEMS = 20;
const LONGEST_SHOWN = 40;

/** The severity that a rule's meta gives; null for what is none. */
export function severityOf(value: unknown): Severity | null {
  return SEVERITIES.find((known) => known === value) ?? null;
}

/**
 * Where a source that compiles gives a severity that is none. Read off the text, as the engine tells the meta of
 * matching rules only: what comes between the keywords `meta` and `strings` or `condition`.
 */
export function unknownSeverities({ name, source }: YaraSource): YaraProblem[] {
  const tokens = tokensOf(source);
  let inMeta = false;
  const unknown = tokens.filter(([token], at) => {
    if (['meta', 'strings', 'condition'].includes(token)) inMeta = token === 'meta';
    const [key, equals] = tokens.slice(Math.max(at - 2, 0), at);
    return inMeta && key?.[0] === 'severity' && equals?.[0] === '=' && severityOf(token.replace(/^"+|"+$/g, '')) === null;
  });
  return unknown.slice(0, MOST_PROBLEMS).map(({ 0: value, index }) => {
    const before = source.slice(0, index).split('\n');
    return { name, line: before.length, column: before.at(-1)!.length + 1, message: `${value.slice(0, LONGEST_SHOWN)} is no severity; write one of ${SEVERITIES.map((known) => `"${known}"`).join(', ')}` };
  });
}
