import { Command, CommanderError } from 'commander';
import { PackageError } from '#libs/manifest/manifest.js';
import { EXIT, exitHelp, Failure, MEANING, type Exit } from './exit-codes.js';
import { advisoriesCommand } from './commands/advisories.command.js';
import { convertCommand } from './commands/convert.command.js';
import { diffCommand } from './commands/diff.command.js';
import { exportOsvCommand } from './commands/export-osv.command.js';
import { infoCommand } from './commands/info.command.js';
import { initCommand } from './commands/init.command.js';
import { inspectCommand } from './commands/inspect.command.js';
import { installCommand } from './commands/install.command.js';
import { keygenCommand } from './commands/keygen.command.js';
import { listCommand } from './commands/list.command.js';
import { loginCommand } from './commands/login.command.js';
import { logoutCommand } from './commands/logout.command.js';
import { packCommand } from './commands/pack.command.js';
import { publishCommand } from './commands/publish.command.js';
import { rescanCommand } from './commands/rescan.command.js';
import { retryCommand } from './commands/retry.command.js';
import { reviewCommand } from './commands/review.command.js';
import { scanCommand } from './commands/scan.command.js';
import { searchCommand } from './commands/search.command.js';
import { statusCommand } from './commands/status.command.js';
import { uninstallCommand } from './commands/uninstall.command.js';
import { unyankCommand } from './commands/unyank.command.js';
import { updateCommand } from './commands/update.command.js';
import { verifyCommand } from './commands/verify.command.js';
import { versionsCommand } from './commands/versions.command.js';
import { whoamiCommand } from './commands/whoami.command.js';
import { withdrawCommand } from './commands/withdraw.command.js';
import { yankCommand } from './commands/yank.command.js';
import type { Action, Work } from './action.js';
import { Refusal, Unreachable } from './problem.js';
import { Session, type GlobalOptions } from './session.js';
import { Terminal, type Streams } from './terminal.js';
import { block, paint, text, type Shown } from './text.js';

const COMMANDS = [
  loginCommand, logoutCommand, whoamiCommand,
  initCommand, packCommand, scanCommand, verifyCommand, inspectCommand, convertCommand, diffCommand, keygenCommand,
  publishCommand, statusCommand, retryCommand, withdrawCommand, versionsCommand, yankCommand, unyankCommand,
  searchCommand, infoCommand, installCommand, listCommand, updateCommand, uninstallCommand,
  reviewCommand,
];

/** A command line: its name, what it is for, its commands. */
export interface Tool {
  name: string;
  description: string;
  commands: readonly ((program: Command, action: Action) => void)[];
  /** The end of its `--help`: the codes of all its commands. */
  exits: string;
}

const SOUK: Tool = {
  name: 'souk',
  description: 'The command line of a Souk marketplace.',
  commands: COMMANDS,
  exits: exitHelp({
    ...MEANING,
    done: 'done; for publish: published, or accepted with --no-wait',
    refused: 'refused, by the checks, by a maintainer or by you',
    waiting: 'not decided yet when --timeout ended; usually a maintainer must look',
    conflict: 'conflict: the version exists with other bytes, or the state changed meanwhile',
    integrity: 'integrity: bytes are not those that were announced or installed',
    unpackable: 'pack --style comfyvn: the folder cannot be packed',
  }),
};

/** What admins of a marketplace do. */
export const SOUK_ADMIN: Tool = {
  name: 'souk-admin',
  description: 'Administers a Souk marketplace. Log in with souk login.',
  commands: [rescanCommand, advisoriesCommand, exportOsvCommand],
  exits: exitHelp({ ...MEANING, done: 'done', refused: 'rescan: about some versions there is no answer; advisories import: a record was refused', waiting: 'rescan: it is not at its end', conflict: 'rescan: another one is running, or this one is done' }),
};

/** Runs a tool with the arguments after the program's name; gives the exit code. */
export async function run(args: readonly string[], streams: Streams, tool: Tool = SOUK): Promise<Exit> {
  const program = new Command(tool.name)
    .description(tool.description)
    .option('--url <address>', 'the marketplace (default: SOUK_URL, the last login, http://127.0.0.1:4400)')
    .option('--tenant <slug>', 'the tenant (default: SOUK_TENANT, the last login)')
    .option('--token <token>', 'the token (default: SOUK_TOKEN, the stored login); other users can see it')
    .option('--home <folder>', 'where logins and extensions are kept (default: SOUK_CLI_HOME, ~/.souk-cli)')
    .option('--json', 'one JSON document on standard output; publish: one line for each event')
    .option('--quiet', 'no progress and no notes')
    .addHelpText('after', tool.exits)
    .configureOutput({ writeOut: (line) => streams.stdout.write(line), writeErr: (line) => streams.stderr.write(line) })
    .exitOverride();
  let exit: Exit = EXIT.done;
  const action = <Options, Args extends unknown[]>(work: Work<Options, Args>) => async (...given: unknown[]) => {
    const session = await Session.open((given.at(-1) as Command).optsWithGlobals<GlobalOptions>(), streams);
    exit = await work(session, given.at(-2) as Options, ...(given.slice(0, -2) as Args));
  };
  for (const describe of tool.commands) describe(program, action);
  pointToHelp(program, tool.name);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    const terminal = new Terminal(streams, program.opts<GlobalOptions>());
    if (!(error instanceof CommanderError)) return report(error, terminal);
    return error.exitCode === 0 ? EXIT.done : misunderstood(error, terminal, error.code === 'commander.unknownCommand' && tool === SOUK ? adminsOwn(program.args[0]) : null);
  }
}

