import type { ESTree } from 'meriyah';
import { nodesAround, nodesWithin } from '../syntax/children.js';
import { nameOf } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import { lastName } from '../flows/taken-names.js';
import type { Node } from '../syntax/tree.js';
import { nameGiven } from '../conditions/ways.js';
import { WrittenNames } from '../names/written-names.js';

const REGISTERS = /^register(?:TextEditor)?(?:Command)?$/;
/** Functions that call each other. */
const DEEPEST = 3;

/** Does a place stand in a function that a command runs, which somebody starts? Also in one that the command has by its name, or that only such functions of these scripts name. */
export function standsInCommand(program: ESTree.Program, start: number, scripts: readonly ESTree.Program[] = [program], depth = 0): boolean {
  if (commandsIn(program).some((command) => isAt(command, start))) return true;
  const around = depth < DEEPEST ? nodesAround(program, start) : [];
  return around.some((node, at) => {
    const name = isCallable(node) ? nameGiven(node, around[at - 1]).replace('#', '') : '';
    const uses = name === '' ? [] : scripts.flatMap((script) => usesOf(name, script).map((use) => [script, use] as const));
    return uses.length > 0 && uses.every(([script, use]) => standsInCommand(script, use.start ?? 0, scripts, depth + 1));
  });
}

/** What commands are given: functions, and names and methods that stand for some. */
function commandsIn(program: ESTree.Program): Node[] {
  const names = WrittenNames.of(program);
  return nodesWithin(program).flatMap((node) => (node.type === 'CallExpression' && REGISTERS.test(lastName(node.callee) ?? '') ? node.arguments.flatMap((given): Node[] => {
    // `provider.show.bind(provider)`
    const run = given.type === 'CallExpression' && given.callee.type === 'MemberExpression' && nameOf(given.callee) === 'bind' ? given.callee.object : given;
    if (run.type === 'Identifier') return [run, ...(names.functionOf(run) ? [names.functionOf(run)!] : [])];
    return isCallable(run) || run.type === 'MemberExpression' ? [run] : [];
  }) : []));
}

/** Where a name is used; not where it is declared, exported or imported as it is. */
function usesOf(name: string, program: ESTree.Program): Node[] {
  const declared = new Set<Node | null | undefined>();
  const uses: Node[] = [];
  for (const node of nodesWithin(program)) {
    if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'VariableDeclarator') declared.add(node.id);
    else if (node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') declared.add(node.key as Node);
    else if (node.type === 'Property' && (node.shorthand || isCallable(node.value as Node))) declared.add(node.key as Node).add(node.shorthand ? (node.value as Node) : null);
    else if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') declared.add(node.left.property).add(node.right.type === 'Identifier' && node.right.name === nameOf(node.left) ? node.right : null);
    else if (node.type === 'ImportSpecifier') declared.add(node.imported).add(node.local);
    else if (node.type === 'ExportSpecifier') declared.add(node.local).add(node.exported);
    else if ((node.type === 'Identifier' || node.type === 'PrivateIdentifier') && node.name === name && !declared.has(node)) uses.push(node);
  }
  return uses;
}

function isAt({ start = 0, end = 0 }: Node, place: number): boolean {
  return start <= place && place < end;
}
