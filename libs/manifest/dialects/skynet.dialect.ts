import { Field, type TextRule } from '../field.js';
import { PackageError, type Manifest } from '../manifest.js';
import { integerVersion } from '../ranges/skynet.js';
import type { Tolerance } from '../tolerance.js';
import { skynetScopes } from './skynet.scopes.js';

/** Where a package keeps its code; Skynet itself carries it as a member. */
export const SKYNET_CODE = 'code.js';

const rule = (code: string, max: number, help: string, pattern?: RegExp): TextRule => ({ code, max, help, pattern });

const NAME = rule('manifest-name', 100, 'Write 2 to 100 characters on one line, some of them Latin letters or digits, for example "Welcome Bot".', /^\S.*\S$/);
const DESCRIPTION = rule('manifest-description', 2000, 'Write at most 2000 characters.');
const TYPE = rule('manifest-type-name', 10, 'Write "command", "slash", "keyword", "timer" or "event".', /^(command|slash|keyword|timer|event)$/);
const KEY = rule('manifest-key', 25, 'Write the word that calls the extension, 2 to 25 characters.', /^\S.{0,23}\S$/);
const SLASH = rule('manifest-slash', 100, 'Write "slash_description" with at most 100 characters, and "slash_options" as a list, [] for none.');
const KEYWORD = rule('manifest-keyword', 200, 'Write "keywords" as a list of at least one text, for example ["hello", "good morning"].');
const EVENT = rule('manifest-event', 40, 'Write the name of one of the 24 events that Skynet passes on, for example "guildMemberAdd". A new message is none of them: take the type "keyword" or "command" for those.');
const SCOPE = rule('manifest-permission', 80, 'Write names such as "messages_write".', /^[A-Za-z][A-Za-z0-9]*([._:-][A-Za-z0-9]+)*$/);
const CAPABILITY = rule('manifest-network', 20, 'Write "none", "allowlist_only", "network" or "network_advanced".', /^(none|allowlist_only|network|network_advanced)$/);
const TAG = rule('manifest-tag', 32, 'Write at most 10 tags of at most 32 characters.', /^\S(.*\S)?$/);

const INTERVAL_MS = { code: 'manifest-interval', min: 300_000, max: 86_400_000, help: 'Write milliseconds between 300000 (five minutes) and 86400000 (a day).' };
const TIMEOUT_MS = { code: 'manifest-timeout', min: 100, max: 10_000, help: 'Write milliseconds between 100 and 10000.' };
const SLUG = { code: NAME.code, length: 60 };
const HELP_TEXTS = { usage_help: 150, extended_help: 1000 };
const MOST = 1000;

const EVENTS = new Set(
  [
    'channelCreate channelDelete channelUpdate channelPinsUpdate emojiCreate emojiDelete emojiUpdate guildBanAdd guildBanRemove',
    'guildMemberAdd guildMemberRemove guildMemberSpeaking guildMemberUpdate guildUpdate messageDelete messageDeleteBulk',
    'messageReactionAdd messageReactionRemove messageReactionRemoveAll messageUpdate roleCreate roleDelete roleUpdate voiceStateUpdate',
  ].flatMap((line) => line.split(' ')),
);

/** What starts an extension: the kind of thing it adds to the server, their ids, and what they are called as activations. */
interface Trigger {
  kind: string;
  activation: string;
  ids: string[];
}

/**
 * Normalises the `extension` object of a `.skypkg`, code left out. The name is a slug of the display name, Skynet's
 * integer version n becomes n.0.0. Scopes that Skynet does not have stay, with the warning `scope-unknown`.
 * Throws PackageError (`manifest-…`) with a JSON pointer.
 */
export function skynetManifest(extension: Field, tolerance: Tolerance): Manifest {
  const version = extension.member('version');
  const name = trimmed(extension.member('name'));
  const display_name = name.text(NAME);
  const trigger = readTrigger(version);
  checkSettings(version);
  return {
    dialect: 'skynet',
    name: slugOf(name, display_name),
    version: readVersion(version.member('_id'), tolerance),
    display_name,
    description: readText(extension.member('description'), DESCRIPTION),
    authors: [],
    license: null,
    homepage: null,
    repository: null,
    icon: null,
    compat: 'native',
    categories: [],
    tags: given(extension.member('tags')).texts(10, TAG),
    permissions: readScopes(given(version.member('scopes')), tolerance),
    optional_permissions: [],
    engines: {},
    entry_points: [SKYNET_CODE],
    activation: trigger.ids.map((id) => `${trigger.activation}:${id}`),
    contributes: { [trigger.kind]: trigger.ids },
    dependencies: {},
    original: extension.object(),
  };
}

