import type { ESTree } from 'meriyah';
import { onlySource, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { arrayOf, bind } from '../syntax/patterns.js';
import { isCallable, NO_KEYS } from '../syntax/scope.js';
import type { Callable, Scope, Source } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** A call and the function that it goes to, which may be declared later; its arguments count from `first` on. */
interface Handing {
  callee: Node;
  given: readonly Node[];
  first: number;
  scope: Scope;
}

/** Values of a name that are followed; a function that is called from more places tells nothing by one of them. */
const MOST_SOURCES = 40;
/** Objects that one name may stand for, so that a method of it is found. */
const MOST_OBJECTS = 3;
/** Calls of a script in which methods and classes are followed: in a bundle, everything is connected with everything by way of them. */
const MOST_CALLS = 1_000;
/** Parameters by which a function is handed on. */
const MOST_HOPS = 2;
/** Functions of an object of which one is chosen at run time. */
const MOST_CHOSEN = 20;

const TELLS_NOTHING = new Set(['Literal', 'FunctionExpression', 'ArrowFunctionExpression', 'UnaryExpression', 'ThisExpression']);

/** Hands the arguments of calls to the parameters of functions that are written in the same script, once every name is declared. */
export class Handings {
  readonly #calls: Handing[] = [];
  readonly #listening: { call: ESTree.CallExpression; scope: Scope }[] = [];
  readonly #parameters = new Map<Node, Scope>();
  readonly #classes: (ESTree.ClassDeclaration | ESTree.ClassExpression)[] = [];
  #methods: Map<string, Callable[]> | null = null;

  call(node: ESTree.CallExpression | ESTree.NewExpression, callee: Node, first: number, scope: Scope): void {
    if (node.arguments.length > first && mayBeWritten(callee, node.arguments)) this.#calls.push({ callee, given: node.arguments, first, scope });
  }

  /** Notes what hears keys by the name of a function: it is told what a function is that stands in the call. */
  listens(call: ESTree.CallExpression, scope: Scope): void {
    const [event, listener] = call.arguments;
    if (listener && !isCallable(listener) && event?.type === 'Literal' && KEY_EVENT.test(String(event.value))) this.#listening.push({ call, scope });
  }

  function(node: Callable, inner: Scope): void {
    if (node.params.length > 0) this.#parameters.set(node, inner);
  }

  class(node: ESTree.ClassDeclaration | ESTree.ClassExpression): void {
    this.#classes.push(node);
  }

  pass(): void {
    const followsMethods = this.#calls.length <= MOST_CALLS;
    const followed = this.#calls.filter(({ callee }) => followsMethods || callee.type === 'Identifier');
    const handed = followed.map((handing) => this.#hand(handing, []));
    // What a function is given to call is known only when all others have got what they are given.
    followed.forEach((handing, at) => this.#hand(handing, handed[at]!));
    for (const { call, scope } of this.#listening) for (const callable of this.#functionsOf({ callee: listenerOf(call.arguments[1]!), given: [], first: 0, scope })) this.#tell(call, callable, scope);
  }

  /** Answers the functions that a call goes to; those that are `known` have got it. */
  #hand(handing: Handing, known: readonly Node[]): readonly Node[] {
    const functions = this.#functionsOf(handing);
    for (const callable of functions) if (!known.includes(callable)) this.#pass(handing, callable);
    return functions;
  }

  #tell(call: ESTree.CallExpression, callable: Node, scope: Scope): void {
    const inner = this.#parameters.get(callable);
    const parameter = isCallable(callable) ? callable.params[0] : undefined;
    const source: Source = { how: 'callback', node: call, keys: NO_KEYS, scope };
    if (inner && parameter) bind(parameter, source, scope, (part, value) => {
      if (part.type === 'Identifier' && value?.how === 'callback') add(part.name, value, inner);
    });
  }

  #functionsOf({ callee, scope }: Handing): readonly Node[] {
    if (callee.type === 'Identifier') return this.#functionsNamed(callee.name, scope, 0);
    if (callee.type !== 'MemberExpression') return [];
    const { object, property, computed } = callee;
    const name = computed ? null : property.type === 'Identifier' || property.type === 'PrivateIdentifier' ? property.name : null;
    if (object.type === 'ThisExpression') return name === null ? [] : this.#methodsNamed(name);
    const sources = object.type === 'Identifier' ? (scope.find(object.name)?.sources ?? []) : object.type === 'NewExpression' ? [{ how: 'value', node: object, keys: NO_KEYS, scope } as const] : partOf(object, scope);
    return sources.length <= MOST_OBJECTS ? sources.flatMap((source) => (source.keys.length === 0 ? memberFunctions(source, name) : [])) : [];
  }

  /** A function by its name, also one that was handed on by some names. */
  #functionsNamed(name: string, scope: Scope, hops: number): readonly Node[] {
    const sources = scope.find(name)?.sources ?? [];
    if (sources.length > MOST_SOURCES) return [];
    return sources.flatMap(({ node, how, keys, scope: from }) => {
      if (node.type === 'Identifier' && how === 'passed' && keys.length === 0 && hops < MOST_HOPS) return this.#functionsNamed(node.name, from, hops + 1);
      return [(this.#calls.length <= MOST_CALLS ? constructorOf(node) : null) ?? node];
    });
  }

  /** `this.name` in any class of the script, also a field that is a function; where several classes have one, nobody knows which is meant. */
  #methodsNamed(name: string): readonly Callable[] {
    if (!this.#methods) {
      this.#methods = new Map();
      for (const { body } of this.#classes) for (const each of body.body) if (each.type === 'MethodDefinition' || each.type === 'PropertyDefinition') this.#noteMethod(each, this.#methods);
    }
    const methods = this.#methods.get(name) ?? [];
    return methods.length === 1 ? methods : [];
  }

  #noteMethod(method: ESTree.MethodDefinition | ESTree.PropertyDefinition, methods: Map<string, Callable[]>): void {
    const name = nameOfMethod(method);
    if (name === null || !method.value || !isCallable(method.value)) return;
    const list = methods.get(name);
    if (list) list.push(method.value);
    else methods.set(name, [method.value]);
  }

  #pass({ callee, given, first, scope }: Handing, callable: Node): void {
    const inner = this.#parameters.get(callable);
    if (!inner || !isCallable(callable)) return;
    const isMethod = callee.type === 'MemberExpression';
    callable.params.forEach((parameter, index) => {
      const argument = parameter.type === 'RestElement' ? arrayOf(given.slice(first + index)) : given[first + index];
      if (!argument || (isMethod && TELLS_NOTHING.has(argument.type))) return;
      const source: Source = { how: 'passed', node: argument, keys: NO_KEYS, scope };
      if (parameter.type === 'Identifier') add(parameter.name, source, inner);
      else bind(parameter.type === 'RestElement' ? parameter.argument : parameter, source, scope, (part, value) => {
        // What it is without an argument is known already.
        if (part.type === 'Identifier' && value?.how === 'passed') add(part.name, value, inner);
      });
    });
  }
}

