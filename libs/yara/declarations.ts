import { createHash } from 'node:crypto';
import { tokensOf } from './tokens.js';

interface Declaration {
  name: string;
  text: string;
  isGlobal: boolean;
  words: ReadonlySet<string>;
}

/**
 * Tells the SHA-256 of what a rule of a source that compiles says: its declaration, those of the rules that it names, however
 * deep, and the global ones, without which none matches. Null for a rule that the source does not declare.
 */
export function ruleHashes(source: string): (rule: string) => string | null {
  const declared = new Map(declarations(source).map((each) => [each.name, each]));
  const globals = [...declared.values()].filter(({ isGlobal }) => isGlobal).map(({ name }) => name);
  const told = new Map<string, string>();
  return (rule) => {
    if (!declared.has(rule)) return null;
    const known = told.get(rule);
    if (known !== undefined) return known;
    const said = new Set([rule, ...globals]);
    // A set that grows while it is walked is walked to its new end.
    for (const name of said) for (const word of declared.get(name)!.words) if (declared.has(word)) said.add(word);
    const hash = createHash('sha256');
    for (const name of said) hash.update(`${declared.get(name)!.text}\n`);
    told.set(rule, hash.digest('hex'));
    return told.get(rule)!;
  };
}

/** `rule` is a keyword: outside of comments, texts and patterns it begins a declaration, with what stands before its name. */
function declarations(source: string): Declaration[] {
  const tokens = tokensOf(source);
  const first = (at: number): number => (['private', 'global'].includes(tokens[at - 1]?.[0] ?? '') ? first(at - 1) : at);
  const keywords = tokens.flatMap(([token], at) => (token === 'rule' ? [at] : []));
  return keywords.map((keyword, index) => {
    const next = keywords[index + 1];
    const own = tokens.slice(first(keyword), next === undefined ? undefined : first(next));
    const [begin, end] = [own[0]!, own.at(-1)!];
    return {
      name: tokens[keyword + 1]?.[0] ?? '',
      // What closes it behind its last token says nothing.
      text: source.slice(begin.index, end.index + end[0].length),
      isGlobal: tokens.slice(first(keyword), keyword).some(([token]) => token === 'global'),
      words: new Set(own.map(([token]) => token)),
    };
  });
}
