import { full } from './names.js';

/** All that `from subprocess import *` brings. */
const OF_SUBPROCESS = new Set(['Popen', 'PIPE', 'STDOUT', 'DEVNULL', 'call', 'check_call', 'check_output', 'getoutput', 'getstatusoutput', 'run', 'CalledProcessError', 'CompletedProcess', 'SubprocessError', 'TimeoutExpired']);
/** Modules that have an `open` of their own. */
const HAVE_OPEN = new Set(['os', 'io', 'gzip', 'bz2', 'lzma', 'codecs', 'tarfile', 'shelve']);
/** Functions that Python has built in. */
const BUILT_IN = new Set([
  '__import__', 'abs', 'aiter', 'all', 'anext', 'any', 'ascii', 'bin', 'bool', 'breakpoint', 'bytearray', 'bytes', 'callable', 'chr', 'classmethod', 'compile', 'complex', 'delattr', 'dict', 'dir', 'divmod', 'enumerate', 'eval',
  'exec', 'filter', 'float', 'format', 'frozenset', 'getattr', 'globals', 'hasattr', 'hash', 'help', 'hex', 'id', 'input', 'int', 'isinstance', 'issubclass', 'iter', 'len', 'list', 'locals', 'map', 'max', 'memoryview', 'min',
  'next', 'object', 'oct', 'open', 'ord', 'pow', 'print', 'property', 'range', 'repr', 'reversed', 'round', 'set', 'setattr', 'slice', 'sorted', 'staticmethod', 'str', 'sum', 'super', 'tuple', 'type', 'vars', 'zip',
]);

/** May `from module import *` bring this name, of a module that is not the package's own? What Python has built in is no other thing then, but for `open`. */
export function mayBring(module: string, name: string): boolean {
  const known = full(module).slice('py:'.length);
  if (known === 'subprocess') return OF_SUBPROCESS.has(name);
  return !BUILT_IN.has(name) || (name === 'open' && HAVE_OPEN.has(known));
}
