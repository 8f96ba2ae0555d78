import { memberPath } from '../syntax/member-paths.js';
import type { Node, Of } from '../syntax/tree.js';

const LISTENS_TO_ALL = /^(?:(?:(?:window|globalThis|self)\.)?document(?:\.(?:body|documentElement))?|window|globalThis|self)\.addEventListener$/;
/** What tells that somebody enters something, or sends it. */
const ENTERS = new Set(['submit', 'input', 'change', 'blur', 'focusout']);
const WHERE = new Set(['target', 'currentTarget', 'srcElement']);
const CONTENT = new Set(['elements', 'value']);

/**
 * Does a call give its function, or a loop its variable, under these names, what stands in the fields of a page, whichever they are:
 * `document.addEventListener('submit', (event) => event.target.elements)`, `document.querySelectorAll('form').forEach((form) => form.elements)`?
 */
export function givesEveryField(call: Node, names: readonly string[]): boolean {
  const [first, second] = names;
  if (first === undefined || names.at(-1) === 'length') return false;
  if (call.type !== 'CallExpression') return first === 'elements' && isEveryForm(call);
  const { callee, arguments: [event] } = call;
  const isHeard = second !== undefined && WHERE.has(first) && CONTENT.has(second);
  if (isHeard) return LISTENS_TO_ALL.test(memberPath(callee)) && event?.type === 'Literal' && ENTERS.has(String(event.value));
  return first === 'elements' && (isEveryForm(call) || (callee.type === 'MemberExpression' && isEveryForm(callee.object)));
}

/** `document.querySelectorAll('form')`, `document.forms`, `$('form')`: the forms of a page, and none in particular. */
export function isEveryForm(node: Node): boolean {
  if (node.type === 'ArrayExpression') return node.elements[0]?.type === 'SpreadElement' && isEveryForm(node.elements[0].argument);
  if (node.type === 'MemberExpression') return memberPath(node).endsWith('document.forms');
  if (node.type !== 'CallExpression') return false;
  const { callee, arguments: [selector] } = node;
  if (memberPath(callee) === 'Array.from') return selector !== undefined && isEveryForm(selector);
  const asks = /(?:^|\.)(?:querySelectorAll|getElementsByTagName|\$|jQuery)$/.test(memberPath(callee));
  return asks && selector?.type === 'Literal' && selector.value === 'form';
}

/** `document.addEventListener('input', …)`: is a function called with whatever is entered on a page, or put into it? */
export function listensToPage({ callee, arguments: [event] }: Of<'CallExpression'>): boolean {
  return LISTENS_TO_ALL.test(memberPath(callee)) && event?.type === 'Literal' && (event.value === 'paste' || ENTERS.has(String(event.value)));
}
