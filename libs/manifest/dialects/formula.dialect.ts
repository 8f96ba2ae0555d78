import { Field, quote, type TextRule } from '../field.js';
import { PackageError, type Manifest } from '../manifest.js';
import { readAuthors, readLink, readPath, readRepository } from '../package-json.js';
import { isFormulaRange } from '../ranges/formula.js';
import { STRICT, type Tolerance } from '../tolerance.js';
import { isVersion, VERSION_LENGTH } from '../versions.js';
import { readContributes, trimmed } from './formula.contributes.js';
import { formulaScopes } from './formula.scopes.js';

const rule = (code: string, max: number, help: string, pattern?: RegExp): TextRule => ({ code, max, help, pattern });

/** Longest `publisher.name`, in characters. */
const NAME_LENGTH = 100;
/** One line without space around it. */
const LINE = /^\S(.*\S)?$/;

const NAME = rule('manifest-name', 60, 'Write lower-case letters, digits and hyphens, beginning with a letter or digit, at most 60 characters.', /^[a-z0-9][a-z0-9-]*$/);
/** What Formula's own reader and installers can still live with. */
const ANY_NAME = rule('manifest-name', 60, NAME.help, /^[A-Za-z0-9][\w-]*$/);
const VERSION = rule('manifest-version', VERSION_LENGTH, `Write a semantic version of at most ${VERSION_LENGTH} characters, for example "1.2.3".`);
const DISPLAY_NAME = rule('manifest-display-name', 255, 'Write one line of at most 255 characters.', LINE);
const DESCRIPTION = rule('manifest-description', 2000, 'Write at most 2000 characters; the rest belongs into README.md.');
const LICENSE = rule('manifest-license', 50, 'Write an SPDX identifier of at most 50 characters, for example "MIT".', LINE);
const ICON = rule('manifest-icon', 255, 'Write the path of an image inside the package, for example "assets/icon.png".');
const MAIN = rule('manifest-main', 255, 'Write the path of a .js or .cjs file in the package, for example "./dist/extension.js".', /\.c?js$/);
const MODULE = rule('manifest-main', 255, 'Write the path of a .js or .mjs file in the package, for example "./dist/extension.mjs".', /\.m?js$/);
const ENGINE = rule('manifest-engine', 128, 'Write a range of whole versions, for example {"formula": "^1.0.0"}.');
const PERMISSION = rule('manifest-permission', 80, `Write names from this list: ${Object.keys(formulaScopes).join(', ')}.`);
const ACTIVATION = rule('manifest-activation', 250, 'Write "onStartupFinished", or "onCommand:", "onView:", "onCustomFunction:" or "onDataConnector:" and an id from "contributes".');
const CATEGORY = rule('manifest-category', 32, 'Write at most 5 categories of at most 32 characters.', LINE);
const TAG = rule('manifest-tag', 32, 'Write at most 10 tags of at most 32 characters.', LINE);
const DEPENDENCY = rule('manifest-dependency', 256, 'Write a range of versions.');

/** Which list under `contributes` an activation event names an item of. */
const ACTIVATES: Readonly<Record<string, string>> = { onCommand: 'commands', onView: 'panels', onCustomFunction: 'customFunctions', onDataConnector: 'dataConnectors' };

/**
 * What compat mode lets pass: Formula's reader looks at nothing of the manifest, its marketplace at all of it.
 * A member that cannot be read is then left out of the normalised manifest, and stays in `original`.
 */
export const FORMULA_TOLERATED: readonly string[] = [NAME, VERSION, DISPLAY_NAME, DESCRIPTION, MAIN, ENGINE, PERMISSION, ACTIVATION, CATEGORY, TAG]
  .map(({ code }) => code)
  .concat('manifest-contributes', 'manifest-duplicate', 'manifest-required', 'manifest-too-many', 'manifest-type');

/** For members that npm knows and Formula has no rules for: what cannot be read of them is left out without a word. */
const LENIENT = { refuse: () => {} };

/**
 * Normalises a Formula package.json; its name is `publisher.name`. Throws PackageError (`manifest-…`) with a JSON pointer,
 * but for what the tolerance lets pass. Name, publisher and version are always required.
 */
