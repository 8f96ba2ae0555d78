/** The name of a package in a registry, or of a file in it; nothing with a scheme. */
const PACKAGE = /^(?:@[\w.~-]+\/)?[\w~-][\w.~/-]*$/;
/** Modules of Node.js, by the first part of their names; those that are newer have a scheme. */
const OF_NODE = new Set([
  'assert', 'async_hooks', 'buffer', 'child_process', 'cluster', 'console', 'constants', 'crypto', 'dgram', 'diagnostics_channel', 'dns', 'domain', 'events', 'fs', 'http', 'http2', 'https', 'inspector', 'module', 'net', 'os', 'path',
  'perf_hooks', 'process', 'punycode', 'querystring', 'readline', 'repl', 'stream', 'string_decoder', 'sys', 'timers', 'tls', 'trace_events', 'tty', 'url', 'util', 'v8', 'vm', 'wasi', 'worker_threads', 'zlib',
]);

/** Does a script load a package by this name? Not one of its own files, nor a module of Node.js: of those, what is not guarded needs no permission. */
export function isPackage(specifier: string): boolean {
  return PACKAGE.test(specifier) && !OF_NODE.has(specifier.split('/', 1)[0] ?? '');
}
