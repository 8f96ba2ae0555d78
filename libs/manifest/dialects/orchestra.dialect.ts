import { Field, quote, type TextRule } from '../field.js';
import type { Manifest } from '../manifest.js';
import { readAuthors, readLink, readPath, readRepository } from '../package-json.js';
import { isRange, isVersion, VERSION_LENGTH } from '../versions.js';
import { readContributes } from './orchestra.contributes.js';

const rule = (code: string, max: number, help: string, pattern?: RegExp): TextRule => ({ code, max, help, pattern });
/** One line without space around it. */
const LINE = /^\S(.*\S)?$/;

const NAME = rule('manifest-name', 100, 'Write lower-case letters and digits with single hyphens between them, at most 100 characters, for example "git-lens".', /^[a-z0-9]+(-[a-z0-9]+)*$/);
const DISPLAY_NAME = rule('manifest-display-name', 255, 'Write one line of at most 255 characters, for example "Git Lens".', LINE);
const VERSION = rule('manifest-version', VERSION_LENGTH, `Write a semantic version of at most ${VERSION_LENGTH} characters without "v", for example "1.2.3" or "1.2.3-beta.1".`);
const DESCRIPTION = rule('manifest-description', 2000, 'Write at most 2000 characters; the rest belongs into README.md.');
const LICENSE = rule('manifest-license', 50, 'Write an SPDX identifier of at most 50 characters, for example "MIT".', LINE);
const MAIN = rule('manifest-main', 255, 'Write the path of the .js, .cjs or .mjs file that the host starts, for example "dist/index.js".', /\.[cm]?js$/);
const ICON = rule('manifest-icon', 255, 'Write the path of an image inside the package, for example "assets/icon.png".', /[^/]$/);
const ENGINE = rule('manifest-engine', 128, 'Write a range of host versions, for example {"orchestra": ">=0.1.0"}.');
const PERMISSION = rule('manifest-permission', 80, 'Write names such as "filesystem.read" or "network".', /^[A-Za-z][A-Za-z0-9]*([._:-][A-Za-z0-9]+)*$/);
const ACTIVATION = rule('manifest-activation', 200, 'Write "onStartup", "onCommand:<id>", "onLanguage:<id>" or "onFileType:<glob>".', /^(onStartup|on(Command|Language):[A-Za-z0-9][\w.+#-]*|onFileType:\S+)$/);
const COMPAT = rule('manifest-compat', 20, 'Write "native", "raycast" or "vscode", or leave it out.', /^(native|raycast|vscode)$/);
const CATEGORY = rule('manifest-category', 60, 'Write at most 5 categories of this marketplace.', LINE);
const TAG = rule('manifest-tag', 32, 'Write tags of at most 32 characters.', LINE);
const DEPENDENCY = rule('manifest-dependency', 256, 'Write a range of versions, for example {"left-pad": "^1.3.0"}.');

/** Normalises an Orchestra package.json. Throws PackageError (`manifest-…`) with a JSON pointer; members it does not know stay in `original`. */
export function orchestraManifest(parsed: unknown): Manifest {
  const root = new Field(parsed);
  const name = root.member('name').text(NAME);
  return {
    dialect: 'orchestra',
    name,
    version: readVersion(root.member('version')),
    display_name: root.member('displayName').optionalText(DISPLAY_NAME) ?? name,
    description: readDescription(root.member('description')),
    authors: readAuthors(root.member('author')),
    license: root.member('license').optionalText(LICENSE),
    homepage: readLink(root.member('homepage')),
    repository: readRepository(root.member('repository')),
    icon: root.member('icon').absent ? null : readPath(root.member('icon'), ICON),
    compat: root.member('compat').optionalText(COMPAT) ?? 'native',
    categories: root.member('categories').texts(5, CATEGORY),
    tags: [...new Set([...root.member('tags').texts(10, TAG), ...root.member('keywords').texts(10, TAG)])],
    permissions: root.member('permissions').texts(100, PERMISSION).sort(),
    optional_permissions: [],
    engines: readEngines(root.member('engines')),
    entry_points: [readPath(root.member('main'), MAIN)],
    activation: root.member('activationEvents').texts(100, ACTIVATION),
    contributes: readContributes(root.member('contributes')),
    dependencies: Object.fromEntries(root.member('dependencies').members().map(([id, field]) => [id, field.text(DEPENDENCY)])),
    original: root.object(),
  };
}

function readDescription(field: Field): string {
  return field.value === '' ? '' : (field.optionalText(DESCRIPTION) ?? '');
}

function readVersion(field: Field): string {
  const version = field.text(VERSION);
  if (version !== field.value || !isVersion(version)) field.refuse(VERSION.code, `cannot be ${quote(String(field.value))}`, VERSION.help);
  return version;
}

function readEngines(field: Field): Record<string, string> {
  if (field.absent) return field.refuse('manifest-required', 'is missing', ENGINE.help);
  const orchestra = field.member('orchestra');
  const range = orchestra.text(ENGINE);
  if (!isRange(range)) orchestra.refuse(ENGINE.code, `is not a range of versions: ${quote(range)}`, ENGINE.help);
  return Object.fromEntries(field.members().map(([host, value]) => [host, value.text(ENGINE)]));
}
