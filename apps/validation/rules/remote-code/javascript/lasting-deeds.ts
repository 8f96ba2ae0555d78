import type { ESTree } from 'meriyah';
import { AGENT_PATH, LEADING_PATH, namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { commandsOf, isOpenedByLibrary, OPENS } from './opened-ports.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';
import { pathsOf } from './written-paths.js';

const WRITES = /^(?:writeFile|appendFile|outputFile|createWriteStream|writeFileSync|appendFileSync|outputFileSync)$/;
const COPIES = /^(?:copyFile|copyFileSync|rename|renameSync|symlink|symlinkSync|cp|cpSync)$/;
/** What a shell, a desktop, the system, another program or whoever builds a project starts by itself from then on; not the hooks of a project, which tools put there. */
const STARTED = new RegExp([
  String.raw`(?:^|[\\/])\.ssh[\\/]+(?:authorized_keys2?|config|rc)$`,
  String.raw`(?:^|[\\/~])\.(?:bashrc|zshrc|zshenv|zprofile|profile|bash_profile|bash_login|xprofile|config[\\/]+(?:autostart|systemd|fish)[\\/].*)$`,
  String.raw`^[\\/]etc[\\/]+(?:cron|systemd|init\.d|profile|sudoers|rc\.local|ld\.so)`,
  String.raw`[\\/]spool[\\/]+cron[\\/]`,
  String.raw`Library[\\/]+Launch(?:Agents|Daemons)[\\/]`,
  String.raw`Start Menu[\\/]+Programs[\\/]+Startup`,
  String.raw`(?:^|[\\/])\.vscode[\\/]+tasks\.json$`,
  String.raw`\.github[\\/]+workflows[\\/]`,
  String.raw`\.husky[\\/]+[\w-]+$`,
  String.raw`(?:^|[\\/])(?:GNU)?[Mm]akefile$`,
  String.raw`(?:^|[\\/])(?:Dockerfile|\.pnpmfile\.cjs)$`,
  String.raw`(?:^|[\\/])INIT_CWD[\\/]+package\.json$`,
  String.raw`(?:[\\/~]\.local|^[\\/]usr[\\/]+local|^[\\/]usr)[\\/]+s?bin[\\/]`,
  String.raw`discord_desktop_core|[\\/]app\.asar$`,
].join('|'));
/** Up to the folder that other packages lie in as well. */
const UP = /^\0(?:[\\/]+\.\.)+[\\/]+/;
/** What asks a server, in a text that is code. */
const CALLS = /\b(?:fetch|sendBeacon|WebSocket|get|post|request)\s*\(/;
const SCRIPT = /\.[cm]?js$/;
/** A command that makes a program stay, lets others in or brings one from elsewhere. */
const COMMANDS = new RegExp([
  String.raw`\bcode(?:-insiders)?\s+tunnel\b`,
  String.raw`\bcloudflared\s(?:[^|;&]{0,100}\s)?tunnel\s+run\b`,
  String.raw`\bpm2\s+(?:start|save|startup)\b`,
  String.raw`\bsystemctl\s+(?:--\w+\s+){0,3}enable\b`,
  String.raw`\blaunchctl\s+(?:load|bootstrap)\b`,
  String.raw`\bdocker\s+run\s`,
  String.raw`\bkubectl\s+(?:apply|create)\s`,
  String.raw`\b(?:useradd|adduser|chpasswd)\b|\bnet\s+(?:user|localgroup)\s[^|;&]{0,100}\s/add\b`,
  String.raw`\bwmic\s+process\s+call\s+create\b`,
  String.raw`[\\/]sudoers`,
  String.raw`\bnpx\s+(?:-y|--yes)\s`,
  String.raw`\b(?:npm|pnpm|yarn|bun)\s+(?:i|install|add)\s[^|;&]{0,200}(?:https?:|git\+|github:|\.tgz)`,
  String.raw`\bgit\s+config\s+(?:--\w+\s+){0,2}--(?:global|system)\s+(?:--\w+\s+){0,2}(?:core\.(?:hooksPath|fsmonitor|sshCommand|askPass|pager|editor)|init\.templateDir|alias\.|credential\.|url\.)`,
  String.raw`\b[wc]script\s+(?://\w+\s+){0,3}[^|;&]{1,200}\.(?:vbs|js|wsf)\b`,
].join('|'), 'i');

/** The places where a small script, which lies at `path`, writes what is started by itself from then on, or starts a command that stays, lets others in or brings a program. */
export function lastingDeeds(tree: ESTree.Program, path: string): Node[] {
  const names = WrittenNames.of(tree);
  const depth = path.split('/').length;
  const isStarted = (file: string): boolean => STARTED.test(file) || LEADING_PATH.test(file) || AGENT_PATH.test(file) || isOfOther(file, depth);
  return nodesWithin(tree).filter((node) => {
    if (node.type !== 'CallExpression') return false;
    const name = names.pathOf(node.callee).split('.').at(-1) || (lastName(node.callee) ?? '');
    const [first, second] = node.arguments as (Node | undefined)[];
    const target = WRITES.test(name) ? first : COPIES.test(name) ? second : undefined;
    if (target) return pathsOf(target, names).some(isStarted);
    return isOpenedByLibrary(node, names) || commandsOf(node, names).some((command) => COMMANDS.test(command) || (OPENS.test(command) && !command.startsWith('\0')));
  });
}

/** The place where a small script writes into a script of another package, which it finds by its name, beside a text that is code and sends or asks for something. */
export function changesOthers(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  const nodes = nodesWithin(tree);
  if (!nodes.some((node) => isSendingCode(textIn(node)))) return null;
  const isFound = (node: Node): boolean => node.type === 'CallExpression' && names.pathOf(node.callee) === 'require.resolve' && !(node.arguments[0]?.type === 'Literal' && String(node.arguments[0].value).startsWith('.'));
  return nodes.find((node) => {
    const [target, text] = node.type === 'CallExpression' && WRITES.test(names.pathOf(node.callee).split('.').at(-1) ?? '') ? (node.arguments as Node[]) : [];
    return target !== undefined && text !== undefined && isMadeOf(target, names, isFound) && isMadeOf(text, names, (each) => isSendingCode(textIn(each)));
  }) ?? null;
}

function textIn(node: Node): string {
  if (node.type === 'TemplateElement') return node.value.cooked ?? '';
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}

/** Code that reaches a server which it names. */
function isSendingCode(text: string): boolean {
  return CALLS.test(text) && namesStranger(text);
}

/** Does a path lead out of the package's own folder, to a script of another one? */
function isOfOther(file: string, depth: number): boolean {
  const up = UP.exec(file)?.[0];
  if (up === undefined) return /(?:^|[\\/])node_modules[\\/]+(?!\.)[^\\/]+[\\/].*\.[cm]?js$/.test(file);
  return SCRIPT.test(file) && up.split('..').length - 1 === depth && /^[\w@]/.test(file.slice(up.length));
}

/** What is written last of a path, for whoever looks for a cheap sign of such deeds in a text. */
export const LASTING_HINT = /authorized_keys|\.ssh|rc\b|profile|cron|systemd|Launch(?:Agents|Daemons)|Startup|tasks\.json|workflows|husky|akefile|Dockerfile|pnpmfile|package\.json|npmrc|pip\b|\bbin\b|asar|discord_|mcp|claude|node_modules|\.\.|tunnel|ngrok|pm2|systemctl|launchctl|docker|kubectl|useradd|adduser|\bnet\b|config|wmic|sudoers|npx|npm|pnpm|yarn|bun|script/;
