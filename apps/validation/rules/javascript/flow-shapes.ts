import type { ESTree } from 'meriyah';
import { childrenOf } from './children.js';
import { onlySource, operands } from './expressions.js';
import { memberPath } from './member-paths.js';
import type { Scope } from './scope.js';
import type { Node } from './tree.js';

/** Nodes of one function that are looked at. */
const MOST_NODES = 500;

type Call = ESTree.CallExpression | ESTree.NewExpression;

const OWN_HOST = /^(?:(?:window|self|document)\.)?location\.host(?:name)?$/;

/** `new WebSocket('ws://' + (settings.host || location.hostname) + ':' + port)`: how servers for development tell a page what was changed. */
export function isOwnOrigin(socket: Node, scope: Scope): boolean {
  const source = socket.type === 'Identifier' ? onlySource(scope.find(socket.name)) : null;
  const [address, more] = source?.node.type === 'NewExpression' && source.keys.length === 0 ? source.node.arguments : [];
  if (!source || !address || more || address.type !== 'BinaryExpression' || source.scope.find('location')) return false;
  const parts = operands(address);
  const at = parts.findIndex((part) => part.type === 'Literal' && /^(?:wss?:)?\/\/$|^:\/\/$/.test(String(part.value)));
  const host = parts[at + 1];
  const written = host?.type === 'Identifier' ? onlySource(source.scope.find(host.name))?.node : host;
  const own = written?.type === 'LogicalExpression' && written.operator !== '&&' && memberPath(written.left).startsWith('process.env.') ? written.right : written;
  const after = parts[at + 2];
  return at >= 0 && own !== undefined && OWN_HOST.test(memberPath(own)) && (!after || (after.type === 'Literal' && /^[:/]/.test(String(after.value))));
}

/** Of `unescape(encodeURIComponent(x))` and `decodeURIComponent(escape(x))`: between letters and their bytes, which hides nothing. */
export function isEscaped(given: Node | undefined, scope: Scope): boolean {
  if (given?.type !== 'CallExpression' || given.callee.type !== 'Identifier') return false;
  const { name } = given.callee;
  return (name === 'encodeURIComponent' || name === 'escape') && scope.find(name) === null;
}

/** A piece of a text that only callers from elsewhere give: where it stands in there is no part of it, as it is of letters that a script chooses from its own. */
export function isCutOut({ callee, arguments: given }: Call, scope: Scope): boolean {
  if (!isMethod(callee, 'slice', 'substring') || callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || given.length !== 2) return false;
  const text = scope.find(callee.object.name);
  return text?.sources.every((source) => source.node.type === 'Identifier' && source.scope.find(source.node.name) === text) ?? false;
}

/** A parameter that nothing in this script gives a value, but a policy of the page that says which addresses may be loaded. */
export function isGiven(address: Node, scope: Scope): boolean {
  if (address.type !== 'Identifier') return false;
  const isAllowed = (value: Node): boolean => value.type === 'CallExpression' && isMethod(value.callee, 'createScriptURL') && value.arguments[0]?.type === 'Identifier' && value.arguments[0].name === address.name;
  if (!scope.find(address.name)?.sources.every(({ how, node }) => how === 'event' || isAllowed(node))) return false;
  for (let around: Scope | null = scope; around; around = around.parent) {
    if (around.own(address.name)) return around.callable?.params.some((each) => each.type === 'Identifier' && each.name === address.name) ?? false;
  }
  return false;
}

/** `for (const field of form.elements) if (field.type === 'password') …`: the fields of a form, in a function that has to do with passwords. */
export function isFieldsOfLogin({ property, computed }: ESTree.MemberExpression, scope: Scope): boolean {
  if (computed || property.type !== 'Identifier' || property.name !== 'elements') return false;
  const open: Node[] = scope.owner?.body ? [scope.owner.body] : [];
  for (let node = open.pop(), seen = 0; node && seen < MOST_NODES; node = open.pop(), seen++) {
    if (node.type === 'Literal' && node.value === 'password') return true;
    childrenOf(node, open);
  }
  return false;
}

export function isMethod(callee: Node, ...names: string[]): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed && names.includes(callee.property.name);
}

/** `chrome.cookies.getAll`, `browser.cookies.getAll`: the cookies of every site. */
export function isCookieJar(callee: Node): boolean {
  return isMethod(callee, 'getAll') && callee.type === 'MemberExpression' && isMethod(callee.object, 'cookies');
}

/** `localStorage.getItem(localStorage.key(i))`: of what a page keeps, whatever there is. */
export function isWholeStorage(callee: Node, name: Node | undefined, scope: Scope): boolean {
  const storage = /(?:^|\.)((?:local|session)Storage)\.getItem$/.exec(memberPath(callee))?.[1];
  if (storage === undefined || name?.type !== 'Identifier') return false;
  return (scope.find(name.name)?.sources ?? []).some(({ node }) => node.type === 'CallExpression' && memberPath(node.callee).endsWith(`${storage}.key`));
}
