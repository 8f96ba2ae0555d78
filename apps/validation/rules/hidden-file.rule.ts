import type { Severity } from '#libs/contracts/severity.js';
import type { Rule } from '../check.js';
import { asideOf } from './reach/aside.js';
import { Report } from './report.js';
import { holdsSecret } from './hidden-file/secret-settings.js';
import { decode } from './text.js';

interface Kind {
  name: RegExp;
  severity: Severity;
  /** High where it holds a secret. */
  mayHold?: true;
  /** Low where each line that says anything is one of these. */
  harmless?: RegExp;
  message: string;
  help: string;
}

const LEAVE_OUT = 'Leave it out of the package.';

/** How a package manager lays out what it installs, and what it says meanwhile: nothing of it leads elsewhere. Yarn's own script is read as any other in the package is. */
const LAYOUT = /^(?:(?:nodeLinker|compressionLevel|enableGlobalCache|enableTelemetry|enableProgressBars|nmHoistingLimits|nmMode|checksumBehavior|defaultSemverRangePrefix|node-linker|package-lock|save-exact|save-prefix|engine-strict|legacy-peer-deps|strict-peer-dependencies|auto-install-peers|shamefully-hoist|fund|audit|loglevel|progress|tag-version-prefix)\s*(?:=|:\s)\s*["']?[\w.^~-]*["']?|yarnPath:\s+\.yarn\/releases\/yarn-[\d.]+\.cjs)$/;

/** Matched against each segment of a path; the first that fits counts. */
const KINDS: readonly Kind[] = [
  { name: /^\.env(?:\.[\w-]+)?\.(?:example|sample|template|tpl|dist|defaults?)$/i, severity: 'info', message: 'an example of settings', help: LEAVE_OUT },
  { name: /^\.env(?:\..+)?$/i, severity: 'medium', mayHold: true, message: 'settings of a machine, which often hold passwords', help: 'Leave it out of the package, and replace every password that was in it.' },
  { name: /^(?:\.ssh|\.aws|\.gnupg|\.kube|\.docker|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|\.git-credentials)$/i, severity: 'high', message: 'credentials of a person', help: 'Leave it out of the package, and replace every key that was in it.' },
  { name: /^\.(?:npmrc|yarnrc|yarnrc\.yml|pypirc)$/i, severity: 'medium', mayHold: true, message: 'settings of a package manager: they may hold tokens and redirect downloads', help: LEAVE_OUT, harmless: LAYOUT },
  { name: /^\.(?:git|svn|hg|bzr)$/i, severity: 'medium', message: 'the history of a source repository', help: LEAVE_OUT },
  { name: /^(?:\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX|\._.+|\.vscode|\.idea|\.Trash.*|.+\.sw[op])$/i, severity: 'low', message: 'a left-over of an editor or an operating system', help: LEAVE_OUT },
];

/** Dot-files that say how a project is built and checked; harmless, and in many packages. */
const ORDINARY = /^\.(?:editorconfig|gitignore|gitattributes|gitkeep|gitmodules|keep|npmignore|nvmrc|node-version|browserslistrc|babelrc|(?:eslint|prettier|stylelint|lint-staged|mocha|nyc|c8|swc|release-it|huskyrc|commitlint|markdownlint|jshint|tern)[\w.-]*|vscodeignore|dockerignore|github|gitlab-ci\.yml|travis\.yml|husky|changeset|storybook|well-known|nojekyll|jscsrc|esbuild[\w.-]*)$/i;

const KEY = /^id_\w+$/i;

/**
 * Files that file managers do not show: nobody sees them when looking through a package. Settings of a machine and of package
 * managers are grave where a value in them looks like a secret; in many projects they only say where folders are. In a folder of
 * tests or documentation such settings are medium, because what reads them is tried with them; keys are low there, because `hard-coded-secret` tells of each that is one.
 */
export const rule: Rule = {
  id: 'hidden-file',
  code: 'ARC-07',
  version: 4,
  title: 'Hidden files',
  why: 'File managers do not show such files, so nobody sees them when looking through the package, and they often hold what was not meant to be published.',
  run(pkg) {
    const report = new Report(rule.id);
    const held = new Set(pkg.files.flatMap(({ path, bytes }) => {
      const hidden = hiddenIn(path);
      return hidden?.kind.mayHold && holdsSecret(decode(bytes)) ? [hidden.found] : [];
    }));
    const plain = new Set(pkg.files.flatMap(({ path, bytes }) => {
      const hidden = hiddenIn(path);
      return hidden?.found === path && hidden.kind.harmless && says(decode(bytes), hidden.kind.harmless) ? [path] : [];
    }));
    const folders = new Set<string>();
    for (const { path } of pkg.files) {
      const hidden = hiddenIn(path);
      if (!hidden || folders.has(hidden.found)) continue;
      const { kind, segment, found } = hidden;
      folders.add(found);
      const own = held.has(found) ? 'high' : plain.has(found) ? 'low' : kind.severity;
      const severity = own === 'high' && asideOf(path) !== null ? (KEY.test(segment) ? 'low' : 'medium') : own;
      report.add({ severity, message: `\`${segment}\` is hidden: ${kind.message}${held.has(found) ? ', and a value in it looks like a secret' : ''}`, help: kind.help, file: path });
    }
    return report.findings();
  },
};

/** Are all lines of a file of settings, but for empty ones and comments, of this kind? */
function says(text: string, kind: RegExp): boolean {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^[#;]/.test(line));
  return lines.length > 0 && lines.every((line) => kind.test(line));
}

/** The first part of a path that is hidden, and the path up to it. */
function hiddenIn(path: string): { kind: Omit<Kind, 'name'>; segment: string; found: string } | null {
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const kind = kindOf(segment);
    if (kind) return { kind, segment, found: segments.slice(0, index + 1).join('/') };
  }
  return null;
}

function kindOf(segment: string): Omit<Kind, 'name'> | null {
  const kind = KINDS.find(({ name }) => name.test(segment));
  if (kind) return kind;
  if (!segment.startsWith('.') || ORDINARY.test(segment)) return null;
  return { severity: 'low', message: 'its name starts with a dot', help: 'Leave it out of the package, or give it a name without a leading dot.' };
}
