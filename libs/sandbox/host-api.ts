import type { GuestMethod, HostApi } from './protocol.js';

/** Method → who may call it. */
export type Methods = ReadonlyMap<string, GuestMethod>;

const PATH = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/;

/**
 * The methods of a host, for an extension that was granted these scopes. A method in several rows is free when one of
 * its scopes is granted. Throws TypeError for a path that is not a chain of identifiers.
 */
export function methodsOf(api: HostApi, granted: readonly string[]): Methods {
  const methods = new Map<string, GuestMethod>();
  for (const { scope, methods: paths } of api.rows) {
    const free = scope === null || granted.includes(scope);
    for (const path of paths) if (free || !methods.has(path)) methods.set(identifiers(path), { path, scope, granted: free });
  }
  // An object that can be called itself comes before its members.
  return new Map([...methods].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The row of a method; with `below`, also that of a method below an object that has a row. */
export function rowOf(methods: Methods, method: string, below: boolean): GuestMethod | undefined {
  for (let path = method; path !== ''; path = path.slice(0, Math.max(path.lastIndexOf('.'), 0))) {
    const row = methods.get(path);
    if (row || !below) return row;
  }
  return undefined;
}

/** Names and the part of the host object behind each. Throws TypeError for a part that is not a chain of identifiers. */
export function partsOf(parts: Readonly<Record<string, string>> = {}): [string, string][] {
  return Object.entries(parts).map(([name, part]) => [name, part === '' ? '' : identifiers(part)]);
}

/** Is a part no member of the host object, so that only modules and globals lead there? */
export function isBeside(path: string): boolean {
  return path.startsWith('$');
}

export function modulesOf({ modules }: HostApi): [string, string][] {
  return partsOf(modules);
}

function identifiers(path: string): string {
  if (!PATH.test(path) || path.split('.').includes('__proto__')) throw new TypeError(`"${path}" is not a chain of names such as cells.getValue`);
  return path;
}
