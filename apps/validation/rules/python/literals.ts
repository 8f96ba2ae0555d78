import { UNKNOWN } from '../javascript/syntax/shape.js';

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };

/** A text in the braces of a format; anything else is not known. */
export function inBraces(code = ''): string {
  const text = unquoted(code.trim());
  return text.includes('\\') ? UNKNOWN : text;
}

/** The text of a literal as written: without prefix and quotes, the common escapes replaced. */
export function unquoted(literal: string): string {
  const match = /^([a-z]*)("""|'''|"|')([\s\S]*?)\2$/i.exec(literal);
  if (!match) return UNKNOWN;
  const [, prefix = '', , body = ''] = match;
  if (/r/i.test(prefix)) return body;
  return body.replace(ESCAPE, unescaped);
}

const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|N\{[^{}]*\}|.)/gs;

/** What an escape stands for; the names of characters are not known here. */
function unescaped(escape: string): string {
  const rest = escape.slice(1);
  if (rest.startsWith('N{')) return UNKNOWN;
  if (/^[0-7]/.test(rest)) return String.fromCharCode(parseInt(rest, 8));
  if (/^[xuU]./.test(rest)) return String.fromCodePoint(Math.min(parseInt(rest.slice(1), 16), 0x10ffff));
  return ESCAPES[rest] ?? escape;
}
