import { Field, type TextRule } from '../field.js';

const ID: TextRule = { code: 'manifest-contributes', max: 300, help: 'Write a text of at most 300 characters.' };
const COMMAND: TextRule = { ...ID, help: 'Write {"command": "…", "title": "…"}.' };
const MOST = 5000;
/** Members that name an item of some kind, the telling ones first. */
const NAMES = ['id', 'command', 'type', 'viewType', 'scopeName', 'language', 'languageId', 'name', 'label', 'scheme', 'path', 'key', 'url'];

/**
 * What a VS Code manifest adds to its host: kind → ids, in the author's order, each once. Lists inside an object get a
 * kind of their own (`views.explorer`), settings are named by their keys, and items that nothing names are left out.
 */
export function readContributes(field: Field): Record<string, string[]> {
  const found: [kind: string, ids: string[]][] = [];
  for (const [kind, member] of field.members()) {
    if (kind === 'configuration') found.push([kind, settingsOf(member)]);
    else if (kind === 'configurationDefaults' || kind === 'icons') found.push([kind, member.members().map(([name]) => name)]);
    else if (isGroup(member)) for (const [place, list] of member.members()) found.push([`${kind}.${place}`, idsOf(kind, list)]);
    else found.push([kind, idsOf(kind, member)]);
  }
  if (found.some(([kind]) => kind.length > ID.max)) field.refuse(ID.code, `has a kind of more than ${ID.max} characters`, ID.help);
  return Object.fromEntries(found.map(([kind, ids]) => [kind, [...new Set(ids)]]));
}

/** An object of lists, such as menus by their place. */
function isGroup({ value }: Field): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).length > 0 && Object.values(value).every(Array.isArray);
}

/** One page of settings, or several. */
function settingsOf(field: Field): string[] {
  const pages = Array.isArray(field.value) ? field.items(MOST) : [field];
  return pages.flatMap((page) => page.member('properties').members().map(([name]) => name));
}

/** VS Code takes a single item in place of a list. */
function idsOf(kind: string, field: Field): string[] {
  const items = Array.isArray(field.value) ? field.items(MOST) : [field];
  return items.flatMap((item) => {
    if (kind === 'commands') return [item.member('command').text(COMMAND)];
    if (typeof item.value === 'string') return [item.text(ID)];
    if (typeof item.value !== 'object' || item.value === null || Array.isArray(item.value)) return [];
    const named = NAMES.map((name) => item.member(name)).find(({ value }) => typeof value === 'string' && value.trim() !== '');
    return named === undefined ? [] : [named.text(ID)];
  });
}