/** Lower-case Latin letters and digits with single hyphens between, at most 60 characters. */
function slugOf(field: Field, name: string): string {
  const slug = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-/, '').slice(0, SLUG.length).replace(/-$/, '');
  return slug === '' ? field.refuse(SLUG.code, 'has no Latin letter or digit to make an identifier of', NAME.help) : slug;
}

function readVersion(field: Field, tolerance: Tolerance): string {
  if (given(field).absent) return integerVersion(1);
  if (typeof field.value === 'number' && Number.isSafeInteger(field.value) && field.value > 0) return integerVersion(field.value);
  tolerance.refuse(new PackageError('manifest-version', `${field.pointer} is not a whole number from 1.`, field.pointer, 'Write the number of the version, or leave it out for the first one.'));
  return integerVersion(1);
}

function readTrigger(version: Field): Trigger {
  const type = version.member('type').text(TYPE);
  if (type === 'keyword') return { kind: 'keywords', activation: 'onKeyword', ids: readKeywords(given(version.member('keywords'))) };
  if (type === 'timer') return { kind: 'timers', activation: 'onInterval', ids: [String(readNumber(given(version.member('interval')), INTERVAL_MS))] };
  if (type === 'event') return { kind: 'events', activation: 'onEvent', ids: [readEvent(given(version.member('event')))] };
  const key = given(version.member('key')).text(KEY);
  if (type === 'command') return { kind: 'commands', activation: 'onCommand', ids: [key] };
  given(version.member('slash_description')).text(SLASH);
  const options = given(version.member('slash_options'));
  if (options.absent) options.refuse('manifest-required', 'is missing', SLASH.help);
  for (const option of options.items(MOST)) option.object();
  return { kind: 'slash_commands', activation: 'onSlashCommand', ids: [key] };
}

function readKeywords(field: Field): string[] {
  if (field.absent) field.refuse('manifest-required', 'is missing', KEYWORD.help);
  const keywords = [...new Set(field.items(MOST).map((item) => trimmed(item).text(KEYWORD)))];
  return keywords.length === 0 ? field.refuse(KEYWORD.code, 'is empty', KEYWORD.help) : keywords;
}

function readEvent(field: Field): string {
  const event = field.text(EVENT);
  return EVENTS.has(event) ? event : field.refuse(EVENT.code, 'is not an event that Skynet passes on', EVENT.help);
}

function readScopes(field: Field, { warnings }: Tolerance): string[] {
  const scopes = [...new Set(field.items(MOST).map((item) => item.text(SCOPE)))].sort();
  for (const scope of scopes) {
    if (!Object.hasOwn(skynetScopes, scope)) warnings.push({ code: 'scope-unknown', message: `Skynet has no scope ${scope}.`, path: field.pointer });
  }
  return scopes;
}

/** The members that are checked and stay in `original` only. */
function checkSettings(version: Field): void {
  for (const [name, max] of Object.entries(HELP_TEXTS)) readText(version.member(name), rule('manifest-help', max, `Write at most ${max} characters.`));
  given(version.member('network_capability')).optionalText(CAPABILITY);
  const sensitive = given(version.member('case_sensitive'));
  if (!sensitive.absent && typeof sensitive.value !== 'boolean') sensitive.refuse('manifest-type', 'must be true or false', 'Write true or false, without quotes.');
  const timeout = given(version.member('timeout'));
  if (!timeout.absent) readNumber(timeout, TIMEOUT_MS);
}

function readNumber(field: Field, { code, min, max, help }: typeof TIMEOUT_MS): number {
  if (field.absent) return field.refuse('manifest-required', 'is missing', help);
  if (typeof field.value !== 'number') return field.refuse('manifest-type', 'must be a number', help);
  return field.value >= min && field.value <= max ? field.value : field.refuse(code, `is not between ${min} and ${max}`, help);
}

/** A text that may be empty or left out, with line ends as web forms send them. */
function readText(field: Field, textRule: TextRule): string {
  const { value, pointer } = given(field);
  if (value === undefined || value === '') return '';
  if (typeof value !== 'string') return field.text(textRule);
  if (value.length > textRule.max) field.refuse(textRule.code, `is longer than ${textRule.max} characters`, textRule.help);
  return /\S/.test(value) ? new Field(value.replace(/\r\n?/g, '\n'), pointer).text(textRule) : '';
}

function trimmed(field: Field): Field {
  return typeof field.value === 'string' ? new Field(field.value.trim(), field.pointer) : field;
}

/** Skynet's export writes null for what is not set. */
function given(field: Field): Field {
  return field.value === null ? new Field(undefined, field.pointer) : field;
}
