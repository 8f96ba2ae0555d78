import type { ESTree } from 'meriyah';
import { childrenOf } from '../../../javascript/syntax/children.js';
import { withoutWrapping } from '../../../javascript/syntax/expressions.js';
import { isCallable } from '../../../javascript/syntax/scope.js';
import type { Callable } from '../../../javascript/syntax/scope.js';
import type { Node } from '../../../javascript/syntax/tree.js';
import { ANY, Carried, fieldOf } from './carried.js';
import type { Thing, Things } from './carried.js';
import { ENVIRONMENT, Heap, union, withoutFunctions } from './heap.js';
import type { Outside } from './heap.js';
import { calledMethod } from './methods.js';
import { declaredIn, Names } from './names.js';

/** Times that the scripts are read, until nothing comes on top. */
const MOST_ROUNDS = 8;
const DEEPEST = 120;
/** Nodes that are looked at, in all rounds. */
const MOST_STEPS = 600_000;

const COMPARES = /^(?:[!=]==?|[<>]=?|in|instanceof)$/;
/** What compilers put around a module that is loaded. */
const WRAPS = /^_*(?:importStar|importDefault|toESM|interopRequire\w*|interopNamespace\w*)$/;

/**
 * Reads small scripts that belong together as if all of it ran, in any order and again until nothing comes on top: what names, members, functions and
 * classes may stand for. It tells what may be, not what is.
 */
export class CarriedReader {
  readonly #heap: Heap;
  readonly #scopes = new Map<Node, Names>();
  readonly #exports = new Map<string, Thing>();
  #depth = 0;
  #steps = 0;
  #file = '';

  constructor(private readonly programs: ReadonlyMap<string, ESTree.Program>, private readonly outside: Outside) {
    this.#heap = new Heap(outside);
  }

  /** Objects by the places where they are made. */
  get things(): Things {
    return this.#heap.things;
  }

  /** Reads until nothing comes on top; false when that is too much. */
  read(): boolean {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.#heap.isNew = false;
      for (const [file, program] of this.programs) {
        this.#file = file;
        const scope = this.#scopeOf(program, null);
        for (const node of program.body) this.#run(node as Node, scope);
      }
      if (this.#steps > MOST_STEPS || !this.#heap.isNew) break;
    }
    return this.#steps <= MOST_STEPS;
  }

  /** What a script of the package exports. */
  exportsOf(file: string): Carried {
    return fieldOf(this.#module(file), 'exports');
  }

  #module(file: string): Thing {
    const known = this.#exports.get(file);
    if (known) return known;
    const program = this.programs.get(file)!;
    const module = this.#heap.things.at(program);
    fieldOf(module, 'exports').add(Carried.thing(this.#heap.things.at(program, 'exports')));
    this.#exports.set(file, module);
    return module;
  }

  #scopeOf(root: Node, parent: Names | null): Names {
    const known = this.#scopes.get(root);
    if (known) return known;
    const scope = new Names(parent, isCallable(root) ? root : null, declaredIn(root));
    this.#scopes.set(root, scope);
    return scope;
  }

  /** Statements, and what of expressions has no value that matters. */
  #run(node: Node, scope: Names): void {
    if (this.#steps++ > MOST_STEPS || this.#depth > DEEPEST) return;
    this.#depth++;
    switch (node.type) {
      case 'VariableDeclarator':
        if (node.init) this.#assign(node.id as Node, this.#value(node.init as Node, scope), scope);
        break;
      case 'FunctionDeclaration':
        if (node.id) this.#heap.into(scope.find(node.id.name) ?? new Carried(), this.#functionAt(node, scope));
        break;
      case 'ClassDeclaration':
        this.#heap.into((node.id && scope.find(node.id.name)) || new Carried(), this.#class(node, scope));
        break;
      case 'ReturnStatement':
        if (node.argument && scope.callable) this.#heap.into(this.#heap.resultOf(scope.callable), this.#value(node.argument as Node, scope));
        break;
      case 'ForOfStatement':
      case 'ForInStatement': {
        const list = this.#value(node.right as Node, scope);
        const each = node.type === 'ForOfStatement' ? this.#heap.elementOf(list) : Carried.of(list.outer.includes(ENVIRONMENT) ? list.bits : 0);
        this.#assign(node.left.type === 'VariableDeclaration' ? (node.left.declarations[0]!.id as Node) : (node.left as Node), each, scope);
        this.#run(node.body as Node, scope);
        break;
      }
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        this.#export(node, scope);
        break;
      case 'ImportDeclaration':
        this.#import(node, scope);
        break;
      case 'ExpressionStatement':
        this.#value(node.expression, scope);
        break;
      default: {
        const children: Node[] = [];
        childrenOf(node, children);
        for (const child of children) if (/Statement$|Declarat|^SwitchCase$|^CatchClause$/.test(child.type)) this.#run(child, scope);
        else this.#value(child, scope);
      }
    }
    this.#depth--;
  }

  #export(node: ESTree.ExportNamedDeclaration | ESTree.ExportDefaultDeclaration, scope: Names): void {
    const target = this.exportsOf(this.#file);
    const put = (name: string, value: Carried): void => {
      for (const thing of target.things) this.#heap.into(fieldOf(thing, name), value);
    };
    if (node.type === 'ExportDefaultDeclaration') {
      const declared = node.declaration as Node;
      if (declared.type === 'FunctionDeclaration' || declared.type === 'ClassDeclaration') this.#run(declared, scope);
      return put('default', declared.type === 'FunctionDeclaration' ? this.#functionAt(declared, scope) : declared.type === 'ClassDeclaration' ? this.#class(declared, scope) : this.#value(declared, scope));
    }
    if (node.declaration) {
      const declared = node.declaration as Node;
      this.#run(declared, scope);
      const names = declared.type === 'VariableDeclaration' ? declared.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : [])) : 'id' in declared && declared.id?.type === 'Identifier' ? [declared.id.name] : [];
      for (const name of names) put(name, scope.find(name) ?? new Carried());
    }
    const from = node.source ? this.#load(String(node.source.value)) : null;
    for (const { local, exported } of node.specifiers) {
      const name = local.type === 'Identifier' ? local.name : '';
      put(exported.type === 'Identifier' ? exported.name : '', from ? this.#heap.member(from, name) : (scope.find(name) ?? new Carried()));
    }
  }

  #import(node: ESTree.ImportDeclaration, scope: Names): void {
    const loaded = this.#load(String(node.source.value));
    for (const each of node.specifiers) {
      const name = each.type === 'ImportSpecifier' ? (each.imported.type === 'Identifier' ? each.imported.name : '') : each.type === 'ImportDefaultSpecifier' ? 'default' : null;
      this.#heap.into(scope.find(each.local.name) ?? new Carried(), name === null ? loaded : this.#heap.member(loaded, name));
    }
  }

