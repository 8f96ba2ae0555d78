import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { z } from 'zod';
import { pageOf, RescanResultView, RescanView } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT, exitHelp, Failure, MEANING, type Exit } from '../exit-codes.js';
import type { Session } from '../session.js';
import { paint, table, text, type Shown } from '../text.js';

type Rescan = z.output<typeof RescanView>;
interface Start {
  extension?: string;
  rules?: string[];
  dryRun?: boolean;
  wait: boolean;
}

const LOOK_EVERY_MS = 500;
const MOST_SHOWN = 100;
const many = (value: string, before: string[] = []) => [...before, value];
const NO_ANSWER = 'it is done, and about some versions there is no answer';
const NOT_AT_ITS_END = 'it is not at its end: it was stopped, or --no-wait was given';
/** What each of its commands comes to. */
const EXITS = {
  all: exitHelp({ ...MEANING, done: 'done', refused: NO_ANSWER, waiting: 'it is not at its end', conflict: 'another one is running, or this one is done' }),
  start: exitHelp({ ...MEANING, done: 'every version was looked at', refused: NO_ANSWER, waiting: NOT_AT_ITS_END, conflict: 'another one is running' }),
  status: exitHelp({ ...MEANING, done: 'it is done', refused: NO_ANSWER, waiting: 'it runs, or was stopped' }),
  stop: exitHelp({ ...MEANING, waiting: 'it was stopped', conflict: 'it is done already' }),
  resume: exitHelp({ ...MEANING, done: 'every version was looked at', refused: NO_ANSWER, waiting: NOT_AT_ITS_END, conflict: 'another one is running, or this one is done' }),
};

export function rescanCommand(program: Command, action: Action): void {
  const rescan = program.command('rescan').description('Runs today\'s rules over what is published already').addHelpText('after', EXITS.all);
  rescan
    .command('start')
    .description('Begins a rescan and follows it; Ctrl-C leaves it running')
    .option('--extension <name>', 'only the versions of this extension')
    .option('--rule, --rules <id>', 'only this check; may be given several times', many)
    .option('--dry-run', 'finds and tells, and nothing follows from it')
    .option('--no-wait', 'does not wait for the end')
    .addHelpText('after', EXITS.start)
    .action(action(start));
  rescan.command('status').description('Shows how far a rescan is, and what it found').argument('[rescan]', 'id of a rescan (default: the last one)').addHelpText('after', EXITS.status).action(action(status));
  rescan.command('stop').description('Stops a rescan after the version that it is at').argument('[rescan]', 'id of a rescan (default: the last one)').addHelpText('after', EXITS.stop).action(action(stop));
  rescan.command('resume').description('Continues a stopped rescan where it was, and follows it').argument('[rescan]', 'id of a rescan (default: the last one)').option('--no-wait', 'does not wait for the end').addHelpText('after', EXITS.resume).action(action(resume));
}

async function start(session: Session, options: Start): Promise<Exit> {
  const json = { extension: options.extension, rules: options.rules ?? [], dry_run: options.dryRun ?? false };
  const begun = await session.member.call(RescanView, '/rescans', { method: 'POST', json });
  const seen = options.wait ? await follow(session, begun) : begun;
  if (isUnable(seen)) throw new Failure(EXIT.usage, seen.note ?? 'nothing was scanned');
  return show(session, seen);
}

async function status(session: Session, _options: object, id?: string): Promise<Exit> {
  return show(session, await find(session, id));
}

async function stop(session: Session, _options: object, id?: string): Promise<Exit> {
  const { id: known } = await find(session, id);
  return show(session, await session.member.call(RescanView, `${pathOf(known)}/stop`, { method: 'POST', repeatable: true }));
}

async function resume(session: Session, options: { wait: boolean }, id?: string): Promise<Exit> {
  const { id: known } = await find(session, id);
  const resumed = await session.member.call(RescanView, `${pathOf(known)}/resume`, { method: 'POST', repeatable: true });
  return show(session, options.wait ? await follow(session, resumed) : resumed);
}

const pathOf = (id: string) => `/rescans/${encodeURIComponent(id)}`;

async function find(session: Session, id: string | undefined): Promise<Rescan> {
  if (id !== undefined) return session.member.call(RescanView, pathOf(id));
  const { data } = await session.member.call(pageOf(RescanView), '/rescans', { query: { per_page: 1 } });
  if (data[0]) return data[0];
  throw new Failure(EXIT.usage, 'there was no rescan yet', 'Begin one with souk-admin rescan start.');
}

/** Shows the progress until the rescan is done or somebody stops it. */
async function follow(session: Session, begun: Rescan): Promise<Rescan> {
  let progress: ((done: number) => void) | null = null;
  let told: string | null = null;
  for (let seen = begun; ; await sleep(LOOK_EVERY_MS), seen = await session.member.call(RescanView, pathOf(begun.id))) {
    if (seen.total !== null) (progress ??= session.terminal.progress('rescanning', seen.total, 'versions'))(seen.done);
    if (seen.state !== 'running') return seen;
    if (seen.note !== null && seen.note !== told) session.terminal.note(text`${(told = seen.note)}`);
  }
}

async function show(session: Session, rescan: Rescan): Promise<Exit> {
  const found = await session.member.call(pageOf(RescanResultView), `${pathOf(rescan.id)}/results`, { query: { outcome: 'matched', per_page: MOST_SHOWN } });
  const silent = await session.member.call(pageOf(RescanResultView), `${pathOf(rescan.id)}/results`, { query: { outcome: 'no-answer', per_page: MOST_SHOWN } });
  session.terminal.answer({ rescan, matched: found.data, no_answer: silent.data }, [...rescanLines(rescan), ...resultLines(found.data), ...resultLines(silent.data)]);
  if (rescan.state !== 'done') return EXIT.waiting;
  if (isUnable(rescan)) return EXIT.usage;
  return rescan.no_answer > 0 ? EXIT.refused : EXIT.done;
}

/** It ended without having looked at every version; its note says why. */
function isUnable({ state, done, total }: Rescan): boolean {
  return state === 'done' && total !== null && done < total;
}

function rescanLines({ id, state, percent, done, total, matched, no_answer: silent, note, dry_run: dryRun }: Rescan): Shown[] {
  const counted = total === null ? 'not counted yet' : `${done} of ${total} versions, ${matched} matched${silent > 0 ? `, ${silent} without an answer` : ''}`;
  return [text`${id} ${paint(state === 'done' ? 'green' : 'yellow', state)} ${percent}% ${counted}${dryRun ? ' (dry run)' : ''}`, ...(note === null ? [] : [text`${note}`])];
}

function resultLines(results: z.output<typeof RescanResultView>[]): Shown[] {
  return table(results.map(({ extension, version, outcome, action, findings, runs }) => [extension, version, outcome, action === 'none' ? '' : action, findings[0]?.message ?? runs.find(({ detail }) => detail !== null)?.detail ?? '']));
}
