import { atLeast, SEVERITIES, type Severity } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { LEADING } from './outer-deeds.js';
import { findUnasked } from './unasked-deeds.js';
import { isAskedFor } from './announced.js';
import { judgeChat } from './chat-harm.js';
import { judgeAnswers } from './remote-code/brought-answers.js';
import { judgeBroughtPackages } from './remote-code/brought-packages.js';
import { broughtFiles, programIn } from './brought-files.js';
import { isRunner } from './calls.js';
import { EVALUATED_BY_LIBRARY, HTTP_CLIENTS } from './facts/clients.js';
import { dangerInLines, judgeCommandFiles } from './command-files.js';
import { codeOf, judgeCode, once } from './code.js';
import type { Argument, Code, CodeText, Judgement, Use } from './code.js';
import { dangerIn, getsOrdinaryList, isShell, SHELL_PROGRAM, takesList } from './commands.js';
import { judgeEditorCommand } from './remote-code/editor-commands.js';
import { judgeBuiltPages, judgeExportedPage } from './remote-code/exported-pages.js';
import { judgeRunAnswers } from './followed-data.js';
import { judgeHostProgram, judgeStarted } from './remote-code/host-programs.js';
import { filesIn } from './javascript/flows/flow-sets.js';
import { linkedWith } from './javascript/flows/linked.js';
import { HIDDEN_GLOBAL } from './javascript/names/hidden-globals.js';
import { HOST_SETTING } from './javascript/flows/flow-shapes.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { UNKNOWN } from './javascript/syntax/shape.js';
import { isPage } from './javascript/syntax/sources.js';
import { opensLink } from './remote-code/opener-programs.js';
import { openedPages } from './remote-code/opened-pages.js';
import { AGENT_PATH, AUTOSTART_PATH, LEADING_PATH, namesStranger } from './facts/places.js';
import { isUnnamed, weighed } from './reach.js';
import { asideOf } from './reach/aside.js';
import { isStartedAtInstallation } from './reach/npm-scripts.js';
import { judgeInstalled } from './remote-code/installed-changes.js';
import { isOwnersScript } from './facts/service-scripts.js';
import { BY_OWNER, isNeeded, isOwnText, judgeLoad, loadsItself, NEEDED } from './remote-code/loaded-scripts.js';
import { judgeJobLoaders } from './remote-code/job-loaders.js';
import { judgeKept } from './remote-code/kept-code.js';
import { judgeKnown } from './known-by-hash.js';
import { findInSmall } from './small-scripts.js';
import { startsDanger, writesLoader as writesIntoText } from './javascript/editors/deeds.js';
import { changesOthers } from './remote-code/javascript/lasting-deeds.js';
import { runsRequests } from './remote-code/javascript/run-requests.js';
import { pushesHook } from './remote-code/javascript/pushed-hooks.js';
import { writesHook } from './remote-code/javascript/written-hooks.js';
import { judgePickles } from './remote-code/pickles.js';
import { judgePlantedDependencies } from './remote-code/planted-dependencies.js';
import { judgeOverwritten, judgeReplaced } from './remote-code/overwritten-programs.js';
import { judgeOpenedPorts } from './remote-code/opened-ports.js';
import { bringsModule } from './remote-code/own-modules.js';
import { judgeOuterScripts } from './outer-keys.js';
import { judgeHandedJobs } from './remote-code/handed-jobs.js';
import { isHandedToHook } from './remote-code/handed-to-hooks.js';
import { judgeIndex, judgeLibrary } from './remote-code/python-installs.js';
import { decode, extensionOf } from './text.js';
import { judgeTextScripts } from './text-pages.js';
import { judgeUnaskedStarts } from './remote-code/unasked-starts.js';
import { judgeThreadText } from './remote-code/thread-texts.js';
import { isLoader, writesLoader } from './remote-code/written-code.js';
import { judgeScriptText, judgeWrittenScript } from './remote-code/written-scripts.js';
import { largeFiles } from './together.js';