  #load(specifier: string): Carried {
    return this.outside.load(specifier, this.#file) ?? Carried.outer(specifier.replace(/^node:/, ''));
  }

  #value(node: Node, scope: Names): Carried {
    if (this.#steps++ > MOST_STEPS || this.#depth > DEEPEST) return new Carried();
    this.#depth++;
    const value = this.#valueOf(node, scope);
    this.#depth--;
    return value;
  }

  #valueOf(node: Node, scope: Names): Carried {
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'string' ? Carried.text(node.value) : new Carried();
      case 'TemplateLiteral':
        return this.#heap.joined(node.quasis.flatMap(({ value }, at) => [Carried.text(value.cooked ?? ''), ...(node.expressions[at] ? [this.#value(node.expressions[at] as Node, scope)] : [])]));
      case 'BinaryExpression': {
        const [left, right] = [this.#value(node.left as Node, scope), this.#value(node.right as Node, scope)];
        return node.operator === '+' ? this.#heap.joined([left, right]) : COMPARES.test(node.operator) ? new Carried() : Carried.of(left.bits | right.bits);
      }
      case 'Identifier':
        return this.#name(node.name, scope);
      case 'ThisExpression':
        return this.#selfOf(scope);
      case 'MemberExpression':
        return this.#memberOf(node, scope);
      case 'CallExpression':
      case 'NewExpression':
        return this.#call(node, scope);
      case 'ObjectExpression':
        return this.#object(node, scope);
      case 'ArrayExpression': {
        const list = this.#heap.things.at(node);
        node.elements.forEach((each, at) => each && this.#heap.into(fieldOf(list, each.type === 'SpreadElement' ? ANY : String(at)), each.type === 'SpreadElement' ? this.#heap.elementOf(this.#value(each.argument as Node, scope)) : this.#value(each as Node, scope)));
        return Carried.thing(list);
      }
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#functionAt(node, scope);
      case 'ClassExpression':
        return this.#class(node, scope);
      case 'AssignmentExpression': {
        const value = this.#value(node.right, scope);
        this.#assign(node.left as Node, value, scope);
        return value;
      }
      case 'ConditionalExpression':
        this.#value(node.test, scope);
        return union([this.#value(node.consequent, scope), this.#value(node.alternate, scope)]);
      case 'LogicalExpression':
        return node.operator === '&&' ? (this.#value(node.left as Node, scope), this.#value(node.right, scope)) : union([this.#value(node.left as Node, scope), this.#value(node.right, scope)]);
      case 'SequenceExpression':
        return node.expressions.map((each) => this.#value(each as Node, scope)).at(-1)!;
      case 'AwaitExpression':
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        return this.#value(withoutWrapping(node), scope);
      case 'YieldExpression': {
        const value = node.argument ? this.#value(node.argument as Node, scope) : new Carried();
        if (scope.callable) this.#heap.into(this.#heap.resultOf(scope.callable), value);
        return new Carried();
      }
      case 'ImportExpression':
        return union(this.#value(node.source as Node, scope).texts.map((text) => this.#load(text)));
      case 'UnaryExpression':
        this.#value(node.argument, scope);
        return new Carried();
      default:
        this.#run(node, scope);
        return new Carried();
    }
  }

  #name(name: string, scope: Names): Carried {
    const known = scope.find(name);
    if (known) return known;
    if (name === 'module') return Carried.thing(this.#module(this.#file));
    if (name === 'exports') return this.exportsOf(this.#file);
    if (name === 'undefined') return new Carried();
    return this.outside.member(name) ?? Carried.outer(name);
  }

  #selfOf(scope: Names): Carried {
    const owner = scope.ownerOfThis();
    return owner ? this.#heap.selfIn(owner) : this.exportsOf(this.#file);
  }

  /** A function is read where it stands: somebody may call it. */
  #functionAt(node: Callable, scope: Names): Carried {
    const value = new Carried();
    value.put('functions', node);
    const inner = this.#scopeOf(node, scope);
    if (node.type === 'FunctionExpression' && node.id) this.#heap.into(inner.find(node.id.name)!, value);
    for (const param of node.params) if (param.type === 'AssignmentPattern') this.#assign(param.left as Node, this.#value(param.right as Node, inner), inner);
    if (node.body?.type === 'BlockStatement') for (const each of node.body.body) this.#run(each as Node, inner);
    else if (node.body) this.#heap.into(this.#heap.resultOf(node), this.#value(node.body as Node, inner));
    return value;
  }

  #class(node: ESTree.ClassDeclaration | ESTree.ClassExpression, scope: Names): Carried {
    const value = new Carried();
    value.put('classes', node);
    const instance = this.#heap.instanceOf(node);
    const parent = node.superClass ? this.#value(node.superClass as Node, scope) : null;
    for (const each of parent?.classes ?? []) for (const [name, field] of this.#heap.instanceOf(each).fields) if (name !== 'constructor') this.#heap.into(fieldOf(instance, name), field);
    for (const member of node.body.body as Node[]) {
      if (member.type === 'MethodDefinition' && member.key) {
        const callable = member.value as Callable;
        this.#heap.into(this.#heap.selfIn(callable), Carried.thing(instance));
        const method = this.#functionAt(callable, scope);
        const name = this.#keyOf(member.key as Node, member.computed, scope);
        if (member.kind === 'get') instance.getters.set(name, callable);
        else {
          this.#heap.into(fieldOf(instance, name), method);
          if (member.static) this.#heap.into(fieldOf(this.#heap.things.at(node, 'static'), name), method);
        }
      } else if (member.type === 'PropertyDefinition' && member.key && member.value) {
        const inner = this.#scopeOf(member, scope);
        const field = this.#value(member.value as Node, inner);
        for (const each of field.functions) this.#heap.into(this.#heap.selfIn(each), Carried.thing(instance));
        this.#heap.into(fieldOf(member.static ? this.#heap.things.at(node, 'static') : instance, this.#keyOf(member.key as Node, member.computed, scope)), field);
      }
    }
    value.put('things', this.#heap.things.at(node, 'static'));
    return value;
  }

  #object(node: ESTree.ObjectExpression, scope: Names): Carried {
    const thing = this.#heap.things.at(node);
    for (const each of node.properties as Node[]) {
      if (each.type === 'SpreadElement') this.#heap.copy(this.#value(each.argument as Node, scope), thing);
      else if (each.type === 'Property') {
        const value = this.#value(each.value as Node, scope);
        for (const callable of value.functions) if (callable === each.value && callable.type === 'FunctionExpression') this.#heap.into(this.#heap.selfIn(callable), Carried.thing(thing));
        const name = this.#keyOf(each.key as Node, each.computed, scope);
        if (each.kind === 'get' && isCallable(each.value as Node)) thing.getters.set(name, each.value as Callable);
        else this.#heap.into(fieldOf(thing, name), value);
      }
    }
    return Carried.thing(thing);
  }

  #keyOf(key: Node, computed: boolean, scope: Names): string {
    if (!computed) return key.type === 'Identifier' ? key.name : key.type === 'PrivateIdentifier' ? `#${key.name}` : key.type === 'Literal' ? String(key.value) : ANY;
    const [only, more] = this.#value(key, scope).texts;
    return key.type === 'Literal' ? String(key.value) : only !== undefined && more === undefined && !only.includes('\0') ? only : ANY;
  }

  #memberOf(node: ESTree.MemberExpression, scope: Names): Carried {
    const object = this.#value(node.object as Node, scope);
    if (node.computed && object.outer.includes(ENVIRONMENT)) return this.#heap.variable(this.#value(node.property as Node, scope));
    return this.#heap.member(object, this.#keyOf(node.property as Node, node.computed, scope));
  }

  #assign(target: Node, value: Carried, scope: Names): void {
    switch (target.type) {
      case 'Identifier': {
        const known = scope.find(target.name);
        if (known) this.#heap.into(known, value);
        return;
      }
      case 'AssignmentPattern':
        this.#assign(target.left as Node, value, scope);
        return this.#assign(target.left as Node, this.#value(target.right as Node, scope), scope);
      case 'RestElement':
        return this.#assign(target.argument as Node, value, scope);
      case 'ObjectPattern':
        for (const each of target.properties as Node[]) if (each.type === 'Property') this.#assign(each.value as Node, this.#heap.member(value, this.#keyOf(each.key as Node, each.computed, scope)), scope);
        else this.#assign(each, value, scope);
        return;
      case 'ArrayPattern':
        return target.elements.forEach((each, at) => each && this.#assign(each as Node, this.#heap.member(value, String(at)), scope));
      case 'MemberExpression': {
        const name = this.#keyOf(target.property as Node, target.computed, scope);
        for (const thing of this.#value(target.object as Node, scope).things) this.#heap.into(fieldOf(thing, name), value);
        return;
      }
      default:
    }
  }

  #call(node: ESTree.CallExpression | ESTree.NewExpression, scope: Names): Carried {
    const given = node.arguments.map((each) => (each.type === 'SpreadElement' ? this.#heap.elementOf(this.#value(each.argument as Node, scope)) : this.#value(each as Node, scope)));
    const callee = withoutWrapping(node.callee as Node);
    if (given[0] && callee.type === 'Identifier' && WRAPS.test(callee.name)) return given[0];
    const self = callee.type === 'MemberExpression' ? this.#value(callee.object as Node, scope) : null;
    const name = callee.type === 'MemberExpression' ? this.#keyOf(callee.property as Node, callee.computed, scope) : '';
    if (callee.type === 'Super') return this.#superCall(given, scope);
    const called = self ? this.#heap.member(self, name) : this.#value(callee, scope);
    const result = new Carried();
    for (const each of called.functions) {
      if (self) for (const thing of self.things) if (thing.outer === null) this.#heap.into(this.#heap.selfIn(each), Carried.thing(thing));
      result.add(this.#enter(each, given));
    }
    for (const each of called.classes) result.add(this.#make(each, given));
    const loaded = called.outer.includes('require') ? (given[0]?.texts ?? []).filter((text) => !text.includes('\0')) : [];
    if (loaded.length > 0) return union(loaded.map((text) => this.#load(text)));
    const gives = this.#heap.outerCalls(called, name, { node, file: this.#file, given, self });
    result.add(gives);
    if (gives.things.length > 0) this.#callBack(given, withoutFunctions(gives), result);
    if (self) {
      result.add(calledMethod({ self, name, node, given, isOuter: called.outer.length > 0 || self.things.some(({ outer }) => outer !== null) }, this.#heap, (callable, each) => this.#enter(callable, each)));
    } else if (called.functions.length === 0 && called.classes.length === 0 && called.outer.length === 0) for (const each of given) result.bits |= each.bits;
    return result;
  }

  #superCall(given: readonly Carried[], scope: Names): Carried {
    for (const thing of this.#selfOf(scope).things) {
      const parent = (thing.at.type === 'ClassDeclaration' || thing.at.type === 'ClassExpression') && thing.at.superClass ? this.#value(thing.at.superClass as Node, scope) : null;
      for (const each of parent?.classes ?? []) this.#make(each, given);
    }
    return new Carried();
  }

  #make(node: Node, given: readonly Carried[]): Carried {
    const instance = this.#heap.instanceOf(node);
    for (const each of instance.fields.get('constructor')?.functions ?? []) this.#enter(each, given);
    return Carried.thing(instance);
  }

  /** What a function of the scripts gets and gives. */
  #enter(callable: Callable, given: readonly Carried[]): Carried {
    const inner = this.#scopes.get(callable);
    if (inner) callable.params.forEach((param, at) => (param.type === 'RestElement' ? given.slice(at).forEach((each) => this.#assign(param.argument as Node, each, inner)) : given[at] && this.#assign((param.type === 'AssignmentPattern' ? param.left : param) as Node, given[at]!, inner)));
    return this.#heap.resultOf(callable);
  }

  /** Functions that others are given get what those give, whichever of them it is: once for all that a call may be of. */
  #callBack(given: readonly Carried[], gives: Carried, result: Carried): void {
    const told = [gives, gives, gives];
    for (const each of given) for (const callable of each.functions) result.add(this.#enter(callable, told));
  }
}
