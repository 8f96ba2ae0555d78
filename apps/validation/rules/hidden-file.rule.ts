import type { Severity } from '#libs/contracts/severity.js';
import type { Rule } from '../check.js';
import { asideOf } from './reach/aside.js';
import { Report } from './report.js';

interface Kind {
  name: RegExp;
  severity: Severity;
  message: string;
  help: string;
}

const LEAVE_OUT = 'Leave it out of the package.';

/** Matched against each segment of a path; the first that fits counts. */
const KINDS: readonly Kind[] = [
  { name: /^\.env\.(?:example|sample|template|dist|defaults)$/i, severity: 'info', message: 'an example of settings', help: LEAVE_OUT },
  { name: /^\.env(?:\..+)?$/i, severity: 'high', message: 'settings of a machine, which often hold passwords', help: 'Leave it out of the package, and replace every password that was in it.' },
  { name: /^(?:\.ssh|\.aws|\.gnupg|\.kube|\.docker|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|\.git-credentials)$/i, severity: 'high', message: 'credentials of a person', help: 'Leave it out of the package, and replace every key that was in it.' },
  { name: /^\.(?:npmrc|yarnrc|yarnrc\.yml|pypirc)$/i, severity: 'medium', message: 'settings of a package manager: they may hold tokens and redirect downloads', help: LEAVE_OUT },
  { name: /^\.(?:git|svn|hg|bzr)$/i, severity: 'medium', message: 'the history of a source repository', help: LEAVE_OUT },
  { name: /^(?:\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX|\._.+|\.vscode|\.idea|\.Trash.*|.+\.sw[op])$/i, severity: 'low', message: 'a left-over of an editor or an operating system', help: LEAVE_OUT },
];

/** Dot-files that say how a project is built and checked; harmless, and in many packages. */
const ORDINARY = /^\.(?:editorconfig|gitignore|gitattributes|gitkeep|gitmodules|keep|npmignore|nvmrc|node-version|browserslistrc|babelrc|(?:eslint|prettier|stylelint|lint-staged|mocha|nyc|c8|swc|release-it|huskyrc|commitlint|markdownlint|jshint|tern)[\w.-]*|vscodeignore|dockerignore|github|gitlab-ci\.yml|travis\.yml|husky|changeset|storybook|well-known|nojekyll|jscsrc|esbuild[\w.-]*)$/i;

const KEY = /^id_\w+$/i;

/**
 * Files that file managers do not show: nobody sees them when looking through a package. In a folder of tests or documentation
 * such settings are medium, because what reads them is tried with them; keys are low there, because `hard-coded-secret` tells of each that is one.
 */
export const rule: Rule = {
  id: 'hidden-file',
  code: 'ARC-07',
  version: 2,
  title: 'Hidden files',
  run(pkg) {
    const report = new Report(rule.id);
    const folders = new Set<string>();
    for (const { path } of pkg.files) {
      const segments = path.split('/');
      const index = segments.findIndex((segment) => kindOf(segment) !== null);
      const kind = kindOf(segments[index] ?? '');
      const found = segments.slice(0, index + 1).join('/');
      if (!kind || folders.has(found)) continue;
      folders.add(found);
      const { message, help } = kind;
      const severity = kind.severity === 'high' && asideOf(path) !== null ? (KEY.test(segments[index] ?? '') ? 'low' : 'medium') : kind.severity;
      report.add({ severity, message: `\`${segments[index] ?? ''}\` is hidden: ${message}`, help, file: path });
    }
    return report.findings();
  },
};

function kindOf(segment: string): Omit<Kind, 'name'> | null {
  const kind = KINDS.find(({ name }) => name.test(segment));
  if (kind) return kind;
  if (!segment.startsWith('.') || ORDINARY.test(segment)) return null;
  return { severity: 'low', message: 'its name starts with a dot', help: 'Leave it out of the package, or give it a name without a leading dot.' };
}
