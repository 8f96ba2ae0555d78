import type { SyntaxNode } from '@lezer/common';
import { partsOf } from './scope.js';

/** A class that inherits from a client of servers, or something that is put in the place of a part of one. */
const WRAPS = /^[ \t]*(?:class\s+\w+\s*\([^)\n]{0,200}\b(?:Session|ClientSession|Client|AsyncClient|HTTPAdapter|BaseAdapter|PoolManager|HTTPTransport|BaseHandler|AuthBase)\b[^)\n]{0,200}\)|(?:[\w.]+\.)?(?:(?:Session|ClientSession|Client|AsyncClient|HTTPAdapter|PoolManager|HTTPConnection)\.(?:request|_request|send|urlopen|putheader)|requests\.(?:request|get|post|api\.request))\s*=(?!=))/m;
const GETS = /^(?:get|pop)$/;
const OF_REQUEST = /^["'](?:auth|authorization|cookie|cookies|x-api-key|proxy-authorization)["']$/i;
const OF_SESSION = /^(?:auth|cookies|_auth|_cookies)$/;

/** Makes a module a client of servers for its callers? */
export function wrapsClient(text: string): boolean {
  return WRAPS.test(text);
}

/** `kwargs.get("auth")`, `headers["Authorization"]`, `self.cookies`: what the requests of others are made with. Where it is used as such again, nobody is told more. */
export function isLogin(node: SyntaxNode, text: string): boolean {
  if (isUsedAgain(node, text)) return false;
  const key = keyOf(node, text);
  if (key !== null) return OF_REQUEST.test(key);
  const property = node.name === 'MemberExpression' ? node.getChild('PropertyName') : null;
  const [object] = partsOf(node);
  return property !== null && object !== undefined && /^(?:self|session|request|req|prepared)$/.test(text.slice(object.from, object.to)) && OF_SESSION.test(text.slice(property.from, property.to));
}

/** What stands under another key in something that has logins as well: `record["url"]`. */
export function isAnother(node: SyntaxNode, text: string): boolean {
  const key = keyOf(node, text);
  return key !== null && !OF_REQUEST.test(key) && !/^["'](?:headers|kwargs|request|bearer|token)["']$/i.test(key);
}

/** `a["key"]`, `a.get("key")`: the key as it is written; null for all others. */
function keyOf(node: SyntaxNode, text: string): string | null {
  const method = node.name === 'CallExpression' ? node.firstChild?.getChild('PropertyName') : null;
  const isGet = method ? GETS.test(text.slice(method.from, method.to)) : node.name === 'MemberExpression' && node.getChild('PropertyName') === null;
  const key = !isGet ? undefined : method ? partsOf(node.getChild('ArgList')!)[0] : partsOf(node)[1];
  return key?.name === 'String' ? text.slice(key.from, key.to) : null;
}

/** The value of `auth=`, `cookies=` or of a header of the same name. */
function isUsedAgain(node: SyntaxNode, text: string): boolean {
  const before = node.prevSibling;
  const name = before?.name === 'AssignOp' || before?.name === ':' ? before.prevSibling : null;
  return name !== null && (before!.name === ':' ? /^["'](?:authorization|cookie|x-api-key|proxy-authorization)["']$/i : /^(?:auth|cookies)$/).test(text.slice(name.from, name.to));
}
