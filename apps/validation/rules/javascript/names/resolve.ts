import type { ESTree } from 'meriyah';
import { answerOf, answerOfMethod, givesGlobal } from './call-answers.js';
import { Circles } from './circles.js';
import { Constants } from '../texts/constants.js';
import type { Returns } from '../syntax/declarations.js';
import { Evaluator } from '../texts/evaluated.js';
import { onlySource, operands, withoutWrapping } from '../syntax/expressions.js';
import { FUNCTION, functionOf } from '../syntax/function-kinds.js';
import { offeredAs } from '../host-interface.js';
import { answeredBy, both, getterOf, globalNamed, madeBy, membersOf, moduleNamed, modulesAmong } from './meaning.js';
import type { Meaning } from './meaning.js';
import { isMadeHere } from './methods.js';
import type { Methods } from './methods.js';
import { openedField } from '../flows/opened.js';
import { calledWith, indexOf, PassReader } from './passing.js';
import type { Passed } from './passing.js';
import type { Binding, Key, Scope, Source } from '../syntax/scope.js';
import type { StoredValues } from './stored.js';
import type { Node } from '../syntax/tree.js';
import type { WrittenElsewhere } from '../texts/written-elsewhere.js';

const DEEPEST = 200;
/** Answers that may be dropped because they came from too deep; those of an ordinary script are a few hundred, those of a thousand calls one on the other some 200,000. */
const MOST_DROPPED = 250_000;
/** Functions that one name may stand for, to be followed. */
const MOST_FUNCTIONS = 5;
const NO_SOURCES: readonly Source[] = [];
const NOTHING: readonly Meaning[] = [];
const TEXT: readonly Meaning[] = ['text'];
const OBJECT: readonly Meaning[] = ['object'];
const INSTANCE: readonly Meaning[] = ['instance'];
const GLOBAL_OBJECT: readonly Meaning[] = ['globalThis'];
/** Members that only one kind of thing has, so that they tell what the thing is where that cannot be seen. */
const TELLING_NAMES: ReadonlyMap<string, readonly Meaning[]> = new Map([
  ['constructor', ['?.constructor']],
  ['contentWindow', GLOBAL_OBJECT],
  ['defaultView', GLOBAL_OBJECT],
  ['_linkedBinding', ['process._linkedBinding']],
  ['dlopen', ['process.dlopen']],
  ['getBuiltinModule', ['process.getBuiltinModule']],
  ['mainModule', ['process.mainModule']],
]);
/** What these stand for where the thing is known, as something built in: what began as `null` may have become `process`, or a module that has another one. */
const OF_BUILT_IN: ReadonlyMap<string, readonly Meaning[]> = new Map([
  ['_linkedBinding', ['process._linkedBinding']],
  ['getBuiltinModule', ['process.getBuiltinModule']],
  ['mainModule', ['module']],
]);
/** Of both, the one that stands for `require`, also where it is taken from an object. */
const LOADER = 'getBuiltinModule';
/** Expressions that may be a module. */
const MAY_HOLD_MODULE = new Set(['Identifier', 'CallExpression', 'MemberExpression', 'AwaitExpression', 'ImportExpression', 'AssignmentExpression', 'SequenceExpression', 'ConditionalExpression', 'LogicalExpression']);
const PASSED_ELSEWHERE: readonly Passed[] = [{ index: 0, called: false }, { index: 0, called: true }];
const INDEX = /^\d{1,4}$/;

/** What a call gives, and what of that is known to mean. */
interface Given {
  given: readonly Node[];
  scope: Scope;
  known: Map<Node, readonly Meaning[]>;
}

/** Answers what expressions of one script mean. Follows names through every assignment, in no order. */
export class Resolver {
  readonly #answers = new Map<Node, readonly Meaning[]>();
  /** Of objects that are written in this script: name → value. */
  readonly #properties = new Map<Node, ReadonlyMap<string, Node>>();
  readonly #constants: Constants;
  readonly #circles = new Circles<readonly Meaning[]>({ empty: NOTHING, join: both, size: ({ length }) => length });
  readonly #passes: PassReader;
  #dropped = 0;
  #isLost = false;
  #depth = 0;

