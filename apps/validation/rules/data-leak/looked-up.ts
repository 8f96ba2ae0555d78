import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Use } from '../code.js';
import { askedMembers } from '../javascript/names/asked.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { memberPath } from '../javascript/syntax/member-paths.js';
import { lookedUp } from '../javascript/names/own-functions.js';
import { readProgram, returnsIn } from '../javascript/names/reading.js';
import { isCallable } from '../javascript/syntax/scope.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { exportedFunctions } from '../javascript/flows/sending-functions.js';
import type { Seen } from '../javascript/names/sightings.js';
import { knownOf } from '../javascript/syntax/sources.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { ownerOfVariable } from '../facts/secrets.js';
import { decode, Places } from '../text.js';
import { largeFiles } from '../together.js';

type Looking = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * Asks again what a call is made of that seems to get all variables of the environment: functions of other small scripts may only look up
 * single ones in what they are given, as those for proxies do, by names that they write or get. Scripts that know names of keys do not count.
 */
export class LookedUp {
  readonly #looking = new Map<string, Looking>();
  readonly #read = new Map<string, ReadonlyMap<string, Seen>>();

  constructor(private readonly pkg: Package) {}

  /** The same call with what it is made of, when it is read so. */
  again(path: string, use: Use): Use {
    if (!use.arguments.some(({ flows }) => flows.includes('environment'))) return use;
    const seen = this.#seenIn(path).get(keyOf(use.what, use));
    return seen ? { ...use, arguments: seen.arguments } : use;
  }

  #seenIn(path: string): ReadonlyMap<string, Seen> {
    const known = this.#read.get(path) ?? this.#again(path);
    this.#read.set(path, known);
    return known;
  }

  #again(path: string): ReadonlyMap<string, Seen> {
    const files = new Map(this.pkg.files.map((file) => [file.path, file]));
    const leads = new Set(scriptsOf(this.pkg).flatMap((script) => (script.path === path ? script.leads : [])));
    const tree = [...leads].some((lead) => this.#lookingIn(lead).size > 0) ? readAgain(this.pkg, path) : null;
    if (!tree) return new Map();
    const text = decode(files.get(path)!.bytes);
    const places = new Places(text);
    const { seen } = readProgram(tree, text, places, (specifier, name) => knownOf(this.pkg, path, specifier, (each) => this.#lookingIn(each).get(name)));
    return new Map(seen.filter(({ how }) => how === 'call').map((each) => [keyOf(each.what, places.at(each.start)), each]));
  }

  #lookingIn(path: string): Looking {
    const known = this.#looking.get(path) ?? this.#findLooking(path);
    this.#looking.set(path, known);
    return known;
  }

  /** The functions that a script exports, with the places of the parameters of which they ask for members only. */
  #findLooking(path: string): Looking {
    const scripts = scriptsOf(this.pkg).filter((script) => script.path === path);
    const isPlain = scripts.length > 0 && !largeFiles(this.pkg.files).has(path) && scripts.every(({ mentions }) => mentions !== null && ![...mentions.names].some((name) => ownerOfVariable(name) !== null));
    const tree = isPlain ? readAgain(this.pkg, path) : null;
    if (!tree || !exportsPlainly(tree)) return new Map();
    const returns = returnsIn(tree, decode(this.pkg.files.find((file) => file.path === path)!.bytes));
    const elsewhere = scriptsOf(this.pkg).filter((script) => script.path !== path);
    const functions = [...exportedFunctions(tree)].filter(([name]) => !name.includes('.') && !elsewhere.some(({ mentions }) => mentions?.assigned.has(name)));
    return new Map(functions.map(([name, callable]) => {
      const inside = returns.get(callable)?.[0]?.scope ?? null;
      return [name, new Set(callable.params.flatMap((_, index) => (askedMembers(callable, index, inside)?.size ? [lookedUp(index)] : [])))];
    }));
  }
}

const EXPORT = /^(?:module\.)?exports\.[\w$]+$|^module\.exports$/;
const WHOLE = 'module.exports';

/** Is everything that a script exports written out, each once, and none of its functions another one later or elsewhere? By syntax. */
function exportsPlainly(tree: ESTree.Program): boolean {
  const paths: string[] = [];
  const functions: string[] = [];
  const assigned = new Set<string>();
  let named = 0;
  for (const node of nodesWithin(tree)) {
    if (node.type === 'ThisExpression') return false;
    if (node.type === 'Identifier' && (node.name === 'exports' || node.name === 'module')) named++;
    if ((node.type === 'FunctionDeclaration' || (node.type === 'VariableDeclarator' && node.init && isCallable(node.init))) && node.id?.type === 'Identifier') functions.push(node.id.name);
    if (node.type === 'CallExpression' && isMark(node)) named--;
    if (node.type !== 'AssignmentExpression') continue;
    const path = memberPath(node.left as Node);
    if (node.left.type === 'Identifier') assigned.add(node.left.name);
    if (path === WHOLE && !isPlainObject(node.right)) return false;
    if (EXPORT.test(path)) named -= path.startsWith('module') ? 2 : 1;
    if (EXPORT.test(path) && node.right.type !== 'UnaryExpression') paths.push(path);
  }
  return named === 0 && areDifferent(paths) && areDifferent(functions) && (paths.length === 1 || !paths.includes(WHOLE)) && !functions.some((name) => assigned.has(name));
}

function isPlainObject(node: Node): boolean {
  return node.type === 'ObjectExpression' && node.properties.every((each) => each.type === 'Property' && !each.computed);
}

function areDifferent(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

/** `Object.defineProperty(exports, '__esModule', { value: true })` */
function isMark({ callee, arguments: [object, name] }: ESTree.CallExpression): boolean {
  return memberPath(callee) === 'Object.defineProperty' && object?.type === 'Identifier' && object.name === 'exports' && name?.type === 'Literal' && name.value === '__esModule';
}

function keyOf(what: string, { line, column }: Pick<Use, 'line' | 'column'>): string {
  return `${line} ${column} ${what}`;
}