export function formulaManifest(parsed: unknown, tolerance: Tolerance = STRICT): Manifest {
  const root = new Field(parsed);
  const soft = <T>(name: string, otherwise: T, read: (field: Field) => T): T => tolerant(tolerance, otherwise, () => read(trimmed(root.member(name))));
  const aside = <T>(name: string, otherwise: T, read: (field: Field) => T): T => tolerant(LENIENT, otherwise, () => read(trimmed(root.member(name))));
  const name = readName(root, tolerance);
  const version = readVersion(trimmed(root.member('version')), tolerance);
  const contributes = soft('contributes', {}, readContributes);
  return {
    dialect: 'formula',
    name,
    version,
    display_name: soft('displayName', name, (field) => field.optionalText(DISPLAY_NAME)) ?? name,
    description: soft('description', '', (field) => (field.value === '' ? '' : (field.optionalText(DESCRIPTION) ?? ''))),
    authors: aside('author', [], readAuthors),
    license: aside('license', null, (field) => field.optionalText(LICENSE)),
    homepage: aside('homepage', null, readLink),
    repository: aside('repository', null, readRepository),
    icon: aside('icon', null, (field) => (field.absent ? null : readPath(field, ICON))),
    compat: 'native',
    categories: soft('categories', [], (field) => readLines(field, 5, CATEGORY)),
    tags: soft('tags', [], (field) => readLines(field, 10, TAG)),
    permissions: soft('permissions', [], readPermissions),
    optional_permissions: [],
    engines: soft('engines', {}, readEngines),
    entry_points: [
      ...soft('main', [], (field) => [readPath(field, MAIN)]),
      ...['module', 'browser'].flatMap((entry) => soft<string[]>(entry, [], (field) => (field.absent ? [] : [readPath(field, MODULE)]))),
    ].filter((path, at, all) => all.indexOf(path) === at),
    activation: soft('activationEvents', [], (field) => readActivation(field, contributes)),
    contributes,
    dependencies: aside('dependencies', {}, (field) => Object.fromEntries(field.members().map(([id, range]) => [id, range.text(DEPENDENCY)]))),
    original: root.object(),
  };
}

function tolerant<T>(tolerance: Pick<Tolerance, 'refuse'>, otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    tolerance.refuse(error);
    return otherwise;
  }
}

function readName(root: Field, tolerance: Tolerance): string {
  const part = (member: string): string => {
    const field = trimmed(root.member(member));
    const text = field.text(ANY_NAME);
    tolerant(tolerance, text, () => field.text(NAME));
    return text;
  };
  const name = `${part('publisher')}.${part('name')}`;
  if (name.length > NAME_LENGTH) root.member('name').refuse(NAME.code, `makes the id longer than ${NAME_LENGTH} characters: ${quote(name)}`, 'Shorten the name.');
  return name;
}

function readLines(field: Field, most: number, rule: TextRule): string[] {
  return [...new Set(field.items(most).map((item) => trimmed(item).text(rule)))];
}

function readVersion(field: Field, tolerance: Tolerance): string {
  const version = field.text(VERSION);
  tolerant(tolerance, undefined, () => {
    if (!isVersion(version)) field.refuse(VERSION.code, `cannot be ${quote(version)}`, VERSION.help);
  });
  return version;
}

/** Names, each alone or as the only member of an object whose value is for the host to read. */
function readPermissions(field: Field): string[] {
  const names = field.items(100).map((item) => {
    const members = typeof item.value === 'object' && item.value !== null ? Object.keys(item.object()) : [];
    if (members.length > 1) item.refuse(PERMISSION.code, 'has more than one member', 'Write one object for each permission.');
    const name = new Field(members[0] ?? item.value, item.pointer);
    const text = trimmed(name).text(PERMISSION);
    if (!Object.hasOwn(formulaScopes, text)) item.refuse(PERMISSION.code, `names ${quote(text)}, which is no permission of Formula`, PERMISSION.help);
    return text;
  });
  return [...new Set(names)].sort();
}

function readEngines(field: Field): Record<string, string> {
  if (field.absent) return field.refuse('manifest-required', 'is missing', ENGINE.help);
  const formula = trimmed(field.member('formula'));
  const range = formula.text(ENGINE);
  if (!isFormulaRange(range)) formula.refuse(ENGINE.code, `is not a range of versions as Formula writes them: ${quote(range)}`, ENGINE.help);
  return Object.fromEntries(field.members().map(([host, value]) => [host, trimmed(value).text(ENGINE)]));
}

function readActivation(field: Field, contributes: Record<string, string[]>): string[] {
  const events = field.items(100).map((item) => {
    const event = trimmed(item).text(ACTIVATION);
    const [, kind = '', id = ''] = /^([^:]*):(.*)$/s.exec(event) ?? [];
    const known = event === 'onStartupFinished' || (Object.hasOwn(ACTIVATES, kind) && contributes[ACTIVATES[kind]!]?.includes(id));
    if (!known) item.refuse(ACTIVATION.code, `names ${quote(event)}, which "contributes" does not declare`, ACTIVATION.help);
    return event;
  });
  return [...new Set(events)];
}
