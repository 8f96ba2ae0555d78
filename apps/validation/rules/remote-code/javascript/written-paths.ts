import { nodesWithin } from '../../javascript/syntax/children.js';
import { operands, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { UNKNOWN } from '../../javascript/syntax/shape.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** Names that lead to each other. */
const DEEPEST = 8;
/** Expressions that are read for one of them, and paths that it may make. */
const MOST_READ = 1_000;
const MOST = 24;
/** What joins the parts of a path, and what gives the members of a list one by one. */
const JOINS = /(?:^|\.)(?:join|resolve|normalize)$/;
const GOES_THROUGH = /\.(?:map|forEach|filter|find|some|every|flatMap|reduce|values|entries)$/;
const HOME = /^(?:HOME|USERPROFILE)$/;

/**
 * The texts that an expression of one small script may make, with names for everything that they are given: a list is each of its members. `~` is the home
 * folder, the value of another variable of the environment its name, and `\0` whatever is not known.
 */
export function pathsOf(node: Node, names: WrittenNames): string[] {
  return read(node, names, { left: MOST_READ }, 0);
}

/** `budget`: expressions that are still read, however many names lead to how many others. */
function read(node: Node, names: WrittenNames, budget: { left: number }, depth: number): string[] {
  if (depth > DEEPEST || budget.left-- <= 0) return [UNKNOWN];
  const inner = withoutWrapping(node);
  const of = (each: Node): string[] => read(each, names, budget, depth + 1);
  switch (inner.type) {
    case 'Literal':
      return [typeof inner.value === 'string' ? inner.value : UNKNOWN];
    case 'TemplateLiteral':
      return together(inner.quasis.flatMap(({ value }, at) => [[value.cooked ?? ''], ...(inner.expressions[at] ? [of(inner.expressions[at])] : [])]), '');
    case 'BinaryExpression':
      return inner.operator === '+' ? together(operands(inner).slice(0, MOST).map(of), '') : [UNKNOWN];
    case 'LogicalExpression':
      return most([...of(inner.left as Node), ...of(inner.right)]);
    case 'ConditionalExpression':
      return most([...of(inner.consequent), ...of(inner.alternate)]);
    case 'ArrayExpression':
      return most(inner.elements.slice(0, MOST).flatMap((each) => (each ? of(each.type === 'SpreadElement' ? each.argument : each) : [])));
    case 'Identifier':
      return orUnknown(most(names.valuesOf(inner).slice(0, MOST).flatMap(of)));
    case 'MemberExpression':
      return ofMember(inner, names, of);
    case 'CallExpression':
      return ofCall(inner, names, of);
    default:
      return [UNKNOWN];
  }
}

/** `process.env.NAME`, and what an object that is written out has under a name. */
function ofMember(node: Of<'MemberExpression'>, names: WrittenNames, of: (node: Node) => string[]): string[] {
  const variable = /(?:^|\.)env$/.test(memberPath(node.object)) ? nameOf(node) : null;
  if (variable !== null) return [HOME.test(variable) ? '~' : variable];
  const value = names.memberOf(node);
  return value ? of(value) : [UNKNOWN];
}

/** `path.join(…)`, `os.homedir()`, a list that is gone through, and a function of the script. */
function ofCall({ callee: called, arguments: given }: Of<'CallExpression'>, names: WrittenNames, of: (node: Node) => string[]): string[] {
  const callee = withoutWrapping(called);
  const path = names.pathOf(callee) || memberPath(callee);
  if (/(?:^|\.)homedir$/.test(path)) return ['~'];
  if (JOINS.test(path) && given.length > 0) return together(given.slice(0, MOST).map((each) => of(each.type === 'SpreadElement' ? each.argument : each)), '/');
  if (callee.type === 'MemberExpression' && GOES_THROUGH.test(`.${path}`)) return of(callee.object);
  const own = callee.type === 'Identifier' ? names.functionOf(callee) : null;
  return own ? orUnknown(most(answersOf(own).flatMap(of))) : [UNKNOWN];
}

function answersOf(called: Node): Node[] {
  if (!isCallable(called) || !called.body) return [];
  if (called.body.type !== 'BlockStatement') return [called.body];
  return [...nodesWithin(called.body, 500, (each) => !isCallable(each))].flatMap((each) => (each.type === 'ReturnStatement' && each.argument ? [each.argument] : []));
}

function nameOf({ property, computed }: Of<'MemberExpression'>): string | null {
  if (!computed) return property.type === 'Identifier' ? property.name : null;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null;
}

/** Each of the first with each of the next. */
function together(parts: readonly (readonly string[])[], between: string): string[] {
  const [first = [''], ...rest] = parts;
  return rest.reduce<string[]>((begun, next) => most(begun.flatMap((each) => next.map((end) => each + between + end))), most([...first]));
}

function most(paths: string[]): string[] {
  return [...new Set(paths)].slice(0, MOST);
}

function orUnknown(paths: string[]): string[] {
  return paths.length > 0 ? paths : [UNKNOWN];
}
