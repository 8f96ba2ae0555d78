/** One permission of a host: what in the code and in the manifest needs it. */
export interface ScopeRow {
  scope: string;
  /**
   * Paths from the host object, for example `cells.getValue`; `()` is what a call gives, as in `sheets.active().rename`.
   * A longer path is matched by its longest row, so a row for a namespace covers everything in it.
   */
  methods: readonly string[];
  /** What in the manifest needs the scope without code: `contributes.panels`, `routes[].expose=global`, `events[].topic=asset*`. */
  manifestKeys: readonly string[];
  /** Paths from the global object, for example `fetch` and `navigator.clipboard`; modules of Node.js as `node:http`. */
  globals: readonly string[];
  /** Paths that justify the scope, although the host does not ask for it. */
  ungated: readonly string[];
  /** Scopes that include this one: who declares one of them need not declare this. */
  impliedBy: readonly string[];
}

/** How a dialect declares permissions: a list in its manifest. */
export interface Declaration {
  /** The member of the manifest in a package, as a JSON pointer: `/permissions`. */
  pointer: string;
  /** The member of an element that has the scope, where an element is an object and no text. */
  member?: string;
}

/** The interface that a host offers its extensions, and what of it needs which permission. */
export interface Catalogue {
  dialect: string;
  /** Where an extension has the host object from, as the end of a sentence; empty where there are no permissions. */
  given: string;
  /** Where a manifest declares permissions; null where there are none. */
  declared: Declaration | null;
  /** Exports of an entry point that the host calls with the host object. */
  activates: readonly string[];
  /** An entry point is the body of an async function; else a module. */
  bodies?: true;
  /** Modules that the host provides: name → path from the host object. */
  modules: Readonly<Record<string, string>>;
  /** Names that are always there: name → path from the host object. */
  names: Readonly<Record<string, string>>;
  /** A method that stands in several rows needs one of their scopes. */
  rows: readonly ScopeRow[];
  /** What needs no permission, and whose data is followed all the same (host-data.ts). Modules: name → path. */
  watched?: { paths: readonly string[]; modules: Readonly<Record<string, string>> };
}

/** A row of a catalogue; what is left out is empty. */
export function row(scope: string, methods: readonly string[], more: Partial<Omit<ScopeRow, 'scope' | 'methods'>> = {}): ScopeRow {
  return { scope, methods, manifestKeys: [], globals: [], ungated: [], impliedBy: [], ...more };
}

/** `members('cells', 'get set')` is `cells.get` and `cells.set`. */
export function members(of: string, names: string): string[] {
  return names.split(' ').map((name) => `${of}.${name}`);
}

/** Ways to the network that every browser and Node.js have. */
export const NETWORK_GLOBALS: readonly string[] = [
  'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'RTCPeerConnection', 'navigator.sendBeacon', 'importScripts',
  'node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram', 'node:dns', 'node:dns/promises',
];

/** Ways to the clipboard that every browser has. */
export const CLIPBOARD_GLOBALS: readonly string[] = ['navigator.clipboard', 'document.execCommand', 'ClipboardItem'];

const CLIENTS = ['axios', 'got', 'ky', 'needle', 'node-fetch', 'request', 'superagent', 'undici'].map((name) => [name, `@client:${name}`] as const);

/** Clients for requests that extensions of hosts with Node.js bring along, and what stands for all that they do. */
export const CLIENT_MODULES: Readonly<Record<string, string>> = Object.fromEntries(CLIENTS);
