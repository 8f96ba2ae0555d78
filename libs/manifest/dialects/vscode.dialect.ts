import { Field, quote, type TextRule } from '../field.js';
import type { Manifest } from '../manifest.js';
import { readAuthors, readLink, readPath, readRepository } from '../package-json.js';
import { isRange, isVersion, VERSION_LENGTH } from '../versions.js';
import { readContributes } from './vscode.contributes.js';

const rule = (code: string, max: number, help: string, pattern?: RegExp): TextRule => ({ code, max, help, pattern });
const LINE = /^\S(.*\S)?$/;
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9-]*$/;

const NAME = rule('manifest-name', 100, 'Write letters, digits and hyphens, at most 100, for example "git-lens".', IDENTIFIER);
const PUBLISHER = rule('manifest-publisher', 100, 'Write the id of the publisher: letters, digits and hyphens, at most 100.', IDENTIFIER);
const VERSION = rule('manifest-version', VERSION_LENGTH, `Write a semantic version of at most ${VERSION_LENGTH} characters without "v", for example "1.2.3".`);
const DISPLAY_NAME = rule('manifest-display-name', 255, 'Write one line of at most 255 characters.', LINE);
const DESCRIPTION = rule('manifest-description', 2000, 'Write at most 2000 characters; the rest belongs into README.md.');
const LICENSE = rule('manifest-license', 200, 'Write an SPDX identifier, for example "MIT".', LINE);
const ENGINE = rule('manifest-engine', 128, 'Write a range of versions of VS Code, for example {"vscode": "^1.80.0"}.');
const ENTRY = rule('manifest-main', 255, 'Write the path of a script inside the package, for example "./dist/extension.js".');
const ICON = rule('manifest-icon', 255, 'Write the path of a PNG image inside the package, for example "images/icon.png".', /\.(png|jpe?g)$/i);
const ACTIVATION = rule('manifest-activation', 500, 'Write activation events of at most 500 characters, for example "onLanguage:python".');
const DEPENDENCY = rule('manifest-dependency', 255, 'Write ids such as "publisher.name".', /^[A-Za-z0-9][A-Za-z0-9-]*\.[A-Za-z0-9][A-Za-z0-9-]*$/);
const KIND = rule('manifest-extension-kind', 20, 'Write "ui", "workspace" or "web".', /^(ui|workspace|web)$/);
const CATEGORY = rule('manifest-category', 60, 'Write at most 20 categories of at most 60 characters.', LINE);
const TAG = rule('manifest-tag', 100, 'Write at most 100 keywords of at most 100 characters.', LINE);
const MOST = { categories: 20, tags: 100, activation: 1000, dependencies: 200, kinds: 3 };

/** Texts of package.nls.json by their keys, for members that are written `%key%`. */
export type Localised = Readonly<Record<string, string>>;

/**
 * Normalises the package.json of a VS Code extension. The name is `publisher.name` in lower case, the way VS Code
 * compares ids; scripts named without `.js` are completed. Throws PackageError (`manifest-…`) with a JSON pointer;
 * members it does not know stay in `original`.
 */
export function vscodeManifest(parsed: unknown, texts: Localised = {}): Manifest {
  const root = new Field(parsed);
  const member = (name: string): Field => given(root.member(name));
  const name = member('name').text(NAME);
  readDistinct(member('extensionKind'), MOST.kinds, KIND);
  return {
    dialect: 'vscode',
    name: `${member('publisher').text(PUBLISHER)}.${name}`.toLowerCase(),
    version: readVersion(root.member('version')),
    display_name: localise(member('displayName'), texts).optionalText(DISPLAY_NAME) ?? name,
    description: localise(member('description'), texts).optionalText(DESCRIPTION) ?? '',
    authors: readAuthors(member('author')),
    license: member('license').optionalText(LICENSE),
    homepage: readLink(member('homepage')),
    repository: readRepository(member('repository')),
    icon: member('icon').absent ? null : readPath(member('icon'), ICON),
    compat: 'vscode',
    categories: readDistinct(member('categories'), MOST.categories, CATEGORY),
    tags: readDistinct(member('keywords'), MOST.tags, TAG),
    permissions: [],
    optional_permissions: [],
    engines: readEngines(root.member('engines')),
    entry_points: [...new Set([member('main'), member('browser')].flatMap((field) => (field.absent ? [] : [readScript(field)])))],
    activation: readDistinct(member('activationEvents'), MOST.activation, ACTIVATION),
    contributes: readContributes(member('contributes')),
    dependencies: Object.fromEntries(readDistinct(member('extensionDependencies'), MOST.dependencies, DEPENDENCY).map((id) => [id.toLowerCase(), '*'])),
    original: root.object(),
  };
}

/** VS Code takes null and an empty text for a member that is left out. */
function given(field: Field): Field {
  return field.value === null || field.value === '' ? new Field(undefined, field.pointer) : field;
}

/** The display text, trimmed. */
function localise(field: Field, texts: Localised): Field {
  if (typeof field.value !== 'string') return field;
  const text = field.value.trim();
  const key = /^%(.+)%$/.exec(text)?.[1];
  return given(new Field(key === undefined ? text : Object.hasOwn(texts, key) ? texts[key] : undefined, field.pointer));
}

function readDistinct(field: Field, most: number, textRule: TextRule): string[] {
  return [...new Set(field.items(most).map((item) => (typeof item.value === 'string' ? new Field(item.value.trim(), item.pointer) : item).text(textRule)))];
}

function readVersion(field: Field): string {
  const version = field.text(VERSION);
  if (version !== field.value || !isVersion(version)) field.refuse(VERSION.code, `cannot be ${quote(String(field.value))}`, VERSION.help);
  return version;
}

function readEngines(field: Field): Record<string, string> {
  if (field.absent) return field.refuse('manifest-required', 'is missing', ENGINE.help);
  const vscode = field.member('vscode');
  const range = vscode.text(ENGINE);
  if (!isRange(range)) vscode.refuse(ENGINE.code, `is not a range of versions: ${quote(range)}`, ENGINE.help);
  return Object.fromEntries(field.members().map(([host, value]) => [host, value.text(ENGINE)]));
}

/** As Node resolves it: `.js` may be left out. */
function readScript(field: Field): string {
  const path = readPath(field, ENTRY);
  return /\.[cm]?js$/i.test(path) ? path : `${path}.js`;
}
