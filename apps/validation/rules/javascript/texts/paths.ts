import type { ESTree } from 'meriyah';
import { HOME_FOLDER, LISTED, MOST_PATHS, OWN_FILE, PROJECT_FOLDER, RESOLVED_FILE, isBesideFile, isProject, joinedPaths } from '../../facts/folders.js';
import { operands, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { HOME } from '../names/meaning.js';
import type { Meaning } from '../names/meaning.js';
import type { Resolver } from '../names/resolve.js';
import type { Binding, Scope, Source } from '../syntax/scope.js';
import { UNKNOWN } from '../syntax/shape.js';
import type { StoredValues } from '../names/stored.js';
import type { Node } from '../syntax/tree.js';

type Paths = readonly string[];

const NONE: Paths = [];
const ANY: Paths = [UNKNOWN];
const HOMES: Paths = [HOME_FOLDER];
const OWN: Paths = [`${UNKNOWN}/${OWN_FILE}`];
const OWN_FOLDER: Paths = joinedPaths([OWN, ['..']], '/');
const ENDS = new Set(['FunctionExpression', 'ArrowFunctionExpression']);
const DEEPEST = 30;
/** Expressions of one script that are looked at; beyond them, a path is not known. */
const MOST_STEPS = 20_000;
const LISTS = /^module:(?:fs(?:\/promises)?\.(?:readdir|opendir|glob)(?:Sync)?)$/;
const KEEPS = /^module:(?:url\.fileURLToPath|path\.(?:normalize|toNamespacedPath)|fs(?:\/promises)?\.realpath(?:Sync)?(?:\.native)?)$/;
/** Methods of lists whose answer holds elements of the list. */
const LIST_METHODS = new Set(['filter', 'slice', 'sort', 'reverse', 'concat', 'flat', 'values', 'toSorted', 'toReversed', 'then', 'forEach', 'map', 'flatMap', 'some', 'every', 'reduce', 'find']);
/** Members of what a folder is listed as, that are names of files. */
const OF_ENTRY = new Set(['name', 'path', 'parentPath']);

/**
 * Answers which paths an expression may make: `~` for the home folder, `/*` for whatever is listed in a folder, `\0` for
 * what is not known. Followed through names, branches, functions of the script, lists and loops.
 */
export class PathReader {
  readonly #known = new Map<Binding, Paths>();
  /** Of objects: name of a member → paths. */
  readonly #members = new Map<Binding, Map<string, Paths>>();
  readonly #open = new Set<unknown>();
  #depth = 0;
  #steps = 0;

  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues) {}

  /** At most 20; of a list, those of its elements. */
  pathsOf(node: Node, scope: Scope): Paths {
    return this.#limited(() => this.#pathsOf(withoutWrapping(node), scope).slice(0, MOST_PATHS));
  }

  #limited(work: () => Paths): Paths {
    if (this.#steps++ > MOST_STEPS || this.#depth > DEEPEST) return ANY;
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  #pathsOf(node: Node, scope: Scope): Paths {
    const constant = this.resolver.constantOf(node, scope);
    if (constant !== null) return [constant];
    if (isOwnFile(node, scope)) return OWN;
    if (isOwnFolder(node, scope)) return OWN_FOLDER;
    switch (node.type) {
      case 'Identifier':
        return this.#ofName(node.name, node, scope);
      case 'MemberExpression':
        return this.#ofMember(node, scope);
      case 'CallExpression':
        return this.#ofCall(node, scope);
      case 'LogicalExpression':
        return union([this.pathsOf(node.left, scope), this.pathsOf(node.right, scope)]);
      case 'ConditionalExpression':
        return union([this.pathsOf(node.consequent, scope), this.pathsOf(node.alternate, scope)]);
      case 'AssignmentExpression':
        return this.pathsOf(node.right, scope);
      case 'BinaryExpression':
        return node.operator === '+' ? this.#joined(operands(node), '', scope) : ANY;
      case 'TemplateLiteral':
        return joinedPaths(node.quasis.flatMap(({ value }, at) => [[value.cooked ?? UNKNOWN], ...(node.expressions[at] ? [this.pathsOf(node.expressions[at], scope)] : [])]), '');
      case 'ArrayExpression':
        return union(node.elements.map((each) => (each ? this.pathsOf(each, scope) : NONE)));
      case 'SpreadElement':
        return this.pathsOf(node.argument, scope);
      case 'NewExpression':
        // `new URL('./a', import.meta.url)`
        return node.arguments.length > 2 ? ANY : this.#joined([...node.arguments].reverse(), '/', scope);
      default:
        return ANY;
    }
  }

  #joined(nodes: readonly Node[], between: string, scope: Scope): Paths {
    return joinedPaths(nodes.map((each) => this.pathsOf(each, scope)), between);
  }

  #ofName(name: string, node: Node, scope: Scope): Paths {
    const binding = scope.find(name);
    if (!binding) return ANY;
    const known = this.#known.get(binding);
    if (known) return known;
    return this.#once(binding, () => {
      const home = this.resolver.meaningsOf(node, scope).includes(HOME) ? HOMES : NONE;
      const paths = this.#grown([...binding.sources, ...this.stored.into(binding, null).map(({ source }) => source)], (source) => this.#ofSource(source), home);
      const known = paths.length > 0 ? paths : ANY;
      this.#known.set(binding, known);
      return known;
    });
  }

  /** What leads back to itself may be anything. */
  #once(key: unknown, work: () => Paths): Paths {
    if (this.#open.has(key)) return ANY;
    this.#open.add(key);
    const paths = work();
    this.#open.delete(key);
    return paths;
  }

  /** What is added to a path (`path += '~'`) is its end; where what it is added to is not known, a fixed end says nothing of its own. */
  #grown(sources: readonly Source[], pathsOf: (source: Source) => Paths, more: Paths = NONE): Paths {
    let paths = union([more, ...sources.filter(({ added }) => !added).map(pathsOf)]);
    for (const source of sources.filter(({ added }) => added)) {
      const end = pathsOf(source);
      const own = this.resolver.constantOf(source.node, source.scope) === null ? end : NONE;
      paths = union([paths, joinedPaths([paths.length > 0 ? paths : ANY, end], ''), own]);
    }
    return paths;
  }

  #ofSource({ how, node, keys, scope }: Source): Paths {
    if (how === 'callback') return node.type === 'CallExpression' ? this.#ofCallback(node, scope) : this.#ofElements(node, scope);
    if (how === 'import' || how === 'function' || how === 'event') return ANY;
    if (keys.length === 0) return this.pathsOf(node, scope);
    const [key, more] = keys;
    const name = key && !more ? this.resolver.keyOf(key, scope) : null;
    return name !== null && !this.#isOfEnvironment(node, scope) ? this.#ofNamed(node, name, scope) : ANY;
  }

  /** What a loop goes through, one by one: of a text, its letters. */
  #ofElements(node: Node, scope: Scope): Paths {
    return this.resolver.constantOf(node, scope) === null ? this.pathsOf(node, scope) : ANY;
  }

  #isOfEnvironment(node: Node, scope: Scope): boolean {
    return this.resolver.meaningsOf(node, scope).includes('process.env');
  }

  /** What a call passes to a function: of `readdir(folder, f)` the names, of `names.forEach(f)` one of them. Or what a loop gets from the call. */
  #ofCallback(call: ESTree.CallExpression, scope: Scope): Paths {
    const callee = withoutWrapping(call.callee);
    const isMethod = callee.type === 'MemberExpression' && call.arguments.some((each) => ENDS.has(each.type));
    return isMethod && !this.#lists(callee, scope) ? this.pathsOf(callee.object, scope) : this.#ofCall(call, scope);
  }

  #lists(callee: Node, scope: Scope): boolean {
    return this.resolver.meaningsOf(callee, scope).some((meaning) => LISTS.test(meaning));
  }

  #ofMember(node: ESTree.MemberExpression, scope: Scope): Paths {
    if (this.resolver.meaningsOf(node, scope).includes(HOME)) return HOMES;
    const name = this.resolver.nameOf(node, scope);
    if (this.#isOfEnvironment(node.object, scope)) return name === null ? this.#ofVariable(node.property, node, scope) : (DRIVES.get(name.toUpperCase()) ?? ANY);
    // One of a list.
    if (name === null || /^\d+$/.test(name)) return this.pathsOf(node.object, scope);
    return this.#ofNamed(node.object, name, scope);
  }

  /** `process.env[isWindows ? 'USERPROFILE' : 'HOME']` */
  #ofVariable(property: Node, node: ESTree.MemberExpression, scope: Scope): Paths {
    const names = this.pathsOf(property, scope);
    return names.some((name) => /^(?:HOME|USERPROFILE)$/i.test(name)) && node.computed ? HOMES : ANY;
  }

  #ofNamed(object: Node, name: string, scope: Scope): Paths {
    const inner = withoutWrapping(object);
    if (inner.type === 'ThisExpression') return this.#grown(this.stored.field(name).map(({ source }) => source), (source) => this.#once(source.node, () => this.#ofSource(source)));
    if (inner.type === 'ObjectExpression') {
      const property = inner.properties.find((each) => each.type === 'Property' && this.resolver.keyOf({ node: each.key, computed: each.computed }, scope) === name);
      return property?.type === 'Property' ? this.pathsOf(property.value, scope) : ANY;
    }
    if (inner.type !== 'Identifier') return OF_ENTRY.has(name) ? this.pathsOf(inner, scope) : ANY;
    const binding = scope.find(inner.name);
    if (!binding) return ANY;
    const known = this.#members.get(binding)?.get(name);
    if (known) return known;
    const written = binding.sources.filter(({ how, keys }) => how !== 'callback' && keys.length === 0).map((source) => this.#once(source, () => this.#limited(() => this.#ofNamed(source.node, name, source.scope))));
    const stored = this.stored.into(binding, name).map(({ source }) => source);
    const listed = OF_ENTRY.has(name) ? this.#ofName(inner.name, inner, scope).filter((path) => path.endsWith(LISTED)) : NONE;
    const paths = this.#grown(stored, (source) => this.#once(source.node, () => this.#ofSource(source)), union([...written, listed]));
    this.#members.set(binding, (this.#members.get(binding) ?? new Map<string, Paths>()).set(name, paths));
    return paths;
  }

  #ofCall(node: ESTree.CallExpression, scope: Scope): Paths {
    const callee = withoutWrapping(node.callee);
    const meanings = this.resolver.meaningsOf(callee, scope);
    const [first] = node.arguments;
    if (this.resolver.meaningsOf(node, scope).includes(HOME)) return HOMES;
    if (memberPath(callee) === 'process.cwd') return [PROJECT_FOLDER];
    if (memberPath(callee) === 'require.resolve') return [`${UNKNOWN}/${RESOLVED_FILE}`];
    if (first && meanings.some(isJoin)) return this.#joined(node.arguments, '/', scope);
    if (first && meanings.some((meaning) => LISTS.test(meaning))) return joinedPaths([this.pathsOf(first, scope), [LISTED]], '');
    if (first && meanings.some((meaning) => KEEPS.test(meaning) || meaning === 'String')) return this.pathsOf(first, scope);
    if (first && meanings.includes('module:path.dirname')) return this.pathsOf(first, scope).map((path) => (isBesideFile(path) || isProject(path) ? `${path}/..` : UNKNOWN));
    const returned = this.resolver.returnsOf(callee, scope);
    if (returned.length > 0) return union(returned.map((source) => this.#once(source, () => this.#ofSource(source))));
    const method = callee.type === 'MemberExpression' ? this.resolver.nameOf(callee, scope) : null;
    if (callee.type !== 'MemberExpression' || method === null) return ANY;
    if (method === 'toString' || method === 'trim') return this.pathsOf(callee.object, scope);
    if (!LIST_METHODS.has(method)) return ANY;
    const made = node.arguments.flatMap((each) => this.resolver.returnsOf(each, scope)).map((source) => this.#once(source, () => this.#ofSource(source)));
    const isMade = method === 'map' || method === 'flatMap' || method === 'then';
    return union(isMade && made.length > 0 ? made : [this.pathsOf(callee.object, scope), ...(method === 'concat' ? node.arguments.map((each) => this.pathsOf(each, scope)) : [])]);
  }
}

const DRIVES: ReadonlyMap<string, Paths> = new Map([['SYSTEMDRIVE', ['C:']], ['HOMEDRIVE', ['C:']], ['SYSTEMROOT', ['C:/Windows']], ['WINDIR', ['C:/Windows']], ['APPDATA', ['~/AppData']], ['INIT_CWD', [PROJECT_FOLDER]], ['LOCALAPPDATA', ['~/AppData']]]);

/** `__filename`, `require.main.filename`, `import.meta.url`, `process.argv[1]` */
function isOwnFile(node: Node, scope: Scope): boolean {
  if (node.type === 'Identifier') return node.name === '__filename' && scope.find(node.name) === null;
  if (node.type !== 'MemberExpression') return false;
  const { object, property } = node;
  if (object.type === 'MetaProperty') return property.type === 'Identifier' && (property.name === 'url' || property.name === 'filename');
  return /^(?:module|require\.main)\.filename$/.test(memberPath(node)) || (memberPath(object) === 'process.argv' && property.type === 'Literal' && property.value === 1);
}

/** `__dirname`, `import.meta.dirname` */
function isOwnFolder(node: Node, scope: Scope): boolean {
  if (node.type === 'Identifier') return node.name === '__dirname' && scope.find(node.name) === null;
  return node.type === 'MemberExpression' && node.object.type === 'MetaProperty' && node.property.type === 'Identifier' && node.property.name === 'dirname';
}

function isJoin(meaning: Meaning): boolean {
  return meaning === 'module:path.join' || meaning === 'module:path.resolve';
}

function union(parts: readonly Paths[]): Paths {
  return [...new Set(parts.flat())].slice(0, MOST_PATHS);
}
