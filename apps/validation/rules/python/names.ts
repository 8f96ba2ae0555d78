/** True for what is no module and no builtin that rules know: an object of the module's own. */
export function isOwn(meaning: string): boolean {
  return !meaning.includes('.') || meaning.endsWith('()');
}

/** Modules that rules know something about. */
const MODULES = new Set([
  'os', 'os.path', 'sys', 'subprocess', '_posixsubprocess', 'pty', 'multiprocessing', 'asyncio', 'commands', 'importlib', 'ctypes', 'cffi', '_ctypes',
  'builtins', 'code', 'timeit', 'cProfile', 'trace', 'types', 'marshal', 'pickle', 'dill', 'operator', 'functools',
  'requests', 'httpx', 'aiohttp', 'urllib3', 'urllib.request', 'http.client', 'websockets', 'socket', 'smtplib', 'ftplib', 'dns.resolver',
  'base64', 'binascii', 'codecs', 'zlib', 'gzip', 'bz2', 'lzma', 'io', 'pathlib', 'shutil',
  'pyperclip', 'tkinter', 'win32clipboard', 'pynput', 'keyboard', 'pyHook', 'pyxhook',
]);
/** Builtins that rules or this reader know something about. */
const BUILTINS = new Set(['eval', 'exec', 'compile', 'execfile', '__import__', 'getattr', 'vars', 'globals', 'open', 'chr', 'bytes', 'bytearray', 'str', 'builtins']);
/** Characters of one name; of a longer one the end is what counts. */
export const LONGEST_NAME = 200;

/** The module that rules know, of which `path` is one or a part; null for none. */
export function knownModule(path: string): string | null {
  for (let name = full(`${path}.*`).slice('py:'.length, -'.*'.length); name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) if (MODULES.has(name)) return name;
  return null;
}

/** Whether rules may know what a name does: what calls of results of calls give is never known. */
export function isKnown(meaning: string): boolean {
  const name = meaning.slice('py:'.length);
  return name.split('()').length <= 2 && (BUILTINS.has(/^\w*/.exec(name)![0]) || knownModule(name.replaceAll('()', '')) !== null);
}

/** One name for what has several: `builtins.eval`, `__builtins__.eval` and `eval`. */
export function full(long: string): string {
  const name = long.slice(-LONGEST_NAME);
  const plain = name.replace(/\.__dict__(?=\.|$)/g, '').replace(/\.(?:__call__|__value__)$/, '').replace(/^sys\.modules\.(?=.)/, '').replace(/^(?:posix|nt)(?=\.|$)/, 'os');
  // A module that another one imported: `shutil.os`.
  const inner = plain.replace(/^(?:[\w]+\.)+?(?=(?:os|sys|builtins|importlib)\.)/, '');
  return `py:${inner.replace(/^(?:builtins|__builtins__)\.(?=.)/, '').replace(/^__builtins__$/, 'builtins')}`;
}
