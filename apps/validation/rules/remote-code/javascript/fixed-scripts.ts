import type { ESTree } from 'meriyah';
import { isIntegrity } from '../../facts/integrity.js';
import { nameOf, propertyName, textOf } from '../../obfuscation/shapes.js';
import { childrenOf } from '../../javascript/syntax/children.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** What a statement sets of an element. */
interface Setting {
  element: string;
  name: string | null;
  value: Node | null;
  /** What does it. */
  node: Node;
}

/**
 * Where a script says by a hash which script an element loads: the offsets of what sets its address. The hash is written out, and set
 * among the statements that set up the element, before it gets into a page; nothing in the script sets another one, or removes one.
 */
export function fixedScriptsIn(tree: ESTree.Program): ReadonlySet<number> {
  const nodes: Node[] = [tree];
  for (let at = 0; at < nodes.length; at++) childrenOf(nodes[at]!, nodes);
  const texts = constantsIn(nodes);
  const isHash = (value: Node | null): boolean => isIntegrity(writtenIn(value) ?? texts.get(nameOf(value) ?? ''));
  const fixed = new Set<number>();
  if (nodes.some((node) => (node.type === 'MemberExpression' && /^(?:removeAttribute|toggleAttribute)/.test(propertyName(node) ?? '')) || (isSetting(node) && settingOf(node)?.name === 'integrity' && !isHash(settingOf(node)!.value)))) return fixed;
  for (const node of nodes) {
    const given = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && propertyName(node.callee) === 'assign' ? (node.arguments[1] as Node | undefined) : undefined;
    if (given && setsBoth(given, isHash)) fixed.add(node.start!);
    const list = node.type === 'Program' || node.type === 'BlockStatement' ? node.body : node.type === 'SwitchCase' ? node.consequent : node.type === 'SequenceExpression' ? node.expressions : [];
    for (const run of runsOf(list as Node[])) if (run.some(({ name, value }) => name === 'integrity' && isHash(value))) for (const each of run) if (each.name === 'src') fixed.add(each.node.start!);
  }
  return fixed;
}

/** Names that are given a text once, and nothing else anywhere. */
function constantsIn(nodes: readonly Node[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const bound = new Map<string, number>();
  for (const node of nodes) {
    const names: Node[] = node.type === 'VariableDeclarator' ? [node.id as Node] : 'params' in node ? [...(node.params as Node[])] : node.type === 'AssignmentExpression' ? [node.left as Node] : [];
    for (let name = names.pop(); name; name = names.pop()) {
      if (name.type === 'Identifier') bound.set(name.name, (bound.get(name.name) ?? 0) + 1);
      else if (name.type !== 'MemberExpression') childrenOf(name, names);
    }
    const text = node.type === 'VariableDeclarator' ? writtenIn(node.init as Node | null) : null;
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && text !== null) texts.set(node.id.name, text);
  }
  for (const [name, count] of bound) if (count > 1) texts.delete(name);
  return texts;
}

function writtenIn(node: Node | null): string | null {
  return node?.type === 'TemplateLiteral' && node.expressions.length === 0 ? (node.quasis[0]!.value.cooked ?? null) : textOf(node);
}

/** `{ src: …, integrity: 'sha384-…' }` */
function setsBoth(node: Node, isHash: (value: Node | null) => boolean): boolean {
  if (node.type !== 'ObjectExpression') return false;
  const values = new Map((node.properties as Node[]).map((each) => (each.type === 'Property' && !each.computed ? [nameOf(each.key as Node) ?? textOf(each.key as Node), each.value as Node] : [null, null])));
  return values.has('src') && isHash(values.get('integrity') ?? null) && !values.has(null);
}

/** Statements in a row that do nothing but to set up one element. */
function runsOf(list: readonly Node[]): Setting[][] {
  const runs: Setting[][] = [];
  let element: string | null = null;
  for (const each of list) {
    const setting = settingOf(each);
    if (setting && setting.element === element) runs.at(-1)!.push(setting);
    else if (setting) runs.push([setting]);
    element = setting?.element ?? null;
  }
  return runs;
}

function isSetting(node: Node): boolean {
  return node.type === 'AssignmentExpression' || node.type === 'CallExpression';
}

/** `script.src = …`, `script.setAttribute('src', …)`, `script.addEventListener(…)`, also behind a condition. */
function settingOf(statement: Node): Setting | null {
  const node = statement.type === 'IfStatement' && !statement.alternate ? (statement.consequent as Node) : statement;
  const expression = node.type === 'ExpressionStatement' ? (node.expression as Node) : node;
  const isSure = statement === node;
  if (expression.type === 'AssignmentExpression') {
    const element = expression.left.type === 'MemberExpression' ? nameOf(expression.left.object) : null;
    if (element === null || expression.left.type !== 'MemberExpression') return null;
    return { element, name: isSure && expression.operator === '=' ? propertyName(expression.left) : null, value: expression.right, node: expression };
  }
  if (expression.type !== 'CallExpression' || expression.callee.type !== 'MemberExpression') return null;
  const [element, method] = [nameOf(expression.callee.object), propertyName(expression.callee)];
  const [first, second] = expression.arguments as Node[];
  if (element === null || (method !== 'setAttribute' && method !== 'addEventListener')) return null;
  return { element, name: isSure && method === 'setAttribute' ? (textOf(first)?.toLowerCase() ?? null) : null, value: second ?? null, node: expression };
}
