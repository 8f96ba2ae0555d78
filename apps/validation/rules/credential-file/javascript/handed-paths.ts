import type { ESTree } from 'meriyah';
import { childrenOf } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** Functions and methods that make a path, or a piece of a command, of others. */
const MAKES_PATH = /^(?:join|resolve|normalize|replace|trim|toString|String|stringify|quote|untildify|expand\w{0,20})$/;
/** What asks whether a file is there and whose it is, and what tells somebody its path. */
const ASKS_ABOUT = /^(?:exists|l?stat|access|chmod)(?:Sync)?$|^(?:\w{0,20}Error|log|warn|error|info|debug)$/;
const READS = /^readFile(?:Sync)?$/;
/** The end of the text in front of what an option takes. */
const BEHIND_OPTION = /(?:^|\s)-i\s{0,5}["']?$/;
/** Places of one name, and places in all. */
const MOST_PLACES = 50;
const MOST_STEPS = 5_000;

/** What becomes of a value at one place: it is the argument of `-i`, it is asked about, it goes on, its file is read, or it is used otherwise. */
type Step = 'handed' | 'asked' | 'other' | { on: Node } | { content: Node } | { name: string; of: 'value' | 'answer' | 'variable' };

/** Where a path is, or the content of its file. */
interface Place {
  node: Node;
  isContent: boolean;
}

/** Is the path that begins at `start` handed to the option `-i` of a command, or its file to the `privateKey` of a client, and nothing else done with it than to ask about it? By names, for small scripts. */
export function isOnlyHanded(program: ESTree.Program, start: number): boolean {
  const tree = new Tree(program);
  const open: Place[] = tree.expressionAt(start).map((node) => ({ node, isContent: false }));
  const followed = new Set<string>();
  let isHanded = false;
  for (let place = open.pop(), left = MOST_STEPS; place; place = open.pop()) {
    const { isContent } = place;
    const step = left-- > 0 ? (isContent ? tree.stepOfContent(place.node) : tree.step(place.node)) : 'other';
    if (step === 'other') return false;
    if (step === 'handed') isHanded = true;
    else if (step === 'asked') continue;
    else if ('on' in step) open.push({ node: step.on, isContent });
    else if ('content' in step) open.push({ node: step.content, isContent: true });
    else if (!followed.has(`${step.name} ${step.of} ${isContent}`)) {
      followed.add(`${step.name} ${step.of} ${isContent}`);
      const places = tree.placesOf(step.name, step.of === 'variable');
      const asAnswer = step.of === 'answer' ? places.map((each) => tree.callOf(each)) : places;
      if (places.length > MOST_PLACES || asAnswer.includes(null)) return false;
      open.push(...asAnswer.filter((each) => each !== null).map((node) => ({ node, isContent })));
    }
  }
  return isHanded;
}

class Tree {
  readonly #parents = new Map<Node, Node>();
  readonly #names = new Map<string, Node[]>();

  constructor(program: ESTree.Program) {
    const open: Node[] = [program];
    for (let node = open.pop(); node; node = open.pop()) {
      const children: Node[] = [];
      childrenOf(node, children);
      for (const child of children) {
        // `{ key }` has one node for the name and the value.
        if (!this.#parents.has(child)) open.push(child);
        this.#parents.set(child, node);
      }
      if (node.type === 'Identifier') this.#names.set(node.name, [...(this.#names.get(node.name) ?? []), node]);
    }
  }

  /** The widest expression that begins there. */
  expressionAt(start: number): Node[] {
    const [found] = [...this.#parents.keys()].filter((node) => node.start === start && !/Statement$|Declarat|^Property$/.test(node.type)).sort((a, b) => b.end! - a.end!);
    return found ? [found] : [];
  }

  /** Where a name is used: itself, or, unless it is one of a variable, the member of that name; not where it is declared or given a value. */
  placesOf(name: string, isVariable: boolean): Node[] {
    return (this.#names.get(name) ?? []).flatMap((node) => {
      const parent = this.#parents.get(node)!;
      const place = parent.type === 'MemberExpression' && parent.property === node && !parent.computed ? parent : node;
      return this.#isGiven(place) || (isVariable && place !== node) ? [] : [place];
    });
  }

  /** The call of a function that is named there; null for any other use of the name. */
  callOf(name: Node): Node | null {
    const parent = this.#parents.get(name);
    return parent?.type === 'CallExpression' && parent.callee === name ? parent : null;
  }

  #isGiven(place: Node): boolean {
    const parent = this.#parents.get(place);
    if (!parent || isCallable(parent)) return parent !== undefined && (!isCallable(parent) || parent.body !== place);
    if (parent.type === 'VariableDeclarator') return parent.id === place;
    if (parent.type === 'AssignmentExpression' || parent.type === 'AssignmentPattern') return parent.left === place;
    if (parent.type === 'Property') return (parent.key === place && parent.value !== place) || this.#parents.get(parent)?.type === 'ObjectPattern';
    return parent.type === 'MethodDefinition' || parent.type.endsWith('Specifier');
  }

  step(place: Node): Step {
    const parent = this.#parents.get(place)!;
    switch (parent.type) {
      case 'ConditionalExpression':
        return parent.test === place ? 'asked' : { on: parent };
      case 'LogicalExpression':
      case 'ChainExpression':
      case 'ParenthesizedExpression':
      case 'AwaitExpression':
        return { on: parent };
      case 'MemberExpression':
        return this.#isCalled(parent) && MAKES_PATH.test(lastName(parent)) ? { on: this.#parents.get(parent)! } : 'other';
      case 'CallExpression':
      case 'NewExpression':
        if (READS.test(lastName(parent.callee))) return { content: parent };
        return MAKES_PATH.test(lastName(parent.callee)) ? { on: parent } : ASKS_ABOUT.test(lastName(parent.callee)) ? 'asked' : 'other';
      case 'TemplateLiteral':
        return BEHIND_OPTION.test(parent.quasis[parent.expressions.indexOf(place as ESTree.Expression)]?.value.raw ?? '') ? 'handed' : { on: parent };
      case 'BinaryExpression':
        return parent.operator !== '+' ? 'asked' : parent.right === place && BEHIND_OPTION.test(endOf(parent.left as Node)) ? 'handed' : { on: parent };
      case 'ArrayExpression': {
        const before = parent.elements[parent.elements.indexOf(place as ESTree.Expression) - 1];
        return before && endOf(before) === '-i' ? 'handed' : 'other';
      }
      case 'VariableDeclarator':
        return parent.id.type === 'Identifier' ? { name: parent.id.name, of: 'variable' } : nameStep(parent.id);
      case 'AssignmentExpression':
      case 'AssignmentPattern':
        return nameStep(parent.left as Node);
      case 'Property':
        return parent.computed ? 'other' : nameStep(parent.key);
      case 'ReturnStatement':
        return this.#answered(parent);
      case 'ArrowFunctionExpression':
        return this.#named(parent);
      case 'IfStatement':
      case 'UnaryExpression':
      case 'ExpressionStatement':
        return 'asked';
      default:
        return 'other';
    }
  }

  #isCalled(member: Node): boolean {
    const parent = this.#parents.get(member);
    return parent?.type === 'CallExpression' && parent.callee === member;
  }

  /** What becomes of a key: it is the `privateKey` of a client, or goes on to be. */
  stepOfContent(place: Node): Step {
    const parent = this.#parents.get(place)!;
    switch (parent.type) {
      case 'Property':
        return parent.value === place && lastName(parent.key) === 'privateKey' ? 'handed' : 'other';
      case 'AwaitExpression':
      case 'ChainExpression':
      case 'LogicalExpression':
        return { on: parent };
      case 'ConditionalExpression':
        return parent.test === place ? 'asked' : { on: parent };
      case 'MemberExpression':
        return this.#isCalled(parent) && /^(?:toString|trim)$/.test(lastName(parent)) ? { on: this.#parents.get(parent)! } : 'other';
      case 'VariableDeclarator':
        return parent.id.type === 'Identifier' ? { name: parent.id.name, of: 'variable' } : nameStep(parent.id);
      case 'ReturnStatement':
        return this.#answered(parent);
      case 'ArrowFunctionExpression':
        return this.#named(parent);
      default:
        return 'other';
    }
  }

  #answered(node: Node): Step {
    let around: Node | undefined = node;
    while (around && !isCallable(around)) around = this.#parents.get(around);
    return around ? this.#named(around) : 'other';
  }

  /** What a function gives back goes where it is called by its name. */
  #named(callable: Node): Step {
    const parent = this.#parents.get(callable);
    const name = callable.type === 'FunctionDeclaration' ? callable.id : parent?.type === 'VariableDeclarator' ? parent.id : null;
    return name?.type === 'Identifier' ? { name: name.name, of: 'answer' } : 'other';
  }
}

function nameStep(target: Node): Step {
  const name = lastName(target);
  return name === '' ? 'other' : { name, of: 'value' };
}

/** The text that an expression ends with, where it is written. */
function endOf(node: Node): string {
  const inner = withoutWrapping(node);
  if (inner.type === 'BinaryExpression') return endOf(inner.right);
  if (inner.type === 'TemplateLiteral') return inner.quasis.at(-1)?.value.raw ?? '';
  return inner.type === 'Literal' && typeof inner.value === 'string' ? inner.value : '';
}

function lastName(node: Node): string {
  const inner = withoutWrapping(node);
  if (inner.type === 'Identifier') return inner.name;
  return memberPath(inner).split('.').at(-1) || (inner.type === 'MemberExpression' && !inner.computed && inner.property.type === 'Identifier' ? inner.property.name : '');
}