const KEY_EVENT = /^key(?:down|press|up)$/;

/** `this.heard` of `this.heard.bind(this)`. */
function listenerOf(node: Node): Node {
  const inner = withoutWrapping(node);
  return inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && inner.callee.property.type === 'Identifier' && inner.callee.property.name === 'bind' ? inner.callee.object : inner;
}

/** A function by its name, or a method of something that has one; of those there are many more, and what they get that is written out tells nothing. */
function mayBeWritten(callee: Node, given: readonly Node[]): boolean {
  if (callee.type === 'Identifier') return true;
  return callee.type === 'MemberExpression' && (callee.object.type === 'ThisExpression' || callee.object.type === 'Identifier' || callee.object.type === 'NewExpression' || (callee.object.type === 'MemberExpression' && callee.object.object.type === 'Identifier')) && given.some((each) => !TELLS_NOTHING.has(each.type));
}

function add(name: string, source: Source, inner: Scope): void {
  const binding = inner.own(name);
  if (binding && binding.sources.length < MOST_SOURCES) binding.sources.push(source);
}

/** Of `rooms.first`, what an object that is written out has there. */
function partOf(member: Node, scope: Scope): readonly Source[] {
  if (member.type !== 'MemberExpression' || member.computed || member.object.type !== 'Identifier' || member.property.type !== 'Identifier') return [];
  const whole = onlySource(scope.find(member.object.name));
  const written = whole?.keys.length === 0 ? withoutWrapping(whole.node) : null;
  const part = written?.type === 'ObjectExpression' ? propertyOf(written, member.property.name) : undefined;
  return whole && part?.type === 'NewExpression' ? [{ ...whole, how: 'value', node: part }] : [];
}

/** Of an object that is written out, of a class, or of what a class makes: its functions under a name, or (null) any. */
function memberFunctions({ node, scope }: Source, name: string | null): readonly Node[] {
  const inner = withoutWrapping(node);
  if (inner.type === 'ObjectExpression') return functionsIn(inner, name).slice(0, MOST_CHOSEN);
  if (name === null) return [];
  if (inner.type === 'ClassDeclaration' || inner.type === 'ClassExpression') return methodsOf(inner, name, true);
  if (inner.type !== 'NewExpression' || inner.callee.type !== 'Identifier') return [];
  return (scope.find(inner.callee.name)?.sources ?? []).slice(0, MOST_OBJECTS).flatMap(({ node: made }) => (made.type === 'ClassDeclaration' || made.type === 'ClassExpression' ? methodsOf(made, name, false) : []));
}

function functionsIn({ properties }: ESTree.ObjectExpression, name: string | null): Node[] {
  return properties.flatMap((each) => (each.type === 'Property' && !each.computed && isCallable(each.value) && (name === null || nameOfMethod(each) === name) ? [each.value] : []));
}

function methodsOf({ body }: ESTree.ClassDeclaration | ESTree.ClassExpression, name: string, isStatic: boolean): Node[] {
  return body.body.flatMap((each) => (each.type === 'MethodDefinition' && each.static === isStatic && nameOfMethod(each) === name && each.value ? [each.value] : []));
}

function constructorOf(node: Node): Node | null {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression' ? (methodsOf(node, 'constructor', false)[0] ?? null) : null;
}

function nameOfMethod({ key, computed }: ESTree.MethodDefinition | ESTree.PropertyDefinition | ESTree.Property): string | null {
  return !computed && (key?.type === 'Identifier' || key?.type === 'PrivateIdentifier') ? key.name : null;
}
