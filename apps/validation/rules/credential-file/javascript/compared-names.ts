import { credentialsFoundBy } from '../credential-patterns.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { nameOf } from '../../javascript/texts/picked-names.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** Kinds of files with credentials, of which one alone may be a trade. */
const FEWEST_KINDS = 2;
/** Names that are compared in one condition, and UTF-16 units of one. */
const MOST_NAMES = 20;
const LONGEST = 60;
const MOST_NODES = 300;
const READS = /^(?:readFile(?:Sync)?|readText|read|createReadStream|copyFile(?:Sync)?|openAsBlob)$/;

/** `if (name === '.npmrc' || name === '.netrc') all[name] = await host.filesystem.readText(name)`: files are read where their name is one of those that credentials have. */
export function readsByName(node: Node): boolean {
  if (node.type !== 'IfStatement') return false;
  return comparesNames(node.test) && nodesWithin(node.consequent, MOST_NODES).some((each) => each.type === 'CallExpression' && READS.test(nameOf(each.callee)));
}

/** Is it true where a name is one of several that are written, of two kinds of files with credentials at least? */
function comparesNames(test: Node): boolean {
  const names = [...namesIn(test)].filter((name) => name.length <= LONGEST).slice(0, MOST_NAMES);
  return names.length >= FEWEST_KINDS && credentialsFoundBy(`^(?:${names.map((name) => name.replace(/[^\w-]/g, '[$&]')).join('|')})$`, '').length >= FEWEST_KINDS;
}

function* namesIn(test: Node): Generator<string> {
  if (test.type === 'LogicalExpression' && test.operator === '||') {
    yield* namesIn(test.left as Node);
    yield* namesIn(test.right);
  } else if (test.type === 'LogicalExpression' && test.operator === '&&') {
    // `name[0] === '.' && name.slice(1, 4) === 'env'`: one name, piece by piece.
    const name = [...namesIn(test.left as Node), ...namesIn(test.right)].join('');
    if (name !== '') yield name;
  } else if (test.type === 'BinaryExpression' && /^===?$/.test(test.operator)) yield* textsOf([test.left as Node, test.right]);
  else if (test.type === 'CallExpression' && test.callee.type === 'MemberExpression') {
    const method = nameOf(test.callee);
    if (method === 'startsWith' || method === 'endsWith') yield* textsOf(test.arguments as Node[]);
    else if (method === 'includes' && test.callee.object.type === 'ArrayExpression') yield* textsOf(test.callee.object.elements as Node[]);
  }
}

function textsOf(nodes: readonly (Node | null)[]): string[] {
  return nodes.flatMap((each) => (each?.type === 'Literal' && typeof each.value === 'string' ? each.value : []));
}
