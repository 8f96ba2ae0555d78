import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** What runs its first argument, and what runs all it is made with. */
const RUNS = /(?:^|\.)(?:eval|execScript|runIn(?:This|New)?Context|compileFunction|Script|_compile)$/;
const MAKES = /(?:^|\.)(?:Function|AsyncFunction|GeneratorFunction)$/;
/** What takes a part of something, at places that are numbers. */
const CUTS = /^(?:slice|subarray|substring|substr)$/;
/** Expressions that are looked at for one question. */
const MOST_NODES = 500;
/** Names of files that are one. */
const FILE = /\.wasm$/i;

/**
 * Where text runs that the script itself takes out of a module of WebAssembly, or of its file, in one small script: at a place that
 * is written, or that the module exports. Glue that compilers write runs what stands where the module says when it calls: what a
 * parameter points to that nothing here gives a value.
 */
export function textOfModuleRun(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const bytes = new Bytes(names, listsIn(program));
  let asked: ReadonlySet<string> | null = null;
  for (const node of nodesWithin(program)) {
    const ran = ranBy(node, names);
    if (!ran.some((each) => bytes.areIn(each))) continue;
    const given = (asked ??= parametersIn(program));
    if (!ran.some((each) => isMadeOf(each, names, (inner) => inner.type === 'Identifier' && given.has(inner.name) && names.valuesOf(inner).length === 0))) return node;
  }
  return null;
}

function ranBy(node: Node, names: WrittenNames): readonly Node[] {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return [];
  const path = names.pathOf(withoutWrapping(node.callee));
  if (MAKES.test(path)) return node.arguments.slice(-1);
  return RUNS.test(path) ? node.arguments.slice(0, 1) : [];
}

/** Tells whether a value is made of bytes of a module, and not only cut where one says. */
class Bytes {
  constructor(private readonly names: WrittenNames, private readonly lists: ReadonlyMap<string, readonly Node[]>) {}

  areIn(value: Node): boolean {
    const open = [value];
    const seen = new Set(open);
    const add = (node: Node): void => {
      if (!seen.has(node)) open.push(node);
      seen.add(node);
    };
    for (let next = open.pop(); next && seen.size < MOST_NODES; next = open.pop()) {
      const wholes: Node[] = [];
      for (const node of nodesWithin(next, MOST_NODES, (each) => cutFrom(each) === null)) {
        if (isOfModule(node)) return true;
        const whole = cutFrom(node);
        if (whole) wholes.push(whole);
        if (node.type === 'Identifier') wholes.push(...this.names.valuesOf(node), ...(this.lists.get(node.name) ?? []));
      }
      wholes.forEach(add);
    }
    return false;
  }
}

/** Of `text.slice(from, to)`, the text. */
function cutFrom(node: Node): Node | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
  const { object, property, computed } = node.callee;
  return !computed && property.type === 'Identifier' && CUTS.test(property.name) ? object : null;
}

/** `WebAssembly`, or the name of a file of one. */
function isOfModule(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'WebAssembly';
  return node.type === 'Literal' && typeof node.value === 'string' && FILE.test(node.value);
}

/** `const [part] = list`: by name, the lists. */
function listsIn(program: ESTree.Program): ReadonlyMap<string, readonly Node[]> {
  const found = new Map<string, Node[]>();
  for (const node of nodesWithin(program)) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'ArrayPattern' || !node.init) continue;
    for (const each of node.id.elements) if (each?.type === 'Identifier') found.set(each.name, [...(found.get(each.name) ?? []), node.init]);
  }
  return found;
}

/** The names of all parameters. */
function parametersIn(program: ESTree.Program): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of nodesWithin(program)) {
    if (!isCallable(node)) continue;
    for (const parameter of node.params) for (const each of nodesWithin(parameter as Node)) if (each.type === 'Identifier') found.add(each.name);
  }
  return found;
}
