import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { operands } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** Is the text that begins here made of parameters alone, besides what is written, of functions that nothing in the script calls, or of variables of the environment that the script leaves as they are? What they get, others choose; `ownsEnvironment`: the package may put variables there elsewhere. */
export function isGivenByCallers(tree: ESTree.Program, start: number, ownsEnvironment: boolean): boolean {
  const nodes = nodesWithin(tree);
  const pieces = nodes.map((node) => (node.start === start ? piecesOf(node) : null)).find((each) => each !== null);
  if (!pieces || pieces.length === 0) return false;
  const names = WrittenNames.of(tree);
  const made = new Set(nodes.flatMap((node) => (node.type === 'NewExpression' && node.callee.type === 'Identifier' ? [node.callee.name] : [])));
  const givenAt = (name: ESTree.Identifier): boolean => names.valuesOf(name).length === 0 && nodes.some((node) => isCallable(node) && node.start! <= name.start! && name.start! < node.end! && node.params.some((param) => nodesWithin(param as Node).some((part) => part.type === 'Identifier' && part.name === name.name)) && !isOfMade(node, nodes, made));
  const setsEnvironment = ownsEnvironment || nodes.some((node) => (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && memberPath(node.left.object) === 'process.env') || (node.type === 'CallExpression' && node.arguments.some((each) => memberPath(each as Node) === 'process.env')));
  const isOfEnvironment = (value: Node | null): boolean => value !== null && !setsEnvironment && OF_ENVIRONMENT.test(memberPath(value));
  return pieces.every((each) => {
    if (isOfEnvironment(each.type === 'Identifier' ? names.valueOf(each) : each)) return true;
    if (each.type === 'Identifier') return givenAt(each);
    // `this.token`, which each constructor has from its callers.
    if (each.type !== 'MemberExpression' || each.computed || each.object.type !== 'ThisExpression' || each.property.type !== 'Identifier') return false;
    const { name } = each.property;
    const values = nodes.flatMap((node) => (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && !node.left.computed && node.left.property.type === 'Identifier' && node.left.property.name === name ? [node.right] : []));
    return values.length > 0 && values.every((value) => value.type === 'Identifier' && givenAt(value));
  });
}

/** Not of npm, which puts there what a package says. */
const OF_ENVIRONMENT = /^process\.env\.(?!npm_)\w+$/;

/** What is put together there beside what is written: of a template, or of `'text' + a + 'text'` as a whole; null for anything else. */
function piecesOf(node: Node): Node[] | null {
  if (node.type === 'TemplateLiteral') return node.expressions as Node[];
  return node.type === 'BinaryExpression' && node.operator === '+' ? operands(node).filter(({ type }) => type !== 'Literal') : null;
}

/** Is it the constructor of a class that the script itself makes things of? */
function isOfMade(callable: Node, nodes: readonly Node[], made: ReadonlySet<string>): boolean {
  return nodes.some((node) => (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.id !== null && made.has(node.id?.name ?? '') && node.body.body.some((method) => method.type === 'MethodDefinition' && method.kind === 'constructor' && (method.value as Node | null) === callable));
}
