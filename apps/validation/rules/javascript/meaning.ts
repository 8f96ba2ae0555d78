/**
 * What an expression may stand for, whatever detour it takes there. Only what rules ask about has a name:
 * globals (`eval`, `process.binding`, `setTimeout` …), modules (`module:child_process`), and
 * - `constructor`: the Function constructor, reached through `.constructor`; `?.constructor`: of something unknown
 * - `function`, `builtin`: a function written here, anything that the engine brings
 * - `text`, `object`, `instance`: a string, an object literal, another literal
 */
export type Meaning = string;

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global', 'frames', 'top', 'parent']);
const GLOBALS = new Set(['eval', 'Function', 'execScript', 'setTimeout', 'setInterval', 'setImmediate', 'require', 'module', 'process', 'Reflect', 'String', 'atob']);
const MEMBERS = new Set([
  'process.binding', 'process._linkedBinding', 'process.dlopen', 'process.getBuiltinModule',
  'Reflect.apply', 'Reflect.construct', 'Reflect.get', 'String.fromCharCode', 'module:module.createRequire',
]);
/** Other ways to write the same thing. */
const SYNONYMS = new Map([
  ['module.require', 'require'],
  ['module.constructor', 'module:module'],
  ['module:module.Module', 'module:module'],
  ['module:module._load', 'require'],
  ['process.mainModule', 'module'],
  ['require.main', 'module'],
]);

export function globalNamed(name: string): Meaning[] {
  if (GLOBAL_OBJECTS.has(name)) return ['globalThis'];
  return [GLOBALS.has(name) ? name : 'builtin'];
}

/** `node:vm` and `vm` are one module; a name that is computed at run time is none. */
export function moduleNamed(specifier: string | null): Meaning[] {
  if (specifier === null) return [];
  const name = specifier.replace(/^node:/, '');
  return [name === 'process' ? 'process' : `module:${name}`];
}

/** What the member `name` of something with these meanings means. */
export function membersOf(meanings: readonly Meaning[], name: string): readonly Meaning[] {
  return meanings.length === 0 ? meanings : union(meanings.map((meaning) => membersOfOne(meaning, name)));
}

function membersOfOne(meaning: Meaning, name: string): Meaning[] {
  const path = `${meaning}.${name}`;
  const synonym = SYNONYMS.get(path);
  if (synonym) return [synonym];
  if (MEMBERS.has(path)) return [path];
  if (meaning === 'globalThis') return globalNamed(name);
  if (meaning.startsWith('module:')) return name === 'default' ? [meaning] : [];
  if (meaning === 'object') return name === 'constructor' ? ['builtin'] : [];
  if (meaning === 'text' || meaning === 'instance') return /^\d+$/.test(name) ? [] : ['builtin'];
  if (name === 'constructor') return ['constructor'];
  if (meaning === 'function') return name === '__proto__' ? ['builtin'] : [];
  return meaning === '?.constructor' || meaning === 'module' ? [] : ['builtin'];
}

/** Things that make a function out of text. */
export function isFunctionConstructor(meaning: Meaning): boolean {
  return meaning === 'Function' || meaning === 'constructor';
}

export function union(sets: readonly (readonly Meaning[])[]): readonly Meaning[] {
  if (sets.length === 1) return sets[0] ?? [];
  return [...new Set(sets.flat())];
}
