import type { Manifest } from './manifest.js';

/** What a setting takes; null for anything. */
interface Setting {
  types: string[] | null;
  /** JSON texts. */
  values: string[] | null;
}

/** Values that are named in one sentence. */
const MOST_VALUES = 5;
/** Longest value that is shown, in characters. */
const LONGEST_VALUE = 60;

/** Sentences about settings of both manifests that take less than they did: what users have written may be refused. */
export function narrowedSettings(previous: Manifest, next: Manifest): string[] {
  const after = settingsOf(next);
  return [...settingsOf(previous)].flatMap(([id, before]) => (after.has(id) ? [...narrowedTypes(id, before, after.get(id)!), ...narrowedValues(id, before, after.get(id)!)] : []));
}

function narrowedTypes(id: string, { types: before }: Setting, { types: after }: Setting): string[] {
  if (after === null) return [];
  if (before === null) return [`The setting ${id} takes only ${shown(after)} now.`];
  const lost = before.filter((type) => !after.includes(type) && !(type === 'integer' && after.includes('number')));
  return lost.length === 0 ? [] : [`The setting ${id} no longer takes ${shown(lost)}.`];
}

function narrowedValues(id: string, { values: before }: Setting, { values: after }: Setting): string[] {
  if (after === null) return [];
  if (before === null) return [`The setting ${id} takes only ${shown(after)} now.`];
  const lost = before.filter((value) => !after.includes(value));
  return lost.length === 0 ? [] : [`The setting ${id} no longer takes ${shown(lost)}.`];
}

function shown(values: string[]): string {
  return [...values.slice(0, MOST_VALUES).map((value) => value.slice(0, LONGEST_VALUE)), ...(values.length > MOST_VALUES ? ['…'] : [])].join(', ');
}

/** As dialects write them: a list of settings with ids, or pages of them by their ids (JSON Schema). What is not understood takes anything. */
function settingsOf({ original }: Manifest): Map<string, Setting> {
  const { settings, configuration } = record(original['contributes']);
  const pages = [configuration].flat().map(record);
  return new Map([settings, ...pages.flatMap((page) => [page['properties'], page['settings']])].flatMap(named).map(([id, schema]) => [id, settingOf(record(schema))]));
}

function named(list: unknown): [id: string, schema: unknown][] {
  if (!Array.isArray(list)) return Object.entries(record(list));
  return list.flatMap((item): [string, unknown][] => (typeof record(item)['id'] === 'string' ? [[record(item)['id'] as string, item]] : []));
}

function settingOf({ type, enum: values }: Record<string, unknown>): Setting {
  const types = [type].flat().filter((each) => typeof each === 'string');
  return { types: types.length === 0 ? null : types, values: Array.isArray(values) ? values.map((value) => JSON.stringify(value)) : null };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
