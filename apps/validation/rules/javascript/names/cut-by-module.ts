import type { ESTree } from 'meriyah';
import { Answers } from './answers.js';
import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { isMethod } from '../flows/flow-shapes.js';
import type { Binding, Scope, Source } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

const DEEPEST = 10;
/** Names that are followed, and parts of what makes a module that are looked at. */
const MOST_NAMES = 30;
const MOST_NODES = 500;

/**
 * `source.slice(module.start(), module.end())`: where functions of WebAssembly say that a piece of a text stands, they answer
 * numbers, and none of the bytes that the module was made of. Not where the script itself writes the text, of whose letters
 * positions could choose.
 */
export function isCutByModule({ callee, arguments: given }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): boolean {
  if (!isMethod(callee, 'slice', 'substring') || callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || given.length !== 2) return false;
  const text = scope.find(callee.object.name);
  return text !== null && !isWritten(text) && given.every((each) => isPosition(each, scope, 0)) && given.some((each) => each.type !== 'Literal');
}

/** A number that is written, or that an exported function of a module answers, or is made of such. */
function isPosition(node: Node, scope: Scope, depth: number, answers = new Answers()): boolean {
  const inner = withoutWrapping(node);
  const isOne = (each: Node, around: Scope): boolean => isPosition(each, around, depth + 1, answers);
  return depth <= DEEPEST && answers.ask(inner, () => isMadeOfPositions(inner, scope, isOne), depth);
}

function isMadeOfPositions(inner: Node, scope: Scope, isOne: (node: Node, around: Scope) => boolean): boolean {
  const each = (...parts: readonly Node[]): boolean => parts.every((part) => isOne(part, scope));
  switch (inner.type) {
    case 'Literal':
      return typeof inner.value === 'number';
    case 'BinaryExpression':
      return each(inner.left, inner.right);
    case 'UnaryExpression':
      return each(inner.argument);
    case 'ConditionalExpression':
      return each(inner.consequent, inner.alternate);
    case 'Identifier': {
      const sources = scope.find(inner.name)?.sources ?? [];
      return sources.length > 0 && sources.every((source) => source.how === 'value' && source.keys.length === 0 && isOne(source.node, source.scope));
    }
    case 'CallExpression':
      return inner.callee.type === 'MemberExpression' && inner.callee.object.type === 'Identifier' && isExports(scope.find(inner.callee.object.name), 0);
    default:
      return false;
  }
}

/** What a module of WebAssembly exports, under any name that has nothing else. */
function isExports(binding: Binding | null, depth: number): boolean {
  if (!binding || binding.implicit || binding.sources.length === 0 || depth > DEEPEST) return false;
  return binding.sources.every(({ node, keys, scope }) => {
    const key = keys.at(-1)?.node;
    if (key) return key.type === 'Identifier' && key.name === 'exports' && makesModule(node);
    if (node.type === 'Identifier') return isExports(scope.find(node.name), depth + 1);
    return isMethod(node, 'exports') && makesModule(node);
  });
}

function makesModule(node: Node): boolean {
  for (const each of nodesWithin(node, MOST_NODES)) {
    if (each.type === 'MemberExpression' && each.object.type === 'Identifier' && each.object.name === 'WebAssembly' && isMethod(each, 'instantiate', 'instantiateStreaming', 'Instance')) return true;
  }
  return false;
}

/** Is a text, or a part of it, written in the script, by whatever names it came? */
function isWritten(text: Binding): boolean {
  const names = new Set([text]);
  const open: Source[] = [...text.sources];
  for (let next = open.pop(); next; next = open.pop()) {
    const node = withoutWrapping(next.node);
    const from = node.type === 'Identifier' ? next.scope.find(node.name) : null;
    if (names.size > MOST_NAMES || WRITES.has(node.type)) return true;
    if (from && !names.has(from)) {
      names.add(from);
      open.push(...from.sources);
    }
  }
  return false;
}

const WRITES = new Set(['Literal', 'TemplateLiteral', 'BinaryExpression', 'ArrayExpression', 'ConditionalExpression', 'LogicalExpression']);
