import type { Package } from '#libs/manifest/manifest.js';
import { isAnnounced, isAskedFor } from './announced.js';
import type { Code, Judgement, Use } from './code.js';
import { isShell } from './commands.js';
import { isForge } from './facts/git-settings.js';
import { filesIn } from './javascript/flows/flow-sets.js';
import type { Script } from './javascript/syntax/scripts.js';
import { hostIn, namesStranger } from './facts/places.js';

interface Ruin {
  does: string;
  commands: RegExp;
  /** Words by which a package says that it works with such things. */
  announced: RegExp;
}

const OF_CLOUD = /\b(?:cloud|infra\w*|deploy\w*|devops|terraform|tofu|pulumi|cdk|aws|s3|azure|gcp|gcloud|bucket\w*|environments?|sandbox\w*|teardown)\b/i;
const OF_GIT = /\b(?:git\w*|repo\w*|commits?|branch\w*|deploy\w*|publish\w*|release\w*|pages|history|monorepo|sync\w*|mirror\w*|backups?)\b/i;
const RUINS: readonly Ruin[] = [
  { does: 'deletes everything that runs in a cluster', commands: /\bkubectl\s(?:[^|;&\n]{0,80}\s)?delete\s[^|;&\n]{0,80}--all\b/, announced: /\b(?:kube\w*|k8s|clusters?|helm|minikube|kind|deploy\w*)\b/i },
  { does: 'deletes all containers or volumes of the computer', commands: /\b(?:docker|podman)\s+(?:container\s+)?(?:rm|rmi|kill)\s(?:-\S{1,20}\s){0,4}(?:\$\(|`)\s*(?:docker|podman)\s|\b(?:docker|podman)\s+(?:volume|system)\s+prune\s(?=[^|;&\n]{0,60}(?:-\w*f|--force))(?=[^|;&\n]{0,60}(?:-\w*a|--all|--volumes))/, announced: /\b(?:docker\w*|containers?|compose|podman|prune\w*|clean\w*)\b/i },
  { does: 'takes apart what runs in a cloud, and asks nobody', commands: /\b(?:terraform|tofu|terragrunt|pulumi|cdk)\s(?:[^|;&\n]{0,80}\s)?destroy\s(?:[^|;&\n]{0,80}\s)?(?:-{1,2}auto-approve|--yes|-y|--force)\b|\baws\s+s3\s+rb\s[^|;&\n]{0,200}--force\b|\bgcloud\s+projects\s+delete\s[^|;&\n]{0,100}(?:-q|--quiet)\b|\baz\s+group\s+delete\s[^|;&\n]{0,100}(?:-y|--yes)\b/, announced: OF_CLOUD },
  { does: 'empties the database of a project', commands: /\bprisma\s+(?:migrate\s+reset|db\s+push)\s(?:[^|;&\n]{0,100}\s)?--force(?:-reset)?\b|\b(?:dropdb|mysqladmin\s(?:[^|;&\n]{0,60}\s)?drop)\s|\bredis-cli\s(?:[^|;&\n]{0,100}\s)?flush(?:all|db)\b/i, announced: /\b(?:database\w*|db|sql\w*|prisma|postgres\w*|mysql|mongo\w*|redis|orm|seed\w*|migrat\w*|tests?|testing)\b/i },
  { does: 'throws away what a repository has', commands: /\bgit\s+reset\s+--hard\s+\S{0,40}[~^][^\n]{0,200}\bgit\s+push\s(?:[^\n]{0,100}\s)?(?:-f|--force)\b|\bgit\s+checkout\s+--orphan\s[^\n]{0,200}\bbranch\s+-D\s+["']?(?:main|master)\b|\bupdate-ref\s+-d\s+["']?HEAD\b/, announced: OF_GIT },
  { does: 'takes the rights to the files of whoever runs it', commands: /\bchmod\s+-\w*R\w*\s+0{1,4}\s+["']?(?:~|\$HOME|\/)/, announced: /(?!)/ },
  { does: 'takes away programs that others installed', commands: /\bnpm\s+(?:uninstall|rm|remove|r|un)\s+(?:-g|--global)\s+(?:[a-z@][\w@./-]{0,60}\s+){1,20}[a-z@]/, announced: /\b(?:global\w*|uninstall\w*|clean\w*|upgrad\w*|updat\w*|node|npm|migrat\w*)\b/i },
];
/** Cheap to look for. */
const HINT = /\b(?:kubectl|docker|podman|terraform|tofu|terragrunt|pulumi|cdk|aws|gcloud|az|prisma|dropdb|mysqladmin|redis-cli|git|update-ref|chmod|npm)\b/i;
/** What is in a repository goes to an address that is written here. */
const PUSHES = /\bgit["']?\s(?:[^;&|\n]{0,200}\s)?(?:push|remote\s+(?:add|set-url))\s[^;&|\n]{0,200}?((?:https?|ssh|git):\/\/[^\s"']{4,200}|[\w.-]{1,40}@[\w.-]{4,80}:[^\s"']{1,100})/;
const HELP = 'Leave to users what is deleted and where their work goes, and say in the description what the package does to it.';

/**
 * Commands that are written out and delete all that there is of something, or take a repository to a server that is named here, in a small script
 * that nobody starts with words of his own, of a package that does not say that it works with such things.
 */
export function judgeRuinousCommand(use: Use, code: Code, pkg: Package): Judgement {
  if (use.how !== 'call' || !isShell(use)) return null;
  const command = use.arguments.map(({ shape }) => shape).join(' ');
  if (!HINT.test(command)) return null;
  const ruin = RUINS.find(({ commands }) => commands.test(command));
  const does = ruin?.does ?? (pushesAway(command) ? 'takes what is in a repository to a server that is named here' : null);
  if (does === null || isAnnounced(pkg, ruin?.announced ?? OF_GIT) || isAskedFor(code, pkg)) return null;
  return { severity: 'high', message: `this command ${does}`, help: HELP };
}

const REMOVES = /^module:(?:fs(?:\/promises)?|fs-extra|rimraf|del)(?:\.(?:rm|rmdir|remove|emptyDir|rimraf|default))?(?:Sync)?$/;
/** What people have in a project: how it came to be, what they write, and what they chose to use. */
const HISTORY = /(?:^|[\\/\0])\.git[\\/]?$/;
const WORK = /^(?:src|lib|app|apps|packages|source|server|public)$/;
const USED = /(?:^|[\\/])node_modules[\\/](?![.])[\w@\0]/;
const OF_FILES = /\b(?:git\w*|clean\w*|scaffold\w*|create|templates?|generator|starter|boilerplate|init|clone|build\w*|bundl\w*|uninstall\w*|dedupe\w*|node[_-]modules|prun\w*|link\w*|remov\w*|delet\w*|rimraf)\b/i;

/** What people have in the project from which a script was started is removed by its name, where nobody asks for it and the package says nothing of it. */
export function judgeRemovedProject(use: Use, code: Code, pkg: Package): Judgement {
  if (use.how !== 'call' || !REMOVES.test(use.what)) return null;
  const path = use.arguments[0];
  const names = (code as Partial<Script>).mentions?.names;
  if (!path || !names) return null;
  const files = filesIn(path.flows);
  const isOfProject = names.has('INIT_CWD') || names.has('cwd') || names.has('root');
  const does = HISTORY.test(path.shape) ? 'the history of a project' : names.has('INIT_CWD') && files.some((file) => WORK.test(file)) ? 'what people write in a project' : USED.test(path.shape) ? 'what a project uses' : null;
  if (does === null || !isOfProject || isAnnounced(pkg, OF_FILES) || isAskedFor(code, pkg)) return null;
  return { severity: 'high', message: `${does} is removed, and nobody asked for it`, help: HELP };
}

/** What a command ruins as a whole; null for nothing. */
export function ruinIn(command: string): string | null {
  return RUINS.find(({ commands }) => commands.test(command))?.does ?? null;
}

const WRITES_TEXT = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile)(?:Sync)?$/;
const DESKTOP = /(?:^|[\\/])(?:Desktop|Schreibtisch|Bureau|Escritorio)$/;
const OF_DESKTOP = /\b(?:desktop|shortcuts?|export\w*|screenshots?|wallpapers?|installer|reports?|notes?|downloads?)\b/i;

/** A text that is written here is put on the desk of whoever runs this, who asked for none. */
export function judgeDesktopNote(use: Use, code: Code, pkg: Package): Judgement {
  const { mentions } = code as Partial<Script>;
  if (use.how !== 'call' || !WRITES_TEXT.test(use.what) || !mentions?.names.has('homedir') || (use.arguments[1]?.constant ?? null) === null) return null;
  if (![...mentions.texts].some((text) => DESKTOP.test(text)) || isAnnounced(pkg, OF_DESKTOP) || isAskedFor(code, pkg)) return null;
  return { severity: 'high', message: 'a text that is written here is put on the desktop of whoever runs this', help: HELP };
}

function pushesAway(command: string): boolean {
  const to = PUSHES.exec(command)?.[1];
  const host = to === undefined ? undefined : (hostIn(to)?.host ?? /@([\w.-]+):/.exec(to)?.[1]);
  return host !== undefined && !isForge(host) && namesStranger(`https://${host}/`);
}
