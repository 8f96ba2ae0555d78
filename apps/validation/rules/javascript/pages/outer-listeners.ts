import type { ESTree } from 'meriyah';
import { Answers } from '../names/answers.js';
import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

/** Events that tell what somebody types or copies. */
const TYPED = /^(?:on)?(?:key(?:down|press|up)|(?:before)?input|compositionend|paste|copy|cut)$/;
/** The window of a frame, and those around it. */
const OWN = new Set(['window', 'self', 'globalThis']);
const OUTER = new Set(['parent', 'top']);
/** Names that lead to each other. */
const DEEPEST = 6;

/** Methods that make an element, that put one in, and that put a text in of which scripts run. */
const MAKES = /^createElement(?:NS)?$/;
const PUTS = /^(?:append(?:Child)?|prepend|before|after|insertBefore|insertAdjacentElement|replaceChild|replaceChildren|replaceWith)$/;
const WRITES = /^(?:write(?:ln)?|createContextualFragment)$/;
const RUNS = /^(?:eval|Function|execScript)$/;

/** Where a script listens to what is typed or copied in the document around its frame: by syntax, with names for what is written under them. */
export function listensAround(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const nodes = nodesWithin(program);
  const namesEvent = nodes.some((node) => node.type === 'Literal' && isTyped(node.value));
  for (const node of nodes) {
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && isTyped(nameOf(node.left)) && isOuter(node.left.object, names)) return node;
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || nameOf(node.callee) !== 'addEventListener') continue;
    const event = withoutWrapping((node.arguments[0] ?? node.callee) as Node);
    // Of a name that goes through a list, the list is somewhere in the script.
    if ((event.type === 'Literal' ? isTyped(event.value) : namesEvent) && isOuter(node.callee.object, names)) return node;
  }
  return null;
}

/** Where a script puts another one into the document around its frame, or runs a text there. */
export function runsAround(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    if ((node.type !== 'CallExpression' && node.type !== 'NewExpression') || withoutWrapping(node.callee).type !== 'MemberExpression') continue;
    const callee = withoutWrapping(node.callee) as ESTree.MemberExpression;
    if (isOuter(callee.object, names) && bringsScript(names.textOf(callee.property as Node) ?? nameOf(callee), node.arguments, names)) return node;
  }
  return null;
}

function bringsScript(method: string, given: readonly Node[], names: WrittenNames): boolean {
  if (RUNS.test(method)) return given.length > 0;
  if (MAKES.test(method)) return given.some((each) => /^script$/i.test(names.textOf(each) ?? ''));
  if (WRITES.test(method)) return given.some((each) => nodesWithin(each).some((part) => /<script\b/i.test(names.textOf(part) ?? (part.type === 'TemplateElement' ? part.value.raw : ''))));
  return PUTS.test(method) && given.some((each) => isMadeScript(each, names));
}

/** `document.createElement('script')`, also under a name. */
function isMadeScript(node: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(node);
  const made = withoutWrapping((inner.type === 'Identifier' ? names.valuesOf(inner)[0] : null) ?? inner);
  return made.type === 'CallExpression' && made.callee.type === 'MemberExpression' && MAKES.test(nameOf(made.callee)) && made.arguments.some((each) => /^script$/i.test(names.textOf(each) ?? ''));
}

function isTyped(name: unknown): boolean {
  return typeof name === 'string' && TYPED.test(name);
}

function nameOf({ property, computed }: ESTree.MemberExpression): string {
  if (!computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' ? String(property.value) : '';
}

/** `window.parent.document.body`, also where the beginning has a name in the script; what the script itself calls `parent` is none. */
function isOuter(node: Node, names: WrittenNames, depth = 0, answers = new Answers()): boolean {
  return depth <= DEEPEST && answers.ask(node, () => leadsOut(node, names, depth, answers), depth);
}

function leadsOut(node: Node, names: WrittenNames, depth: number, answers: Answers): boolean {
  const [root, ...members] = chainOf(node);
  if (root?.type === 'LogicalExpression') return isOuter(root.left as Node, names, depth + 1, answers) || isOuter(root.right, names, depth + 1, answers);
  const list = root ? elementsOf(root) : [];
  if (list.length > 0) return list.some((each) => isOuter(each, names, depth + 1, answers));
  if (root?.type !== 'Identifier') return false;
  if (names.isDeclared(root)) return names.valuesOf(root).some((value) => isOuter(answerOf(value), names, depth + 1, answers));
  const first = OWN.has(root.name) ? members.find((member) => !OWN.has(nameOf(member))) : root;
  return first !== undefined && OUTER.has(first.type === 'Identifier' ? first.name : nameOf(first));
}

/** What is in a list or a set that is written out: who goes through it has each of these. */
function elementsOf(node: Node): readonly Node[] {
  if (node.type === 'ArrayExpression') return node.elements.filter((each) => each !== null) as Node[];
  const [first] = node.type === 'NewExpression' && node.callee.type === 'Identifier' && /^(?:Set|Array)$/.test(node.callee.name) ? node.arguments : [];
  return first?.type === 'ArrayExpression' ? elementsOf(first) : [];
}

/** Of a function, what it answers in the end. */
function answerOf(value: Node): Node {
  const last = isCallable(value) && value.body?.type === 'BlockStatement' ? value.body.body.at(-1) : null;
  if (last?.type === 'ReturnStatement') return last.argument ?? value;
  return isCallable(value) && value.body ? value.body : value;
}

/** What an expression begins with, and the members that lead from there to it, the first one first; what a call answers is taken for a member. */
function chainOf(node: Node): [Node, ...ESTree.MemberExpression[]] {
  const members: ESTree.MemberExpression[] = [];
  let root = withoutWrapping(node);
  while (root.type === 'MemberExpression' || root.type === 'CallExpression') {
    if (root.type === 'MemberExpression') members.unshift(root);
    root = withoutWrapping((root.type === 'MemberExpression' ? root.object : root.callee) as Node);
  }
  return [root, ...members];
}
