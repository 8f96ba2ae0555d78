/** How a module is asked for; `any` is every way at once, those of bundlers and browsers among them. */
export type Way = 'import' | 'require' | 'any';

/** Conditions of Node.js in `exports` and `imports`. */
const OF_NODE = ['node', 'node-addons', 'module-sync', 'default'];
const CONDITIONS: Record<Exclude<Way, 'any'>, ReadonlySet<string>> = { import: new Set(['import', ...OF_NODE]), require: new Set(['require', ...OF_NODE]) };
/** Read by compilers alone, which run nothing of it. */
const TYPES = /^types(?:@|$)/;
/** Conditions in each other. */
const DEEPEST = 100;
/** Targets of one name that are answered. */
const MOST_TARGETS = 50;

/**
 * What the keys of `exports` or `imports` in a package.json make of one of them (`.`, `./sub`, `#name`): targets as written, without `*`. The one
 * that Node.js takes, or for `any` those of all conditions. Empty where there is none, or where it is hidden by null.
 */
export function targetsIn(entries: unknown, key: string, way: Way): string[] {
  const table = tableOf(entries);
  if (table === null) return [];
  const exact = key.includes('*') || key.endsWith('/') ? undefined : own(table, key);
  if (exact !== undefined) return chosen(exact, way);
  const pattern = patternFor(key, Object.keys(table));
  if (pattern === null) return [];
  const star = key.slice(pattern.before.length, key.length - pattern.after.length);
  return chosen(own(table, pattern.key), way).map((target) => (pattern.key.endsWith('/') ? target + star : target.replaceAll('*', () => star)));
}

/** `exports` may be the target of `.` itself. */
function tableOf(entries: unknown): Record<string, unknown> | null {
  if (entries === null || entries === undefined) return null;
  const isTable = typeof entries === 'object' && !Array.isArray(entries) && Object.keys(entries).some((key) => /^[.#]/.test(key));
  return isTable ? (entries as Record<string, unknown>) : { '.': entries };
}

function own(table: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

interface Pattern {
  key: string;
  before: string;
  after: string;
}

/** The longest pattern that fits: `./lib/*.js`, and `./lib/` of older versions. */
function patternFor(key: string, keys: readonly string[]): Pattern | null {
  let best: Pattern | null = null;
  for (const each of keys) {
    const [before = '', after = '', more] = (each.endsWith('/') ? `${each}*` : each).split('*');
    if (more !== undefined || !each.includes('*') === !each.endsWith('/')) continue;
    if (!key.startsWith(before) || !key.endsWith(after) || key.length <= before.length + after.length - (after === '' ? 0 : 1)) continue;
    if (best === null || before.length > best.before.length || (before.length === best.before.length && each.length > best.key.length)) best = { key: each, before, after };
  }
  return best;
}

function chosen(value: unknown, way: Way): string[] {
  if (way === 'any') return [...new Set(allIn(value))];
  const target = firstIn(value, CONDITIONS[way]);
  return typeof target === 'string' ? [target] : [];
}

/** Undefined where no condition fits, so that the next one is asked; null hides. */
function firstIn(value: unknown, conditions: ReadonlySet<string>, depth = 0): string | null | undefined {
  if (typeof value === 'string' || value === null) return value;
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return value.map((each) => firstIn(each, conditions, depth + 1)).find((each) => typeof each === 'string');
  if (typeof value !== 'object') return undefined;
  for (const [name, below] of Object.entries(value)) {
    const found = conditions.has(name) ? firstIn(below, conditions, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function allIn(value: unknown): string[] {
  const found: string[] = [];
  const open = [value];
  for (let next = open.shift(); next !== undefined && found.length < MOST_TARGETS; next = open.shift()) {
    if (typeof next === 'string') found.push(next);
    else if (Array.isArray(next)) open.push(...next.filter((each) => each !== undefined && each !== null));
    else if (typeof next === 'object' && next !== null) open.push(...Object.entries(next).flatMap(([name, each]) => (TYPES.test(name) || each === null ? [] : [each as unknown])));
  }
  return found;
}
