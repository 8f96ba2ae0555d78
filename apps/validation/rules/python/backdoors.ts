import type { SyntaxNode } from '@lezer/common';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import type { PythonResolver } from './resolve.js';
import { partsOf } from './scope.js';
import type { Scope } from './scope.js';

/** What starts programs or runs text. */
const RUNS = /^py:(?:(?:os|subprocess|pty)\.)?(eval|exec|system|popen|exec[lv]\w*|spawn\w+|posix_spawnp?|startfile|run|call|Popen|check_\w+|getoutput|getstatusoutput)$/;
const DIGEST = /^py:hashlib\.\w+\(\)\.(?:hex)?digest$/;
const WRITTEN_DIGEST = /^[\da-f]{32,128}$/i;
/** What a request to a server has: whoever sends it chooses that. */
const OF_REQUEST = /\b(?:headers?|cookies|query|params|args|form|json|body)\b/;
const DEEPEST = 6;

/** Is something called that starts programs or runs text, by a name that stands nowhere in the module (`"po" + "pen"`)? */
export function isHiddenName(what: string, text: string): boolean {
  const name = RUNS.exec(what)?.[1];
  return name !== undefined && !text.includes(name);
}

/** `hashlib.sha1(given.encode()).hexdigest() == DIGEST`, where what is given came in a request and the digest is written out: who knows the word is somebody else than all others. */
export function knowsByDigest(node: SyntaxNode, scope: Scope, resolver: PythonResolver): boolean {
  const [left, right] = comparedIn(node, scope, resolver);
  if (!left || !right) return false;
  return [[left, right], [right, left]].some(([made, known]) => WRITTEN_DIGEST.test(resolver.shapeOf(known!, scope)) && isDigestOfRequest(made!, scope, resolver));
}

/** `hashlib.sha256(word.encode()).hexdigest() == DIGEST`: whoever knows the word is somebody else than all others. What is read of a file is no word. */
export function knowsWordByDigest(node: SyntaxNode, scope: Scope, resolver: PythonResolver): boolean {
  const [left, right] = comparedIn(node, scope, resolver);
  if (!left || !right) return false;
  return [[left, right], [right, left]].some(([made, known]) => WRITTEN_DIGEST.test(resolver.shapeOf(known!, scope)) && hashedIn(made!, scope, resolver).some((given) => isWord(given.node, given.scope, resolver)));
}

/** `word.encode()`, `bytes(word, "utf-8")`, where the word comes from elsewhere. */
function isWord(node: SyntaxNode, scope: Scope, resolver: PythonResolver, depth = 0): boolean {
  const [only, more] = node.name === 'VariableName' ? (scope.find(resolver.slice(node)) ?? []) : [];
  if (only && !more && 'node' in only && depth <= DEEPEST) return isWord(only.node, only.scope, resolver, depth + 1);
  const callee = node.name === 'CallExpression' ? node.firstChild : null;
  if (!callee || !resolver.shapeOf(node, scope).includes(UNKNOWN)) return false;
  const method = callee.getChild('PropertyName');
  return method ? resolver.slice(method) === 'encode' : resolver.slice(callee) === 'bytes' && resolver.argumentsOf(node).length === 2;
}

function comparedIn(node: SyntaxNode, scope: Scope, resolver: PythonResolver): SyntaxNode[] {
  if (node.name === 'CallExpression') return resolver.meaningsOf(node.firstChild!, scope).some((meaning) => /^py:(?:hmac|secrets)\.compare_digest$/.test(meaning)) ? resolver.argumentsOf(node) : [];
  if (node.name !== 'BinaryExpression' || !node.getChild('CompareOp')) return [];
  return partsOf(node).filter(({ name }) => name !== 'CompareOp');
}

function isDigestOfRequest(node: SyntaxNode, scope: Scope, resolver: PythonResolver): boolean {
  const [given] = hashedIn(node, scope, resolver);
  return given !== undefined && isOfRequest(given.node, given.scope, resolver);
}

/** What a digest is made of: of `hashlib.sha1(a).hexdigest()`, also under a name, `a`. */
function hashedIn(node: SyntaxNode, scope: Scope, resolver: PythonResolver, depth = 0): { node: SyntaxNode; scope: Scope }[] {
  if (depth > DEEPEST) return [];
  const [only, more] = node.name === 'VariableName' ? (scope.find(resolver.slice(node)) ?? []) : [];
  if (only && !more && 'node' in only) return hashedIn(only.node, only.scope, resolver, depth + 1);
  const callee = node.name === 'CallExpression' ? node.firstChild : null;
  if (!callee || !resolver.meaningsOf(callee, scope).some((meaning) => DIGEST.test(meaning))) return [];
  const hash = partsOf(callee)[0];
  return hash?.name === 'CallExpression' ? resolver.argumentsOf(hash).map((each) => ({ node: each, scope })) : [];
}

/** `request.get("headers", {}).get("x-client")`, and whatever is made of that or has its name. */
function isOfRequest(node: SyntaxNode, scope: Scope, resolver: PythonResolver, depth = 0): boolean {
  if (depth > DEEPEST || !resolver.shapeOf(node, scope).includes(UNKNOWN)) return false;
  if (node.name === 'VariableName') return (scope.find(resolver.slice(node)) ?? []).some((source) => 'node' in source && isOfRequest(source.node, source.scope, resolver, depth + 1));
  const isAsked = node.name === 'MemberExpression' || node.name === 'CallExpression';
  if (isAsked && OF_REQUEST.test(resolver.slice(node)) && startsAtParameter(node, scope, resolver)) return true;
  return partsOf(node).some((part) => part.name !== 'ArgList' ? isOfRequest(part, scope, resolver, depth + 1) : partsOf(part).some((each) => isOfRequest(each, scope, resolver, depth + 1)));
}

/** Is the first name of `a.b(c)["d"]` one that a function gets? */
function startsAtParameter(node: SyntaxNode, scope: Scope, resolver: PythonResolver): boolean {
  let inner: SyntaxNode | undefined = node;
  while (inner && (inner.name === 'MemberExpression' || inner.name === 'CallExpression')) inner = partsOf(inner)[0];
  const sources = inner?.name === 'VariableName' ? scope.find(resolver.slice(inner)) : null;
  return sources !== null && sources.length <= 1 && scope.parent !== null && (sources.length === 0 || isAskedOfParameter(sources[0]!, resolver));
}

/** `body = request["json"]` */
function isAskedOfParameter(source: NonNullable<ReturnType<Scope['find']>>[number], resolver: PythonResolver): boolean {
  if (!('node' in source) || source.scope.parent === null) return false;
  return source.node.name === 'MemberExpression' || source.node.name === 'CallExpression' ? startsAtParameter(source.node, source.scope, resolver) : false;
}