/** Commander has told people already what it did not understand. */
function misunderstood({ code, message }: CommanderError, terminal: Terminal, hint: string | null): Exit {
  if (hint !== null) terminal.complain(text`${hint}`);
  const [what, suggestion = null] = message.replace(/^error: /, '').split('\n');
  const detail = code === 'commander.help' ? 'no command was given' : what;
  if (terminal.json) terminal.answer({ error: { help: hint ?? suggestion, detail, exit_code: EXIT.usage } }, []);
  return EXIT.usage;
}

/** Who asks souk for what souk-admin does is told so; null for anything else. */
function adminsOwn(name: string | undefined): string | null {
  const admins = new Command();
  for (const describe of SOUK_ADMIN.commands) describe(admins, () => async () => {});
  const known = admins.commands.find((each) => each.name() === name);
  return known ? `${known.name()} is a command of souk-admin: souk-admin ${known.name()} --help` : null;
}

/** An error of usage ends with where the help of that very command is. */
function pointToHelp(command: Command, path: string): void {
  command.showHelpAfterError(`(${path} --help shows how it is used)`);
  for (const each of command.commands) pointToHelp(each, `${path} ${each.name()}`);
}

function report(error: unknown, terminal: Terminal): Exit {
  const { exit, title, lines, more } = explain(error);
  if (terminal.json) terminal.answer({ error: { ...more, detail: title, exit_code: exit } }, []);
  else for (const line of [text`${paint('red', 'error:')} ${title}`, ...lines]) terminal.complain(line);
  return exit;
}

interface Explained {
  exit: Exit;
  title: string;
  lines: Shown[];
  more: Record<string, unknown>;
}

function explain(error: unknown): Explained {
  if (error instanceof Refusal) return explainRefusal(error);
  if (error instanceof Failure) return { exit: error.exit, title: error.message, lines: error.help === null ? [] : block(error.help, '  '), more: { help: error.help } };
  if (error instanceof PackageError) return { exit: EXIT.refused, title: `${error.code}: ${error.message}`, lines: block(error.help, '  '), more: { code: error.code, path: error.path, help: error.help } };
  if (error instanceof Unreachable) return { exit: EXIT.unreachable, title: error.message, lines: [text`  Is the marketplace running, and is --url right?`], more: {} };
  const { code, path, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : new Error(String(error)) as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path !== undefined) return { exit: EXIT.usage, title: `there is no ${path}`, lines: [], more: {} };
  if ((code === 'EACCES' || code === 'EPERM') && path !== undefined) return { exit: EXIT.usage, title: `permission denied: ${path}`, lines: [text`  Make it readable and, where something is written, writable; or name another.`], more: {} };
  if ((code === 'EEXIST' || code === 'ENOTDIR') && path !== undefined) return { exit: EXIT.usage, title: `there is a file where a folder is needed: ${path}`, lines: [text`  Name another folder, or remove the file.`], more: {} };
  return { exit: code === undefined ? EXIT.unreachable : EXIT.usage, title: message, lines: [], more: {} };
}

function explainRefusal({ problem, exit, status, retryAfterMs }: Refusal): Explained {
  // What the sentence says already is not said again.
  const lines = (problem.errors ?? []).filter((item) => !problem.detail.includes(item.detail)).map((item) => text`  ${item.pointer}: ${item.detail}`);
  if (problem.errors?.some(({ pointer }) => pointer === '/id')) lines.push(text`  Write an id, as souk status, souk review list and souk-admin rescan status show them.`);
  if (status === 401) lines.push(text`  Log in with souk login.`);
  if (retryAfterMs !== null) lines.push(text`  Try again in ${Math.ceil(retryAfterMs / 1000)} s.`);
  if (problem.request_id !== '') lines.push(text`  request ${problem.request_id}`);
  return { exit, title: `${problem.title}: ${problem.detail}`, lines, more: problem };
}
