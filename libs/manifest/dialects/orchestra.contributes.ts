import { Field, quote, type TextRule } from '../field.js';

const ID: TextRule = { code: 'manifest-contributes', max: 200, help: 'Write a text of at most 200 characters, different from the others of its list.' };
const MOST = 1000;

/** Which member is the id of an item, and whether two items may have the same. */
interface Kind {
  id: readonly string[];
  unique: boolean;
}

const KINDS = new Map<string, Kind>([
  ['commands', { id: ['command'], unique: true }],
  ['settings', { id: ['id'], unique: true }],
  ['themes', { id: ['id', 'label'], unique: true }],
  ['languages', { id: ['id'], unique: true }],
  ['views', { id: ['id'], unique: true }],
  ['menus', { id: ['command'], unique: false }],
  ['keybindings', { id: ['command'], unique: false }],
]);
const OTHER: Kind = { id: ['id', 'command', 'name', 'scopeName', 'label', 'language', 'path'], unique: false };

/**
 * What an Orchestra manifest adds to its host: kind → ids, in the author's order. Lists inside an object get a kind
 * of their own (`views.sidebar`); kinds that are not lists have no ids.
 */
export function readContributes(field: Field): Record<string, string[]> {
  const found: [string, string[]][] = [];
  for (const [name, member] of field.members()) {
    const known = KINDS.get(name);
    if (Array.isArray(member.value)) found.push([name, readIds(member, known ?? OTHER)]);
    else if (name === 'views' || name === 'menus') for (const [place, list] of member.members()) found.push([`${name}.${place}`, readIds(list, known ?? OTHER)]);
    else if (known === undefined) found.push([name, []]);
    else member.refuse('manifest-type', 'must be a list', `Write "${name}": [{"${known.id[0]}": "…"}].`);
  }
  if (found.some(([kind]) => kind.length > ID.max)) field.refuse(ID.code, `has a kind of more than ${ID.max} characters`, ID.help);
  return Object.fromEntries(found);
}

function readIds(list: Field, kind: Kind): string[] {
  const ids = new Set<string>();
  for (const item of list.items(MOST)) {
    const id = readId(item, kind);
    if (kind.unique && ids.has(id)) item.refuse('manifest-duplicate', `repeats ${quote(id)}`, ID.help);
    ids.add(id);
  }
  return [...ids];
}

function readId(item: Field, kind: Kind): string {
  if (typeof item.value === 'string' && kind === OTHER) return item.text(ID);
  const fields = kind.id.map((name) => item.member(name));
  return (fields.find((field) => !field.absent) ?? fields[0]!).text(ID);
}