  constructor(private readonly returns: Returns, private readonly stored: StoredValues, private readonly packed: ReadonlyMap<string, Source>, { moved, elsewhere }: { moved: ReadonlySet<string>; elsewhere: WrittenElsewhere | null }, private readonly methods: Methods) {
    this.#constants = new Constants(this, stored, new Evaluator(this, stored, moved), elsewhere);
    this.#passes = new PassReader(this, returns, stored);
  }

  /** Something leads too far to be followed: what is answered is not all. */
  get lost(): boolean {
    return this.#isLost || this.#circles.lost || this.#constants.lost || this.#passes.lost;
  }

  meaningsOf(node: Node, scope: Scope): readonly Meaning[] {
    if (this.#depth > DEEPEST) {
      this.#circles.cut();
      return NOTHING;
    }
    this.#depth++;
    const meanings = this.#meaningsOf(node, scope);
    this.#depth--;
    return meanings;
  }

  /** The string that an expression always is, or null. */
  constantOf(node: Node, scope: Scope): string | null {
    return this.#constants.of(node, scope);
  }

  /** The texts of a list that never is another one, or null. */
  listOf(node: Node, scope: Scope): readonly string[] | null {
    return this.#constants.listOf(node, scope);
  }

  /** The name of the member that an expression asks for, or null when it is computed at run time. */
  nameOf({ property, computed }: ESTree.MemberExpression, scope: Scope): string | null {
    if (property.type === 'PrivateIdentifier') return `#${property.name}`;
    return property.type === 'Identifier' && !computed ? property.name : this.constantOf(property, scope);
  }

  /** The name of a member, or null when it is computed at run time. */
  keyOf(key: Key, scope: Scope): string | null {
    if (key.computed) return this.constantOf(key.node, scope);
    if (key.node.type === 'Identifier') return key.node.name;
    return this.constantOf(key.node, scope);
  }

