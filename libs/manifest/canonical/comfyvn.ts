/**
 * ComfyVN's canonical JSON: what Python's json module writes with sorted keys, so members by code point, ASCII only and
 * Python's number text. Whole numbers are bigint (`parseJson` with `integers: 'bigint'`); a number prints as a float.
 */
export function comfyvnJson(value: unknown): string {
  return write(value, null);
}

/** The same members on lines of their own, indented by two spaces, with a line break at the end: the text of the packed manifest. */
export function comfyvnJsonLines(value: unknown): string {
  return `${write(value, '\n')}\n`;
}

/** Order of two texts by Unicode code points, where JavaScript's own is by UTF-16 code units. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

/** Surrogates stand for what comes after every other code unit. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** `line` is the break and indentation before the value's own closing bracket; null for the dense form. */
function write(value: unknown, line: string | null): string {
  if (typeof value === 'string') return quoteAscii(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return pythonFloat(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = line === null ? null : `${line}  `;
  if (Array.isArray(value)) return bracket('[]', value.map((item) => write(item, inner)), line);
  const colon = line === null ? ':' : ': ';
  const members = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b));
  return bracket('{}', members.map(([name, member]) => `${quoteAscii(name)}${colon}${write(member, inner)}`), line);
}

function bracket([open, close]: string, items: string[], line: string | null): string {
  if (items.length === 0) return `${open}${close}`;
  if (line === null) return `${open}${items.join(',')}${close}`;
  return `${open}${line}  ${items.join(`,${line}  `)}${line}${close}`;
}

const SHORT: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quoteAscii(text: string): string {
  return `"${text.replace(/["\\]|[^ -~]/g, (unit) => SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/** The shortest text that gives the same double, in Python's notation: `1.0`, `1e-07`, `1e+16`, `-0.0`. */
export function pythonFloat(value: number): string {
  const [digits, power] = Math.abs(value).toExponential().split('e') as [string, string];
  const exponent = Number(power);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (exponent < -4 || exponent >= 16) return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const text = String(Math.abs(value));
  return `${sign}${text.includes('.') ? text : `${text}.0`}`;
}
