import { Field, quote, type TextRule } from '../field.js';

const CODE = 'manifest-contributes';
const ID: TextRule = { code: CODE, max: 200, help: 'Write a text of at most 200 characters, different from the others of its list.' };
const TEXT: TextRule = { code: CODE, max: 1000, help: 'Write a text of at most 1000 characters.' };
const MOST = 1000;

/** A list under `contributes`: what names an item, and which other texts it must and may have. */
interface Kind {
  id: string;
  /** Whether two items may not have the same id. */
  unique: boolean;
  required: readonly string[];
  optional: readonly string[];
}

const MENU_ITEM: Kind = { id: 'command', unique: false, required: [], optional: ['when', 'group'] };
const KINDS: Readonly<Record<string, Kind>> = {
  commands: { id: 'command', unique: true, required: ['title'], optional: ['category', 'icon', 'description'] },
  keybindings: { id: 'command', unique: false, required: ['key'], optional: ['mac', 'when'] },
  panels: { id: 'id', unique: true, required: ['title'], optional: ['icon'] },
  customFunctions: { id: 'name', unique: true, required: [], optional: [] },
  dataConnectors: { id: 'id', unique: true, required: ['name'], optional: [] },
};

/** The text without space around it, as Formula reads every text; other values as they are. */
export function trimmed(field: Field): Field {
  return typeof field.value === 'string' ? new Field(field.value.trim(), field.pointer) : field;
}

/**
 * What a Formula manifest adds to its host: kind → ids, in the author's order. Each menu has a kind of its own
 * (`menus.<menu>`, the ids of its commands); kinds that Formula does not know have no ids.
 */
export function readContributes(field: Field): Record<string, string[]> {
  const found: [string, string[]][] = [];
  for (const [name, member] of field.members()) {
    if (name === 'menus') for (const [menu, list] of member.members()) found.push([`menus.${menu}`, readList(list, MENU_ITEM)]);
    else if (name === 'configuration') found.push([name, readConfiguration(member)]);
    else found.push([name, Object.hasOwn(KINDS, name) ? readList(member, KINDS[name]!) : []]);
    if (name === 'customFunctions') member.items(MOST).forEach(checkFunction);
  }
  if (found.some(([kind]) => kind.length > ID.max)) field.refuse(ID.code, `has a kind of more than ${ID.max} characters`, ID.help);
  return Object.fromEntries(found);
}

function readList(list: Field, kind: Kind): string[] {
  const ids = new Set<string>();
  for (const item of list.items(MOST)) {
    const id = trimmed(item.member(kind.id)).text(ID);
    if (kind.unique && ids.has(id)) item.refuse('manifest-duplicate', `repeats ${quote(id)}`, ID.help);
    ids.add(id);
    for (const name of kind.required) item.member(name).text(TEXT);
    for (const name of kind.optional) item.member(name).optionalText(TEXT);
    item.member('keywords').texts(MOST, TEXT);
  }
  return [...ids];
}

function checkFunction(item: Field): void {
  for (const parameter of item.member('parameters').items(MOST)) {
    parameter.member('name').text(ID);
    parameter.member('type').text(TEXT);
  }
  item.member('result').member('type').text(TEXT);
}

/** The ids of settings: the members of `properties`, or of `settings` by another name. */
function readConfiguration(field: Field): string[] {
  field.member('title').optionalText(TEXT);
  const properties = field.member('properties');
  const settings = properties.absent ? field.member('settings') : properties;
  if (!Array.isArray(settings.value)) return settings.members().map(([name]) => name);
  return settings.items(MOST).map((item) => trimmed(item.member('id')).text(ID));
}