/** A style or JSON that stands in the address is no code, and no engine loads it as such. */
const REMOTE_MODULE = /^module:(?:data:(?!(?:text\/css|application\/json)[;,])|blob:|https?:)/i;
const TIMERS = new Set(['setTimeout', 'setInterval']);
const REQUIRES = new Set(['require', 'import']);
const LOADERS = new Set(['importScripts', 'Worker', 'SharedWorker', 'script-element.src', 'import']);
const WORKERS = new Set(['Worker', 'SharedWorker']);
const REMOTE_MARKUP = /<script\b[^<>]{0,200}\ssrc\s*=\s*["'\\]*\s*(?:https?:|[\\/]{2})/i;
const HELP = 'Put the code into the package and load it by its path.';

/** In a large script, what belongs together is as close as this. */
const NEAR_LINES = 150;
const NEAR_COLUMNS = 5_000;
/** Lines of minified code are longer, and lie far apart. */
const LONGEST_LINE = 500;

type Place = Pick<Use, 'line' | 'column'>;

/** A command as people are shown it. */
const PROMPT = /^\s*[$>#]\s/;
const STARTS = 'module:child_process';
const CONNECTS = /^(?:module:(?:net|tls)|py:socket)(?:\.|$)/;
const DOWNLOADS = new RegExp(String.raw`^(?:fetch|module:https?\.(?:get|request)|module:(?:net|tls)\.(?:connect|createConnection)|module:(?:${HTTP_CLIENTS})(?:\.\w+)?|py:(?:urllib\.request\.(?:urlopen|urlretrieve)|(?:requests|httpx)\.get))$`);
/** Types are for compilers; of the programs that run such files, only Deno loads modules from addresses. */
const DENO = new Set(['.ts', '.mts', '.tsx']);
/** This host serves TypeScript as TypeScript, which browsers do not run, and Node.js loads nothing from addresses. */
const ONLY_DENO = /^https:\/\/deno\.land\/(?:std|x)[\w.@/+-]*\.tsx?$/;

/**
 * Code that is loaded at run time was in no review, and may be another tomorrow. The same holds for a program that is
 * downloaded, put where temporary files are or by another script of the package, and started, and for a shell that takes its
 * commands from a connection. What runs at an address that only callers from elsewhere give is no attack yet, which takes the address: loaders of modules are for a maintainer to look at, and not refused; nor is a large script that nothing started names,
 * as libraries with loaders of their own lie along; nor are updaters that install what a server names. What a script of the package gets as an argument is not what is started.
 */
export const rule: Rule = {
  id: 'remote-code',
  code: 'EXE-06',
  version: 48,
  title: 'Code from elsewhere',
  why: 'Code that is loaded at run time was in no review, and may be other code tomorrow.',
  sections: true,
  run(pkg) {
    const large = largeFiles(pkg.files);
    const findings = judgeCode(rule.id, pkg, { use: (use, code) => handsOverShell(use, code, large.has(code.path)) ?? judge(use, code, { pkg, isLarge: large.has(code.path) }) ?? judgeBrought(use, broughtFiles(pkg), pkg), text: (text, code) => judgeText(text, code, pkg) ?? judgeThreadText(text, code, pkg) ?? judgeExportedPage(text, code, pkg) ?? judgeStart(text, code, pkg), weigh: weighInPages(large) });
    const found = [...findings, ...judgeCommandFiles(pkg, rule.id), ...judgeBroughtPackages(pkg, rule.id), ...judgeAnswers(pkg, rule.id), ...judgeTextScripts(pkg, rule.id), ...judgeJobLoaders(pkg, rule.id, large), ...judgeReplaced(pkg, rule.id), ...judgeOpenedPorts(pkg, rule.id), ...judgeOuterScripts(pkg, rule.id, large), ...findInSmall(pkg, rule.id, STARTED_BY_EDITOR), ...findInSmall(pkg, rule.id, LOADER_IN_TEXT), ...findInSmall(pkg, rule.id, HOOK), ...findInSmall(pkg, rule.id, PUSHED_HOOK), ...judgePickles(pkg, rule.id), ...judgePlantedDependencies(pkg, rule.id, large), ...judgeChat(pkg, rule.id, ['all rights', 'operator']), ...findUnasked(pkg, rule.id, LEADING), ...judgeBuiltPages(pkg, rule.id)];
    const told = [...found, ...judgeRunAnswers(pkg, found)];
    const deeds = [...findInSmall(pkg, rule.id, REQUESTED), ...findInSmall(pkg, rule.id, OTHERS), ...judgeHandedJobs(pkg, rule.id), ...judgeUnaskedStarts(pkg, rule.id)].filter((each) => !told.some(({ file, line, severity }) => file === each.file && line === each.line && atLeast(severity, each.severity)));
    return [...told, ...deeds].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  },
};

const STARTED_BY_EDITOR = { hints: [/\b(?:ShellExecution|ProcessExecution|createTerminal)\b/], find: startsDanger, message: 'a task or a terminal of the editor runs a command that gets what it runs from elsewhere, or hides it', help: HELP };
const HOOK = { hints: [/\b(?:(?:pre|post)?install|prepare|prepublish\w*|prepack|postpack)\b/, /\bscripts\b/, /\b(?:curl|wget|powershell|pwsh|base64|eval|exec|fetch|https?)\b/], find: writesHook, message: 'a command that gets what it runs from elsewhere, or hides it, is put among the scripts that npm runs by itself', help: HELP };
const PUSHED_HOOK = { hints: [/noVerify|--no-verify/, /\bpush\b/, /\bscripts\b/], find: pushesHook, message: 'a command is put among the scripts of a project, committed without the checks of its repository and pushed, beside a server that is named here', help: 'Leave the repositories of users as they are, and commit what they ask for with their checks.' };
const OTHERS = { hints: [/\b(?:writeFile|appendFile|outputFile)/, /require\.resolve|node_modules|\.\./, /\b(?:fetch|sendBeacon|WebSocket|get|post|request)\s*\(/], find: changesOthers, message: 'code that reaches a server which it names is written into a script of another package', help: 'Have users load the code from this package.' };
const REQUESTED = { hints: [/child_process|\b(?:execa|cross-spawn|shelljs|vm|eval|Function|_compile|repl|inspector)\b/, /\b_?(?:req|request|res|ctx|createServer|connection|inspector|use|get|post|put|all)\b|\bc\./], find: runsRequests, message: 'a command or code is run that whoever sends a request or a message to this computer writes', help: 'Let requests choose among what is written here.' };
/** A script that changes what stands in an editor. */
const LOADER_IN_TEXT = { hints: [/\b(?:TextEdit|WorkspaceEdit|onWillSaveTextDocument)\b|FormattingEdit/, /<script/i], find: writesIntoText, message: 'a page that stands in the editor gets a script from a server that is named here', help: 'Write into files what their users want there, and nothing else.' };

const LESS_IN_PAGES: Partial<Record<Severity, Severity>> = { critical: 'medium', high: 'medium', medium: 'low' };

/** Which registry is used, as somebody says who starts a program for that. */
const CHOSEN_REGISTRY = /^(?:npm|pnpm|yarn)(?:\.cmd)?\s+config\s+set\s+registry\s+\0(?:\s\0)?$/;

/** Somebody says which registry is used, or the option that asks nobody is for what runs in a container. */
function mayAsSaid(command: string, code: Code, pkg: Package): boolean {
  if (CHOSEN_REGISTRY.test(command)) return isAskedFor(code, pkg);
  return OF_CONTAINER.test(command) && code.uses.some((use) => isShell(use) && /^(?:docker|podman)\s+run\b/.test(commandOf(use)));
}

const OF_CONTAINER = /^--(?:dangerously-skip-permissions|dangerously-bypass-approvals-and-sandbox|yolo)$/;

/** What asks whether a script is seen to run: with it, every finding in it weighs less. */
const GRAVE = { severity: 'high', message: '' } as const;

/** What loaders of pages do, as libraries bring them along that nothing started names: in a large script that is one, a maintainer looks. */
const LOADS = /^`(?:eval|Function|execScript)` runs what a server answered$/;

/**
 * A page that nothing in the package names is documentation: who opens it, asked for it. One that shows what the package does (it
 * stands aside, and has or loads a script of its own, or the package by its name from a mirror of the registry) is low; where nobody knows what is started, it is one that nothing names.
 */
function weighInPages(large: ReadonlySet<string>): typeof weighed {
  let opened: ReadonlySet<string> | null = null;
  let showing: ReadonlySet<string> | null = null;
  return (pkg, path, seen) => {
    if (!isPage(path) || !LESS_IN_PAGES[seen.severity]) {
      const weight = weighed(pkg, path, seen);
      return weight.severity === 'critical' && LOADS.test(seen.message) && large.has(path) && isUnnamed(pkg, path) ? { ...weight, severity: 'high' } : weight;
    }
    opened ??= openedPages(pkg, codeOf(pkg), new Set(codeOf(pkg).flatMap(({ path: opener }) => (isPage(opener) || weighed(pkg, opener, GRAVE) === GRAVE ? [] : [opener]))));
    showing ??= new Set(scriptsOf(pkg).flatMap(({ path: page, leads, mentions, uses }) => (asideOf(page) !== null && (leads.length > 0 || mentions !== null || uses.some((use) => loadsItself(use, pkg))) ? [page] : [])));
    const isDemo = seen.severity !== 'critical' && showing.has(path);
    const isKnown = pkg.manifest.entry_points.length > 0;
    if (opened.has(path) && (isKnown || !isDemo)) return seen;
    return { ...seen, severity: isDemo && isKnown ? 'low' : LESS_IN_PAGES[seen.severity]!, message: `${seen.message}, in a page that no other file of the package names` };
  };
}

interface Around {
  pkg: Package;
  /** The script is so large that things are together in it which have nothing to do with each other. */
  isLarge: boolean;
}

function judge(use: Use, code: Code, { pkg, isLarge }: Around): Judgement {
  if (use.how === 'import') return judgeImport(use, code, pkg);
  if (use.what === 'answered script') return { severity: 'high', message: 'a script is loaded whose address another script of the extension of a browser says', help: HELP };
  const told = judgeKnown(use, code, { pkg, isLarge }) ?? judgeKept(use, pkg) ?? judgeEditorCommand(use, code, pkg) ?? judgeLibrary(use) ?? judgeInstalled(use, code, pkg);
  if (told) return told;
  if (use.how === 'value') return null;
  if (use.what === 'document.write' && use.arguments.some(({ shape }) => REMOTE_MARKUP.test(shape))) return { severity: 'high', message: 'a script element from an address is written into the page', help: HELP };
  if (WORKERS.has(use.what) && use.arguments.length > 0 && isOwnText(use.arguments[0]!)) return null;
  const loaded = LOADERS.has(use.what) ? judgeLoad(use, code, pkg) : null;
  if (loaded) return loaded;
  if (use.what === 'py:os.dup2' && connects(code)) return { severity: 'high', message: 'what a connection sends goes into a program, as when a shell is handed to somebody else', help: HELP };
  if (REQUIRES.has(use.what) && isTemporary(use) && downloads(code)) return { severity: 'high', message: 'a module is loaded from where temporary files are, in a script that downloads', help: HELP };
  if (use.what === 'scripting.executeScript') return { severity: 'high', message: 'text that is only known at run time is put into the pages of a browser as a script', help: HELP };
  const written = startsPrograms(code) ? judgeWrittenScript(use) : null;
  if (written) return written;
  const overwritten = isLarge ? null : judgeOverwritten(use, code, pkg);
  if (overwritten) return overwritten;
  if (writesLoader(use)) return { severity: 'high', message: 'code is written into a file that runs what a server answers', help: HELP };
  const started = judgeHostProgram(use) ?? judgeStarted(use);
  if (started) return started;
  if (!isRunner(use)) return use.what.startsWith('host:') && isShell(use) ? judgeProgram(use, code, { pkg, isLarge }) : null;
  const name = use.what.replace(/^(?:py|module):/, '');
  const ran = ranOf(use);
  if (use.what === HIDDEN_GLOBAL) return ran.some(({ flows }) => flows.includes('network')) ? { severity: 'high', message: 'a function of the global object, whose name is decoded, gets what a server answered', help: HELP } : null;
  if (ran.some(({ flows }) => flows.includes('network')) && (isShell(use) || takesList(use)) && INSTALLS.test(commandOf(use))) return { severity: 'high', message: 'which package is installed is what a server answered', help: 'Write the names of packages into this one.' };
  const opened = ran.some(({ flows }) => flows.includes('network')) && !isLarge && takesList(use) ? opensLink(use, code, pkg) : false;
  if (opened === 'shell' && linkedWith(pkg, code.path).some(({ texts }) => texts.some(({ shape }) => namesStranger(shape)))) return { severity: 'high', message: 'a shell opens an address that a server answered, and takes what stands behind `&` in it for a command', help: 'Read the address by `new URL`, and open it by a program that is no shell.' };
  if (ran.some(({ flows }) => flows.includes('network')) && !opened) return { severity: 'critical', message: `\`${name}\` runs what a server answered`, help: HELP };
  if (ran.some(({ flows }) => flows.includes('asked'))) return { severity: 'high', message: `\`${name}\` runs what a server answered whose address callers give, as loaders of modules do`, help: HELP };
  if (ran.some(({ flows }) => flows.includes('memory'))) return bringsModule(code, pkg) ? { severity: 'low', message: `\`${name}\` runs text from the memory of a WebAssembly module, and the package brings one`, help: HELP } : { severity: 'high', message: `\`${name}\` runs text from the memory of a WebAssembly module that a server answered`, help: HELP };
  if (ran[0]?.shape === UNKNOWN && ran[0].flows.includes('requested')) return { severity: 'high', message: `\`${name}\` runs what whoever sends a request writes into it`, help: 'Let requests choose among what is written here.' };
  if (!isLarge && !TIMERS.has(use.what) && ran[0]?.shape === UNKNOWN && knowsByHash(code)) return { severity: 'high', message: `\`${name}\` runs what somebody writes who is only known by a hash`, help: 'Say in the settings who may do what.' };
  if (!isShell(use) && !getsOrdinaryList(use) && !EVALUATED_BY_LIBRARY.test(use.what) && ran.some(({ flows }) => flows.includes('unread'))) return { severity: 'high', message: `\`${name}\` runs what stands in a file that is no script by its name`, help: 'Keep code in files that are read as code.' };
  if (ran.some(({ flows }) => flows.includes('origin'))) return { severity: isShell(use) ? 'critical' : originSeverity(pkg), message: `\`${name}\` runs what the server of its own page sent over a connection, as servers for development do`, help: HELP };
  return isShell(use) ? (judgeProgram(use, code, { pkg, isLarge }) ?? judgeLeftRunning(use, code, { pkg, isLarge })) : null;
}

/** One command of a manager of packages that is written out but for the package, which comes from its registry: as updaters have it, for a maintainer to look at. */
const INSTALLS = /^(?!.*:\/\/)(?:npm|pnpm|yarn|bun)(?:\.cmd)?\s+(?:i|install|add|update|upgrade)\s[^|;&`$()<>\n]*$/;

/** The command with its arguments, as far as it is known. */
function commandOf(use: Use): string {
  return use.arguments.slice(0, takesList(use) ? 2 : 1).map(({ shape }) => shape).join(' ');
}

const OWN_PLACE = new Set(['location', 'hostname', 'host']);

/** Where a script gives itself a place, its page is from wherever it likes; one that gives programs that it starts a variable may be the bundler. */
function originSeverity(pkg: Package): Severity {
  let severity: Severity = 'medium';
  for (const { path, mentions } of scriptsOf(pkg)) {
    const names = [...(mentions?.assigned ?? [])].filter((name) => OWN_PLACE.has(name) || HOST_SETTING.test(name));
    if (names.length === 0) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    if (!names.every((name) => HOST_SETTING.test(name) && isOnlyVariable(name, text))) return 'critical';
    severity = 'high';
  }
  return severity;
}

/** Whatever gets a value under this name is a variable of the environment, as it is written. */
function isOnlyVariable(name: string, text: string): boolean {
  const given = [...text.matchAll(new RegExp(String.raw`(\bprocess\.env\.)?\b${name}\s*=(?!=)`, 'g'))];
  return given.length > 0 && given.every(([, variable]) => variable !== undefined);
}

function judgeImport({ what }: Use, code: Code, pkg: Package): Judgement {
  if (!REMOTE_MODULE.test(what)) return null;
  const address = what.slice('module:'.length);
  if (isNeeded(address, pkg)) return NEEDED;
  if (isOwnersScript(address)) return { severity: 'medium', message: BY_OWNER, help: HELP };
  return { severity: DENO.has(extensionOf(code.path)) || ONLY_DENO.test(address) ? 'medium' : 'high', message: 'a module is loaded from an address instead of from the package', help: HELP };
}

/** In a small script, a shell and a connection have to do with each other; in a large one, where they are close. */
function handsOverShell({ how, what }: Use, code: Code, isLarge: boolean): Judgement {
  if (how !== 'import' || what !== STARTS || !connects(code)) return null;
  const shells = code.texts.filter(({ shape }) => SHELL_PROGRAM.test(shape));
  const isTogether = isLarge ? shells.some((shell) => code.uses.some((use) => CONNECTS.test(use.what) && isNear(shell, use, code))) : shells.length > 0;
  return isTogether ? { severity: 'high', message: 'a shell is started beside a connection, as when it is handed to somebody else', help: HELP } : null;
}

function isNear(a: Place, b: Place, { uses }: Pick<Code, 'uses'>): boolean {
  if (a.line === b.line) return Math.abs(a.column - b.column) <= NEAR_COLUMNS;
  const [first, last] = a.line < b.line ? [a.line, b.line] : [b.line, a.line];
  const isFarIn = ({ line, column }: Place): boolean => line >= first && line <= last && column > LONGEST_LINE;
  return last - first <= NEAR_LINES && !isFarIn(a) && !isFarIn(b) && !uses.some(isFarIn);
}

function judgeProgram(use: Use, code: Code, { pkg, isLarge }: Around): Judgement {
  const { what, arguments: given } = use;
  const command = given.map(({ shape }) => shape).join(' ');
  const danger = dangerIn(command) ?? (command.includes('\n') ? dangerInLines(command) : null);
  if (danger && mayAsSaid(command, code, pkg)) return null;
  if (danger?.rule === rule.id) return { severity: danger.severity, message: `this command ${danger.says}`, help: HELP };
  if (PIP_ADDRESS.test(given.map(({ shape }) => shape).join(' '))) return { severity: 'high', message: 'a package for Python is installed from an address', help: HELP };
  const index = judgeIndex(command, isLarge ? '' : code.path, pkg.files);
  if (index) return index;
  const program = given[0] && given[1] && takesList(use) && (STARTS_FILE.test(given[0].shape) || SAME_ENGINE.test(use.evidence)) ? given[1] : given[0];
  // Of a command line, the program is the first word.
  if (!program?.flows.includes('temporary') || isCodeBesideFile(use, program.shape) || (/\.exec(?:Sync)?$/.test(what) && !BEGINS_UNKNOWN.test(program.shape) && !STARTER.test(program.shape)) || !(isLarge ? downloadsNear(use, code) : downloads(code))) return null;
  return { severity: 'high', message: `\`${what.replace(/^(?:py|module):/, '')}\` starts a program that was put where temporary files are, in a script that downloads`, help: HELP };
}

/** The engine gets code as an option, in which the place of a file stands: where to write. A file that the code runs it has to read, and code that begins with what is not known may be anything. */
function isCodeBesideFile({ arguments: [engine], evidence }: Use, options: string): boolean {
  return (ENGINE.test(engine?.shape ?? '') || SAME_ENGINE.test(evidence)) && CODE.test(options) && !READS.test(options);
}

const ENGINE = /^(?:node|python[\d.]*)(?:\.exe)?$/i;
const CODE = /^(?:-[ec]|--eval)\s+["'`]?\w/;
const READS = /(?:require|import|open|read\w*|exec\w*|spawn\w*|fork|run\w*|compile)[\s(]*["'`]?\0/i;

/** When it is installed, a small script starts a command that nobody can read, or downloads a program and starts it, so that it outlives the installation; at any time, a program that nobody hears of. */
function judgeLeftRunning(use: Use, code: Code, { pkg, isLarge }: Around): Judgement {
  const [program, given] = use.arguments;
  const names = (code as Partial<Script>).mentions?.names;
  if (isLarge || use.how !== 'call' || !program) return null;
  const isUnread = takesList(use) && SHELL_PROGRAM.test(program.shape) && UNREAD_COMMAND.test(given?.shape ?? '');
  if (isUnread && names?.has('unref') && isStartedAtInstallation(code.path, pkg)) return { severity: 'high', message: 'when it is installed, this leaves a command running which nobody can read', help: 'Write the command out, or do the work in code.' };
  if (!BEGINS_UNKNOWN.test(program.shape) || SAME_ENGINE.test(use.evidence)) return null;
  if (!(names?.has('unref') || names?.has('detached')) || !downloads(code) || !writes(code)) return null;
  const isInstalled = isStartedAtInstallation(code.path, pkg);
  if (opensLink(use, code, pkg)) return null;
  if (!isInstalled && !LEAVES.every((name) => names.has(name))) return null;
  return { severity: 'high', message: `${isInstalled ? 'when it is installed, ' : ''}this downloads a program, starts it and leaves it running`, help: HELP };
}

/** A shell is given nothing else. */
const UNREAD_COMMAND = new RegExp(`^[-/]\\w{1,4}\\s*${UNKNOWN}$`);

/** What makes a program of a file, and lets it outlive whoever started it, with nothing to say to anybody. */
const LEAVES = ['detached', 'unref', 'ignore'];

/** A program by its path, which may stand in quotation marks. */
const BEGINS_UNKNOWN = new RegExp(`^["']?${UNKNOWN}`);
/** Programs that start what follows, and what makes a program of a file that is started next. */
const STARTER = /^\s*(?:start|cmd|(?:ba|z)?sh|python[\d.]*|node|java|powershell|wscript|cscript|open|nohup|sudo)\s[^|;&]{0,100}\0|^\s*chmod\s[^|;&]{1,100}(?:&&|;)\s*["']?\0/i;
/** The name of the program in a command. */
const FIRST_WORD = /^["']?[^\s"']{0,200}[\\/]([\w.@+-]{2,80})(?=["'\s]|$)/;

/** Programs that run the file that they are given. */
const STARTS_FILE = /^(?:java|node|python[\d.]*|(?:ba|z)?sh|cmd|powershell|wscript|cscript|open)(?:\.exe)?$/i;

/** The program that runs this script, before anything else that a call gets. */
const SAME_ENGINE = /^[^,]{0,200}\(\s*process\.(?:execPath\b|argv0\b|argv\[0\])/;

/** A program under a name that a script of this package writes, one that reaches a server. */
function judgeBrought(use: Use, brought: ReadonlySet<string>, pkg: Package): Judgement {
  if (use.how !== 'call' || brought.size === 0) return null;
  if (REQUIRES.has(use.what)) return filesIn(use.arguments[0]?.flows ?? []).some((name) => /\.[cm]?js$/.test(name) && brought.has(name)) ? { severity: 'high', message: 'a script is loaded that is not in the package, and that a script of it brings from elsewhere', help: HELP } : null;
  if (!isShell(use)) return null;
  const [program] = use.arguments;
  const shape = program?.shape ?? '';
  const runsFile = STARTS_FILE.test(shape) || SAME_ENGINE.test(use.evidence);
  if (runsFile && /^(?:node(?:\.exe)?|\0)$/i.test(shape) && startsOwn(use, pkg)) return null;
  const files = filesIn([...(program?.flows ?? []), ...(runsFile ? use.arguments[1]?.flows ?? [] : [])].filter((flow) => !/^node(?:\.exe)?$/i.test(shape) || !flow.endsWith('.json')));
  const names = /\s/.test(shape) ? [FIRST_WORD.exec(shape)?.[1] ?? ''] : [...files, ...programIn(shape)];
  const name = names.find((each) => brought.has(each));
  return name === undefined ? null : { severity: 'high', message: `a program \`${name}\` is started that is not in the package, and that a script of it brings from elsewhere`, help: HELP };
}

/** Is a script of the package started, before anything else that its engine gets? What follows is for that script. */
function startsOwn({ arguments: [, list] }: Use, { files }: Package): boolean {
  const script = FIRST_SCRIPT.exec(list?.shape ?? '')?.[1];
  return script !== undefined && files.some(({ path }) => path === script || path.endsWith(`/${script}`));
}

const FIRST_SCRIPT = /^(?:\0?\.{0,2}[\\/])?((?:[\w.@-]{1,80}\/){0,8}[\w.@-]{1,80}\.[cm]?js)(?= |$)/;

/** Data that is required is parsed, and not run. */
function isTemporary({ arguments: [module], evidence }: Use): boolean {
  return module !== undefined && module.flows.includes('temporary') && !module.shape.endsWith('.json') && !/^[^;]*\.json["'`]/.test(evidence);
}

const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|createWriteStream|appendFile|copyFile)(?:Sync)?$/;
const GIT_HOOKS = /\.git[\\/]+hooks/;
/** A package by its address, and not only where to look for packages. */
const PIP_ADDRESS = /\bpip[\d.]*["']?\s+install\s(?:[^|;&\n]{0,200}[\s@])?(?:git\+\w+:|(?<!-(?:url|links|f)[\s=])https?:\/\/\S{1,300}\.(?:whl|zip|tar\.gz))/;
const WHEEL = /^https?:\/\/\S{1,400}\.whl(?:[?#]|$)/;
const knowsByHash = once(({ uses }) => uses.some(({ what }) => what === 'hashed person'));
const writes = once(({ uses }) => uses.some(({ what, how }) => how === 'call' && WRITES.test(what)));
const connects = once(({ uses }) => uses.some(({ what }) => CONNECTS.test(what)));
const downloads = once(({ uses }) => uses.some(isDownload));
const startsPrograms = once(({ uses }) => uses.some(isShell));
/** By what nobody sees the name of, which may start programs. */
const loadsUnseen = once(({ uses }) => uses.some(({ what, how, arguments: [name] }) => how === 'call' && REQUIRES.has(what) && name?.constant === null));
const AS_COMMAND = /^\s{0,20}(?:curl|wget|powershell|pwsh|bash|sh|cmd)(?:\.exe)?\s/i;
const namesAutostart = once(({ texts }) => texts.some(({ shape }) => AUTOSTART_PATH.test(shape)));
/** Another script of the package may write what this one hands to it when the package is installed. */
const handsToAutostart = ({ path }: Code, pkg: Package): boolean => isStartedAtInstallation(path, pkg) && codeOf(pkg).some(namesAutostart);

/** A command that stands in a text may be shown only; where programs are started, or a module whose name nobody sees is loaded, it is one of them, and where a file is named that a shell or a desktop runs by itself it goes there. */
function judgeText(text: CodeText, code: Code, pkg: Package): Judgement {
  const { shape } = text;
  const danger = dangerIn(shape);
  const loads: Judgement = isLoader(shape) ? { severity: 'high', message: 'this text is code that runs what a server answers', help: HELP } : null;
  if (loads) return loads;
  const script = startsPrograms(code) ? judgeScriptText(text) : null;
  if (!danger || script || mayAsSaid(shape, code, pkg)) return script;
  // A text that begins as a program of its own is written into a file that somebody starts, such as a hook.
  const isProgram = shape.startsWith('#!') && atLeast(danger.severity, 'high');
  const runs = (!PROMPT.test(shape) && startsPrograms(code)) || namesAutostart(code) || handsToAutostart(code, pkg) || isProgram || isHandedToHook(text, code, pkg) || (AS_COMMAND.test(shape) && loadsUnseen(code));
  return { severity: runs ? 'high' : 'low', message: `this command ${danger.says}`, help: HELP };
}

function isDownload({ what, how }: Use): boolean {
  return how === 'call' && DOWNLOADS.test(what);
}

function downloadsNear(use: Use, { uses }: Code): boolean {
  return uses.some((other) => isDownload(other) && isNear(other, use, { uses }));
}

/** When it is installed, a script writes what a shell, a desktop or a tool of AI runs by itself from then on; and Python is given a package from an address. */
function judgeStart({ shape }: CodeText, code: Code, pkg: Package): Judgement {
  if (WHEEL.test(shape) && code.path.endsWith('.py') && startsPrograms(code)) return { severity: 'high', message: 'a package for Python is installed from an address', help: HELP };
  const isStart = AGENT_PATH.test(shape) || (AUTOSTART_PATH.test(shape) && !GIT_HOOKS.test(shape));
  const leads = LEADING_PATH.test(shape);
  if ((!isStart && !leads) || !writes(code) || !isStartedAtInstallation(code.path, pkg)) return null;
  if (!isStart) return { severity: 'high', message: 'when it is installed, this changes where tools of the system get what they bring', help: 'Tell users what to add to their settings, and leave it to them.' };
  return { severity: 'high', message: 'when it is installed, this changes what a shell, a desktop or a tool of AI starts by itself', help: 'Tell users what to add to their settings, and leave it to them.' };
}

/** A script among the arguments of a program. */
const OWN_SCRIPT = /\.(?:[cm]?js|py|rb|php|sh)(?=$|[\s"'\0])/;

/** What is run of what a call gets: of a timer, only the first; where a script is started, nothing of what it reads from its input. */
function ranOf(use: Use): readonly Argument[] {
  const { what, arguments: given } = use;
  if (takesList(use) && OWN_SCRIPT.test(given[1]?.shape ?? '')) return given.slice(0, 2);
  return TIMERS.has(what) || EVALUATED_BY_LIBRARY.test(what) ? given.slice(0, 1) : given;
}
