/** What an address in a page stands for, read as a browser reads it (URL standard: blanks around it, tabs and line ends in it do not count). */
export type Address =
  | { kind: 'script'; text: string }
  | { kind: 'page'; text: string }
  | { kind: 'data' | 'remote' | 'other' }
  | { kind: 'local'; path: string };

const AROUND = /^[\0- ]+|[\0- ]+$/g;
const INSIDE = /[\t\n\r]/g;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const PAGE_TYPE = /^(?:text\/html|application\/xhtml\+xml|image\/svg\+xml|(?:text|application)\/xml)\b/i;

/** A script, a page inside of the address, another data address, an address elsewhere, or a path in the package, without `?` and `#`. */
export function addressOf(written: string): Address {
  const address = written.replace(AROUND, '').replace(INSIDE, '');
  const scheme = SCHEME.exec(address)?.[1]?.toLowerCase();
  if (scheme === 'javascript') return { kind: 'script', text: unescaped(address.slice('javascript:'.length)) };
  if (scheme === 'data') return dataOf(address.slice('data:'.length));
  if (scheme === 'http' || scheme === 'https' || /^[\\/]{2}/.test(address)) return { kind: 'remote' };
  if (scheme === 'blob') return { kind: 'data' };
  if (scheme !== undefined) return { kind: 'other' };
  return { kind: 'local', path: unescaped(address.replace(/[?#].*$/s, '')).replaceAll('\\', '/') };
}

function dataOf(content: string): Address {
  const comma = content.indexOf(',');
  const type = content.slice(0, Math.max(0, comma));
  if (!PAGE_TYPE.test(type.trim())) return { kind: 'data' };
  const body = unescaped(content.slice(comma + 1));
  return { kind: 'page', text: /;\s*base64\s*$/i.test(type) ? Buffer.from(body, 'base64').toString() : body };
}

/** Without percent escapes; those that are no UTF-8 stay. */
function unescaped(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}
