import type { Meaning } from './meaning.js';
import type { Node } from './tree.js';

const TYPES = new Set([
  'CallExpression', 'NewExpression', 'TaggedTemplateExpression', 'ImportExpression', 'ImportDeclaration',
  'ExportNamedDeclaration', 'ExportAllDeclaration', 'ExportDefaultDeclaration',
  'Property', 'ArrayExpression', 'ReturnStatement', 'AssignmentExpression', 'SpreadElement', 'ForInStatement', 'ForOfStatement', 'TemplateLiteral',
  'ClassDeclaration', 'ClassExpression', 'PropertyDefinition', 'ThrowStatement', 'YieldExpression',
]);
const CALLED = new Set([
  'eval', 'execScript', 'Function', 'constructor', 'setTimeout', 'setInterval', 'setImmediate', '_compile',
  'process.binding', 'process._linkedBinding', 'process.dlopen', 'require', 'process.getBuiltinModule', 'import', 'importScripts',
  'fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'new XMLHttpRequest.open', 'new XMLHttpRequest.send', 'new WebSocket.send', 'navigator.sendBeacon',
  'navigator.clipboard.readText', 'navigator.clipboard.read', 'document.addEventListener', 'globalThis.addEventListener', 'document.write',
  'Worker', 'SharedWorker', 'WebAssembly.Module', 'WebAssembly.instantiate', 'WebAssembly.compile',
]);
const CALLED_OF_MODULES = /^module:(?:https?|http2|net|tls|dgram|dns|dns\/promises|axios|undici|got|node-fetch|child_process|vm)(?:[.(]|$)/;

/** Only a repeated group that holds a repetition or a choice can take exponential time. */
const MAY_BE_SLOW = /[+*}|][^()]*\)+(?:[*+]|\{\d+,)/;

/** Calls whose arguments are run as code, or leave the computer. */
export const SINKS = /^(?:eval|execScript|Function|constructor|_compile|setTimeout|setInterval|WebAssembly\..*|fetch|WebSocket|EventSource|navigator\.sendBeacon|new (?:XMLHttpRequest|WebSocket)\..*|module:(?:https?|http2|net|tls|dgram|dns|dns\/promises|axios|undici|got|node-fetch|child_process|vm)(?:[.(].*)?)$/;

/** Things that do something wherever they go. */
export const HANDED_ON: ReadonlySet<Meaning> = new Set(['eval', 'execScript', 'process.env', 'require', 'process.getBuiltinModule']);

/** Inner parts of Node.js: `binding('spawn_sync')` of anything is `process.binding`. */
export const INNER_PARTS = /^(?:spawn_sync|process_wrap|fs|fs_dir|tcp_wrap|pipe_wrap|udp_wrap|cares_wrap|contextify|natives|module_wrap|worker|inspector|v8|os|http_parser|tls_wrap|crypto|zlib|js_stream|stream_wrap|uv)$/;

/** Calls that load a module by its name. */
export const LOADERS: ReadonlySet<Meaning> = new Set(['require', 'process.getBuiltinModule', 'import']);

/** True for the nodes of a tree that may be of interest. */
export function isWanted(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? node.value.length > 2 : 'regex' in node && MAY_BE_SLOW.test(node.regex.pattern);
    case 'BinaryExpression':
      return node.operator === '+';
    case 'MemberExpression':
      // Of members, only what is done with `process.mainModule` is of interest by itself.
      return node.property.type === 'Identifier' ? node.property.name === 'require' || node.property.name === 'constructor' : node.computed === true;
    default:
      return TYPES.has(node.type);
  }
}

/** True for calls of things with this meaning that rules ask about. */
export function isWantedCall(what: Meaning): boolean {
  return CALLED.has(what) || CALLED_OF_MODULES.test(what);
}
