import { Field, quote, type TextRule } from './field.js';
import { DEFAULT_LIMITS } from './limits.js';
import { PackageError } from './manifest.js';
import { checkPath } from './paths.js';

const AUTHOR: TextRule = { code: 'manifest-author', max: 255, help: 'Write a name, or {"name": "…"}.' };
const LINK: TextRule = { code: 'manifest-link', max: 500, help: 'Write an https address, for example "https://example.org/git-lens".' };

/** The name of `author` as npm writes it (a text, or an object): an e-mail address never becomes public. */
export function readAuthors(field: Field): string[] {
  if (field.absent) return [];
  const text = typeof field.value === 'string' ? field.optionalText(AUTHOR) : field.member('name').text(AUTHOR);
  const name = (text ?? '').replace(/<[^>]*>?|\([^)]*\)?/g, ' ').replace(/\S+@\S+/g, ' ').replace(/\s+/g, ' ').trim();
  return name === '' ? [] : [name];
}

/** A web address, or null when the member is left out. Refuses every other value. */
export function readLink(field: Field): string | null {
  const text = field.optionalText(LINK);
  if (text === null) return null;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') field.refuse(LINK.code, `is not a web address: ${quote(text)}`, LINK.help);
  return text;
}

/** A web address for `repository` as npm writes it (a URL, `owner/name`, or an object); null for one that no browser opens. */
export function readRepository(field: Field): string | null {
  if (field.absent) return null;
  const place = typeof field.value === 'string' ? field : field.member('url');
  const text = place.text(LINK).replace(/^git\+(?=https?:)/, '');
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(text);
  if (short !== null) return `https://github.com/${short[1]}`;
  return /^https?:/i.test(text) ? readLink(new Field(text, place.pointer)) : null;
}

/** The path inside the package that a member names, as checkPath returns it. Refuses every other value with the rule's code. */
export function readPath(field: Field, rule: TextRule): string {
  const text = field.text(rule);
  try {
    return checkPath(text, DEFAULT_LIMITS);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    throw new PackageError(rule.code, `${field.pointer} is not a path inside the package. ${error.message}`, field.pointer, rule.help);
  }
}
