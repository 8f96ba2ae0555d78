import type { ESTree } from 'meriyah';
import { dangerIn } from '../../commands.js';
import { hostIn, namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../syntax/children.js';
import { pieceOf } from '../syntax/expressions.js';
import { lastName } from '../flows/taken-names.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

/** What writes a file, by the last of its name. */
const WRITES = /^(?:writeFile|appendFile|outputFile|write|append|createWriteStream|writeJson|outputJson|copyFile)(?:Sync)?_?$/;
/** Where managers of packages are told where from, and with which code of their own. */
const OF_MANAGER = /(?:^|[\\/])(?:\.npmrc|\.yarnrc(?:\.yml)?|bunfig\.toml|\.?pnpmfile\.c?js|pip\.conf)$/;
const LOCKS = /(?:^|[\\/])(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/;
const MANIFEST = /(?:^|[\\/])package\.json$/;
const REPLACED = /^(?:overrides|resolutions|pnpm)$/;
const BY_ITSELF = /^(?:preinstall|install|postinstall|prepare|prepublish|prepublishOnly|prepack)$/;
/** In the place of a version: another package, an archive or a repository. */
const OTHER = /^(?:npm:|git\+|https?:|github:)/;
/** Another package by its name, in the place of a version. */
const ALIAS = /^npm:[\w@][\w./-]*@/;
const REGISTRIES = /(?:^|\.)(?:npmjs\.(?:org|com)|yarnpkg\.com|npmmirror\.com|npm\.pkg\.github\.com|jsr\.io|npm\.taobao\.org)$/;
/** What jobs run with from then on. */
const OF_JOBS = /^(?:GITHUB_ENV|GITHUB_PATH|BASH_ENV)$/;
const LOADS = /\b(?:NODE_OPTIONS|LD_PRELOAD|BASH_ENV|PYTHONSTARTUP|DYLD_INSERT_LIBRARIES)\s?=/;
const RUNS_LATER = /(?:^|[\\/])(?:hooks[\\/](?:pre|post)-\w+|(?:pre|post)-(?:commit|push|merge|checkout|receive|rewrite)|\.(?:bash|zsh)(?:rc|_profile|env)|\.profile|config\.fish)$/;
/** What a start of a shell removes. */
const REMOVES = /\brm\s+-\w*r\w*\s+\S{0,200}(?:~|\$HOME|\$\{HOME\})/;
const MOST_NODES = 2_000;

/**
 * Where a script leads what others install, build and run elsewhere, in files of their projects: a registry that is nobody's known one, other packages in the place of some,
 * a command that runs by itself, code that the steps of a job load, a command in a hook that gets what it runs from elsewhere.
 */
export function leadsProject(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const names = WrittenNames.of(program);
  const texts = nodes.flatMap((node) => pieceOf(node) ?? []);
  const has = (pattern: RegExp): boolean => texts.some((text) => pattern.test(text));
  const writes = nodes.filter((node) => node.type === 'CallExpression' && WRITES.test(lastName(node.callee) ?? ''));
  const [write] = writes;
  if (!write) return null;
  const elsewhere = texts.some(isOtherRegistry);
  // What is below the home folder is told by what is written at installation.
  if (has(OF_MANAGER) && elsewhere && !nodes.some((node) => node.type === 'MemberExpression' && lastName(node) === 'homedir')) return write;
  if (has(LOCKS) && elsewhere && nodes.some((node) => node.type === 'CallExpression' && /^replace(?:All)?$/.test(lastName(node.callee) ?? ''))) return write;
  if (has(MANIFEST)) {
    if (texts.some((text) => ALIAS.test(text))) {
      const replaced = nodes.find((node) => node.type === 'Property' && node.key.type === 'Identifier' && /^(?:overrides|resolutions)$/.test(node.key.name));
      if (replaced) return replaced;
    }
    const changed = nodes.find((node) => replacesPackages(node, names) || setsOwnCommand(node));
    if (changed) return changed;
  }
  if (has(RUNS_LATER) && texts.some((text) => dangerIn(text) !== null || REMOVES.test(text))) return write;
  const ofJobs = writes.find((node) => nodesWithin(node, MOST_NODES).some((each) => each.type === 'MemberExpression' && OF_JOBS.test(lastName(each) ?? '')));
  return ofJobs && (has(LOADS) || texts.some((text) => dangerIn(text) !== null)) ? ofJobs : null;
}

function isOtherRegistry(text: string): boolean {
  const host = hostIn(text)?.host;
  return host !== undefined && namesStranger(text) && !REGISTRIES.test(host);
}

/** `manifest.overrides = { lodash: 'npm:other' }`, `Object.assign(manifest.resolutions, { debug: 'https://…' })` */
function replacesPackages(node: Node, names: WrittenNames): boolean {
  const isOther = (root: Node): boolean => nodesWithin(root, MOST_NODES).some((each) => each.type === 'Property' && OTHER.test(names.textOf(each.value) ?? ''));
  if (node.type === 'AssignmentExpression') return nodesWithin(node.left as Node, 50).some((each) => each.type === 'MemberExpression' && REPLACED.test(lastName(each) ?? '')) && (isOther(node.right) || OTHER.test(names.textOf(node.right) ?? ''));
  if (node.type === 'Property') return node.key.type === 'Identifier' && REPLACED.test(node.key.name) && isOther(node.value);
  return node.type === 'CallExpression' && node.arguments.length > 1 && nodesWithin(node.arguments[0] as Node, 100).some((each) => each.type === 'MemberExpression' && REPLACED.test(lastName(each) ?? '')) && isOther(node.arguments[1] as Node);
}

/** `manifest.scripts.postinstall = 'node …'` */
function setsOwnCommand(node: Node): boolean {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return false;
  const isScripts = (each: Node): boolean => each.type === 'MemberExpression' && lastName(each) === 'scripts';
  if (BY_ITSELF.test(lastName(node.left) ?? '') && isScripts(node.left.object)) return true;
  return isScripts(node.left) && node.right.type === 'ObjectExpression' && node.right.properties.some((each) => each.type === 'Property' && each.key.type === 'Identifier' && BY_ITSELF.test(each.key.name));
}
