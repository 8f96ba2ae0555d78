import { remade, unchanged } from './remade.js';
import type { Remade } from './remade.js';

/** Rounds in which texts that stand in other texts are replaced. */
const DEEPEST = 4;
/** UTF-16 units that all of them together become. */
const LONGEST = 3 * 1024 * 1024;
const BEFORE = /\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>/y;
const DOCTYPE = /<!DOCTYPE\s+[^\s["'>]+(?:\s+(?:SYSTEM|PUBLIC)\s+(?:"[^"]*"|'[^']*'))?(?:\s*(?:"[^"]*"|'[^']*'))?\s*\[/y;
/** What a document type is made of, as far as it matters: comments, declared texts, uses of a text in the type itself, other texts, its end. */
const DECLARATION = /<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)|<!ENTITY\s+([^\s;&%"'<>]{1,100})\s+(?:"([^"]*)"|'([^']*)')\s*>|(<!ENTITY)\s|"[^"]*"|'[^']*'|(%[^\s;&%"'<>]{1,100};)|(\])\s*>/g;
const REFERENCE = /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)|&([^\s;&%"'<>#]{1,100});/g;
const PREDEFINED = new Set(['amp', 'lt', 'gt', 'quot', 'apos']);
/** Attributes with a script or an address, in a declaration that gives them a value. */
const ACTIVE_DEFAULT = /[\s:](?:on[a-z]+|srcdoc|href|src|action|formaction|data|to|from|by|values|type)\s/i;

/** An XML document with the texts in it that it declares itself. */
export interface Resolved extends Remade {
  /** It declares some, so that what is not replaced may be anything. */
  declares: boolean;
  /** Nothing is left to be replaced, and the document type changes nothing else. */
  complete: boolean;
}

/** Replaces names of entities that a document declares by what they stand for, as a browser does; time is linear. */
export function withEntities(text: string): Resolved {
  const type = typeOf(text);
  if (type === null) return { ...unchanged(text), declares: false, complete: true };
  const { entities, declares, end, uses } = type;
  const head = text.slice(0, end);
  const isPlain = !(uses && /<!ENTITY\s+%\s+\S+\s+["']/.test(head)) && !(head.includes('<!ATTLIST') && ACTIVE_DEFAULT.test(head));
  const rounds: Remade[] = [unchanged(text.slice(end))];
  let left = LONGEST;
  let open = entities.size > 0;
  for (let depth = 0; open && depth < DEEPEST; depth++) {
    open = false;
    rounds.unshift(remade(rounds[0]!.text, REFERENCE, ([whole, name]) => {
      const value = name === undefined || left < 0 ? undefined : entities.get(name);
      if (value === undefined) return whole;
      left -= value.length;
      open = true;
      return left < 0 ? whole : value;
    }));
  }
  const at = (offset: number): number => (offset < end ? offset : end + rounds.reduce((inside, round) => round.at(inside), offset - end));
  // What is still named is seen by who parses the text.
  return { text: head + rounds[0]!.text, at, declares, complete: isPlain && left >= 0 };
}

/** What the document type inside of a document says; null when there is none. */
function typeOf(text: string): { entities: ReadonlyMap<string, string>; declares: boolean; uses: boolean; end: number } | null {
  BEFORE.lastIndex = 0;
  let start = 0;
  while (BEFORE.test(text)) start = BEFORE.lastIndex;
  DOCTYPE.lastIndex = start;
  if (!DOCTYPE.test(text)) return null;
  const entities = new Map<string, string>();
  let declares = false;
  let uses = false;
  const rest = text.slice(DOCTYPE.lastIndex);
  for (const { 0: whole, 1: name, 2: double, 3: single, 4: other, 5: use, 6: close, index } of rest.matchAll(DECLARATION)) {
    if (close !== undefined) return { entities, declares, uses, end: text.length - rest.length + index + whole.length };
    declares ||= name !== undefined || other !== undefined;
    uses ||= use !== undefined;
    // The first of several counts.
    if (name !== undefined && !PREDEFINED.has(name) && !entities.has(name)) entities.set(name, replacement(double ?? single ?? ''));
  }
  return { entities, declares, uses, end: text.length };
}

/** What is declared, with the characters that are given by number; names in it are replaced where it is used. */
function replacement(value: string): string {
  return value.replace(/&#(?:x([0-9a-f]{1,8})|(\d{1,8}));/gi, (_, hex?: string, decimal?: string) => {
    return String.fromCodePoint(Math.min(hex ? parseInt(hex, 16) : parseInt(decimal ?? '', 10), 0x10ffff));
  });
}