  #meaningsOf(node: Node, scope: Scope): readonly Meaning[] {
    switch (node.type) {
      case 'Identifier':
        return this.#ofName(node.name, scope);
      case 'MemberExpression':
        return this.#ofMember(node, scope);
      case 'CallExpression':
        return this.#ofCall(node, scope);
      case 'NewExpression':
        return madeBy(this.meaningsOf(node.callee, scope));
      case 'ImportExpression':
        return moduleNamed(this.constantOf(node.source, scope));
      case 'LogicalExpression':
        return both(this.meaningsOf(node.left, scope), this.meaningsOf(node.right, scope));
      case 'ConditionalExpression':
        return both(this.meaningsOf(node.consequent, scope), this.meaningsOf(node.alternate, scope));
      case 'AssignmentExpression':
        return this.meaningsOf(node.right, scope);
      case 'ThisExpression':
        return scope.topLevel ? GLOBAL_OBJECT : NOTHING;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return functionOf(node);
      case 'ClassExpression':
        return FUNCTION;
      case 'TemplateLiteral':
        return TEXT;
      case 'Literal':
        return typeof node.value === 'string' ? TEXT : INSTANCE;
      case 'ArrayExpression':
        return INSTANCE;
      case 'ObjectExpression':
        return this.#ofObject(node, scope);
      case 'BinaryExpression':
        return node.operator === '+' && this.#joinsText(node, scope) ? TEXT : NOTHING;
      default: {
        const inner = withoutWrapping(node);
        return inner === node ? NOTHING : this.#meaningsOf(inner, scope);
      }
    }
  }

  #ofName(name: string, scope: Scope): readonly Meaning[] {
    const binding = scope.find(name);
    return binding ? this.#ofBinding(binding, name) : globalNamed(name);
  }

  #ofBinding(binding: Binding, name: string): readonly Meaning[] {
    const known = binding.meanings ?? this.#circles.pending(binding);
    if (known) return known;
    // Most names are parameters or functions: they lead nowhere.
    if (!binding.implicit && binding.sources.every(leadsNowhere)) {
      let meanings = NOTHING;
      for (const { how, node } of binding.sources) if (how === 'function') meanings = both(meanings, functionOf(node));
      return (binding.meanings = meanings);
    }
    return this.#circles.ask(binding, () => this.#ofSources(binding, name), (meanings, isCut) => {
      if (!isCut || !this.#mayDrop()) binding.meanings = meanings;
    });
  }

  #ofSources({ sources, implicit }: Binding, name: string): readonly Meaning[] {
    let meanings = implicit ? globalNamed(name) : NOTHING;
    for (const source of sources) meanings = both(meanings, this.meaningsOfSource(source));
    return meanings;
  }

  /** What a name means by way of one of its sources. */
  meaningsOfSource(source: Source): readonly Meaning[] {
    if (source.how === 'function') return functionOf(source.node);
    if (source.how === 'event') return NOTHING;
    const [first, ...others] = source.keys;
    if (!first) return this.#ofWhole(source);
    const name = this.keyOf(first, source.scope);
    if (name === null) return NOTHING;
    let meanings = orLoader(source.how === 'value' || source.how === 'passed' ? this.#ofNamedMember(source.node, name, source.scope) : membersOf(this.#ofWhole(source), name), name);
    if (meanings.length === 0 && others.length === 0 && source.how === 'value') meanings = offeredAs(source.node, name, source.scope);
    for (const key of others) {
      const inner = this.keyOf(key, source.scope);
      meanings = inner === null ? NOTHING : orLoader(membersOf(meanings, inner), inner);
    }
    return meanings;
  }

  /** Before its members are taken. */
  #ofWhole({ how, node, scope }: Source): readonly Meaning[] {
    if (how === 'import') return moduleNamed(this.constantOf(node, scope));
    if (how !== 'callback') return this.meaningsOf(node, scope);
    const promise = promiseOf(node);
    return promise ? modulesAmong(this.meaningsOf(promise, scope)) : NOTHING;
  }

  #ofMember(node: ESTree.MemberExpression, scope: Scope): readonly Meaning[] {
    const name = this.nameOf(node, scope);
    if (name === null) return NOTHING;
    const meanings = this.#ofNamedMember(node.object, name, scope);
    if (meanings.some((meaning) => meaning !== 'builtin')) return meanings;
    const told = offeredAs(node.object, name, scope);
    if (told.length > 0) return told;
    return (meanings.length === 0 ? TELLING_NAMES : OF_BUILT_IN).get(name) ?? meanings;
  }

  #ofNamedMember(object: Node, name: string, scope: Scope): readonly Meaning[] {
    if (object.type === 'ObjectExpression' || object.type === 'ArrayExpression') return this.#ofPart(object, name, scope) ?? membersOf(this.meaningsOf(object, scope), name);
    if (object.type === 'ThisExpression' && !scope.topLevel) return openedField(name, this, this.stored);
    if (object.type !== 'Identifier') return membersOf(this.meaningsOf(object, scope), name);
    const binding = scope.find(object.name);
    if (!binding) return membersOf(globalNamed(object.name), name);
    const source = onlySource(binding);
    const own = source?.keys.length === 0 ? this.#ofPart(source.node, name, source.scope) : null;
    return own ?? membersOf(this.#ofBinding(binding, object.name), name);
  }

  /** The value of a property or an element of an object or array that is written in this script; null when it has none of that name. */
  #ofPart(whole: Node, name: string, scope: Scope): readonly Meaning[] | null {
    if (whole.type === 'ArrayExpression') {
      const element = INDEX.test(name) ? whole.elements[Number(name)] : null;
      return element && element.type !== 'SpreadElement' ? this.#ofValue(element, scope) : null;
    }
    if (whole.type !== 'ObjectExpression') return null;
    const properties = this.#properties.get(whole) ?? this.#propertiesOf(whole, scope);
    const value = properties.get(name);
    return value ? this.#ofValue(value, scope) : null;
  }

  /** A value may be made of its own object: `{ f: c ? o.f : o.f }`. */
  #ofValue(value: Node, scope: Scope): readonly Meaning[] {
    if (value.type !== 'ConditionalExpression' && value.type !== 'LogicalExpression' && value.type !== 'MemberExpression') return this.meaningsOf(value, scope);
    return this.#answers.get(value) ?? this.#circles.ask(value, () => this.meaningsOf(value, scope), (meanings, isCut) => {
      if (!isCut || !this.#mayDrop()) this.#answers.set(value, meanings);
    });
  }

  #propertiesOf(object: ESTree.ObjectExpression, scope: Scope): ReadonlyMap<string, Node> {
    const properties = new Map<string, Node>();
    this.#properties.set(object, properties);
    for (const property of object.properties) {
      if (property.type !== 'Property' || property.computed) continue;
      const name = this.keyOf({ node: property.key, computed: false }, scope);
      if (name !== null && !properties.has(name)) properties.set(name, property.value);
    }
    return properties;
  }

  #ofCall(node: ESTree.CallExpression, scope: Scope): readonly Meaning[] {
    return this.#answers.get(node) ?? this.#circles.pending(node) ?? this.#circles.ask(node, () => this.#answersOf(node, scope), (meanings, isCut) => {
      if (!isCut || !this.#mayDrop()) this.#answers.set(node, meanings);
    });
  }

  /** May an answer that was cut off be forgotten, to be found again? Not without end. */
  #mayDrop(): boolean {
    this.#isLost ||= this.#dropped++ === MOST_DROPPED;
    return !this.#isLost;
  }

  #answersOf(node: ESTree.CallExpression, scope: Scope): readonly Meaning[] {
    const callee = withoutWrapping(node.callee);
    const callees = this.meaningsOf(callee, scope);
    let meanings = NOTHING;
    for (const each of callees) meanings = both(meanings, answerOf(this, { callee: each, given: node.arguments }, scope));
    meanings = both(meanings, answeredBy(callees));
    meanings = both(meanings, givesGlobal(this, { node, callee, callees }, scope) ? GLOBAL_OBJECT : answerOfMethod(this, node, scope));
    const call: Given = { given: node.arguments, scope, known: new Map() };
    for (const source of this.returnsOf(callee, scope)) meanings = both(meanings, this.#ofReturned(source.node, source.scope, call));
    return both(meanings, this.#ofPassed(node, callees, call));
  }

  /** What a function gives back to one call: of a parameter, what this call passes for it, and not what others do. */
  #ofReturned(node: Node, scope: Scope, call: Given): readonly Meaning[] {
    const inner = withoutWrapping(node);
    if (inner.type === 'ConditionalExpression' || inner.type === 'LogicalExpression') {
      if (this.#depth > DEEPEST) return this.meaningsOf(inner, scope);
      this.#depth++;
      const [one, other] = inner.type === 'LogicalExpression' ? [inner.left, inner.right] : [inner.consequent, inner.alternate];
      const meanings = both(this.#ofReturned(one, scope, call), this.#ofReturned(other, scope, call));
      this.#depth--;
      return meanings;
    }
    const binding = inner.type === 'Identifier' ? scope.find(inner.name) : null;
    const callable = binding?.sources.some(isPassed) ? scope.owner : null;
    const index = binding && callable ? indexOf(callable, binding, scope) : -1;
    if (!binding || index < 0 || call.given.slice(0, index + 1).some(({ type }) => type === 'SpreadElement')) return this.meaningsOf(inner, scope);
    const given = call.given[index];
    let meanings = given ? this.#ofGiven(given, call) : NOTHING;
    for (const source of binding.sources) if (!isPassed(source)) meanings = both(meanings, this.meaningsOfSource(source));
    return meanings;
  }

  #ofGiven(argument: Node, { scope, known }: Given): readonly Meaning[] {
    const meanings = known.get(argument) ?? this.meaningsOf(argument, scope);
    known.set(argument, meanings);
    return meanings;
  }

  /** Modules that a call gets and its function gives back. One that stands elsewhere may give back the first, or a getter of it. */
  #ofPassed(node: ESTree.CallExpression, callees: readonly Meaning[], call: Given): readonly Meaning[] {
    const { scope } = call;
    const { callee, given } = calledWith(node);
    const callables = this.#passes.functionsOf(callee, scope);
    const mayBeElsewhere = callables.length === 0 && callees.every(isElsewhere) && given.slice(1).every(isPlain);
    let meanings = this.#ofPacked(callee, given, scope);
    for (const passed of mayBeElsewhere ? PASSED_ELSEWHERE : callables.flatMap((each) => this.#passes.passedBy(each))) {
      const argument = given[passed.index];
      const modules = argument && MAY_HOLD_MODULE.has(argument.type) ? modulesAmong(this.#ofGiven(argument, call)) : NOTHING;
      meanings = both(meanings, passed.called ? getterOf(modules) : modules);
    }
    return meanings;
  }

  /** `__webpack_require__(896)` */
  #ofPacked(callee: Node, [name, more]: readonly Node[], scope: Scope): readonly Meaning[] {
    if (this.packed.size === 0 || callee.type !== 'Identifier' || name?.type !== 'Literal' || more) return NOTHING;
    const source = this.packed.get(String(name.value));
    return source && scope.find(callee.name) ? modulesAmong(this.meaningsOfSource(source)) : NOTHING;
  }

  /** `{ ...require('fs') }` */
  #ofObject({ properties }: ESTree.ObjectExpression, scope: Scope): readonly Meaning[] {
    let meanings = OBJECT;
    for (const property of properties) if (property.type === 'SpreadElement') meanings = both(meanings, modulesAmong(this.meaningsOf(property.argument, scope)));
    return meanings;
  }

  /** What a function that is written in this script may give back to this call. */
  returnsOf(callee: Node, scope: Scope): readonly Source[] {
    const inner = withoutWrapping(callee);
    if (inner.type === 'MemberExpression') return this.#returnsOfMethod(inner, scope);
    if (inner.type !== 'Identifier') return this.returns.get(inner) ?? NO_SOURCES;
    const sources = scope.find(inner.name)?.sources ?? NO_SOURCES;
    if (sources.length === 0 || sources.length > MOST_FUNCTIONS) return NO_SOURCES;
    if (sources.length === 1) return this.returns.get(sources[0]!.node) ?? NO_SOURCES;
    return sources.flatMap(({ node }) => this.returns.get(node) ?? NO_SOURCES);
  }

  /** What `this.name` gives where that is a getter of a class of this script. */
  got(name: string): readonly Source[] {
    const getter = this.methods.got(name);
    return (getter && this.returns.get(getter)) ?? NO_SOURCES;
  }

  /** `this.name()`, `made.name()` where `made` is what a class of this script makes. */
  #returnsOfMethod({ object, property, computed }: ESTree.MemberExpression, scope: Scope): readonly Source[] {
    if (computed || (property.type !== 'Identifier' && property.type !== 'PrivateIdentifier') || !(object.type === 'ThisExpression' || isMadeHere(object, scope))) return NO_SOURCES;
    const method = this.methods.called(property.name);
    return (method && this.returns.get(method)) ?? NO_SOURCES;
  }

  #joinsText(node: ESTree.BinaryExpression, scope: Scope): boolean {
    return operands(node).some((operand) => operand.type === 'TemplateLiteral' || this.constantOf(operand, scope) !== null);
  }
}

/** Of `import('fs').then((fs) => …)`, the promise. */
function promiseOf(call: Node): Node | null {
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return null;
  const { object, property } = call.callee;
  return property.type === 'Identifier' && property.name === 'then' ? object : null;
}

/** The one member that means the same whoever has it. */
function orLoader(meanings: readonly Meaning[], name: string): readonly Meaning[] {
  return name === LOADER && meanings.length === 0 ? (TELLING_NAMES.get(name) ?? NOTHING) : meanings;
}

function leadsNowhere({ how, node }: Source): boolean {
  return how === 'function' || (how === 'callback' && !promiseOf(node));
}

function isPassed({ how }: Source): boolean {
  return how === 'passed';
}

/** A function of another script or package, or one that cannot be told. */
function isElsewhere(meaning: Meaning): boolean {
  return meaning.startsWith('module:');
}

function isPlain(node: Node): boolean {
  return node.type === 'Literal' || node.type === 'UnaryExpression';
}
