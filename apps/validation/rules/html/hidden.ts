import type { Tag } from './tag.js';

/** UTF-16 units of styles that are looked at. */
const MOST_READ = 64 * 1024;
const OPENS = /<style/gi;
const HIDES = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*[1-4]?)?\s*(?:;|$|!)|(?:left|top|right|margin-left|margin-top)\s*:\s*-\d{4,})/i;
const NARROW = /(?:^|[;\s])(?:max-)?width\s*:\s*[01](?:px)?\s*(?:;|$|!)/i;
const LOW = /(?:^|[;\s])(?:max-)?height\s*:\s*[01](?:px)?\s*(?:;|$|!)/i;
const NOTHING = /^\s*[01](?:px)?\s*$/;

/** Does nobody see an element, by its attributes or by what the styles of its page say of it? `hiding`: what these hide. */
export function isHidden({ name, attributes }: Tag, hiding: ReadonlySet<string>): boolean {
  if (attributes.has('hidden')) return true;
  if (NOTHING.test(attributes.get('width') ?? '') && NOTHING.test(attributes.get('height') ?? '')) return true;
  if (hides(attributes.get('style') ?? '')) return true;
  return [name, ...namesOf(attributes.get('id'), '#'), ...namesOf(attributes.get('class'), '.')].some((each) => hiding.has(each) || hiding.has(name + each));
}

/** What the styles of a page hide: the last element of each selector, `#a` of `body > #a`. Linear. */
export function hiddenIn(html: string): ReadonlySet<string> {
  const found = new Set<string>();
  let left = MOST_READ;
  for (const { index: start } of html.matchAll(OPENS)) {
    if (left <= 0) return found;
    const end = html.indexOf('</', start);
    const styles = html.slice(html.indexOf('>', start) + 1, end < 0 ? undefined : end).slice(0, left);
    left -= styles.length + 1;
    for (const rule of styles.split('}')) {
      const [style = '', selector = ''] = rule.split('{').reverse();
      if (hides(style)) for (const each of selector.split(',')) found.add(lastOf(each));
    }
  }
  return found;
}

function hides(style: string): boolean {
  return HIDES.test(style) || (NARROW.test(style) && LOW.test(style));
}

function namesOf(value: string | undefined, mark: string): string[] {
  return (value ?? '').split(/\s+/).filter((each) => each !== '').map((each) => mark + each);
}

/** The element that a selector is about: `body > #a` is about `#a`. */
function lastOf(selector: string): string {
  return selector.trim().split(/[\s>+~]+/).at(-1) ?? '';
}
