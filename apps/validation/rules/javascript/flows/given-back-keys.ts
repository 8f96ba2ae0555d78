import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { namedAt } from './quiet-ways.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** A name and where it is one. */
export interface KeyName {
  name: string;
  within: Pick<Callable, 'start' | 'end'>;
}

/** What functions are called that give back a key, and not whether it is one, or something about it. */
const GIVES_KEY = /(?:priv(?:ate)?|secret)_?keys?(?!_?(?:id|name|path|file|length|type|hint|label)s?\b)|key_?pairs?(?!_?(?:id|name|path|file)s?\b)|mnemonics?$|seed_?phrases?$|(?:to|from|as)_?wif$/i;
const ASKS_ABOUT = /^(?:is|has|can|should|check|verify|validate|delete|remove|list)(?![a-z])|[pP]ublic/;
/** What is said to whoever gives something else. */
const COMPLAINS = /\b(?:private|secret)[ -]key\b|\b(?:seed|recovery)[ -]phrase\b|\bmnemonic\b/i;
const MOST_NODES = 500;

/**
 * Names of keys that are called anything: of what a function gives back whose own name says that this is a key, and of what one is given and gives back that complains, in an error,
 * about a key which is none.
 */
export function keysGivenBack(nodes: readonly Node[]): KeyName[] {
  return nodes.flatMap((node) => {
    const [name, value] = namedAt(node);
    if (!value || !isCallable(value) || !value.body || name === '') return [];
    const complains = complainsAboutKey(value.body as Node);
    if (!complains && (!GIVES_KEY.test(name) || ASKS_ABOUT.test(name))) return [];
    const given = complains ? value.params.slice(0, 1).flatMap((each) => (each.type === 'Identifier' ? [each.name] : [])) : [];
    return [...given, ...answersOf(value.body as Node)].map((each) => ({ name: each, within: value }));
  });
}

/** `throw new TypeError('invalid private key')` */
function complainsAboutKey(body: Node): boolean {
  return nodesWithin(body, MOST_NODES, (each) => !isCallable(each)).some((node) => node.type === 'ThrowStatement' && node.argument !== null && nodesWithin(node.argument as Node).some((each) => each.type === 'Literal' && typeof each.value === 'string' && COMPLAINS.test(each.value)));
}

/** The names that a function gives back. */
function answersOf(body: Node): string[] {
  const answers = body.type === 'BlockStatement' ? nodesWithin(body, MOST_NODES, (each) => !isCallable(each)).flatMap((node) => (node.type === 'ReturnStatement' && node.argument ? [node.argument as Node] : [])) : [body];
  return answers.map(withoutWrapping).flatMap((each) => (each.type === 'Identifier' ? [each.name] : []));
}
