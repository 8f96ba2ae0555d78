import { isForge as isForgeHost } from '../../rules/facts/git-settings.js';
import { hostIn } from '../../rules/facts/places.js';
import { DATA } from '../host-data.js';
import type { Call } from './calls.js';
import { bare, isServer, textsIn, within } from './data-cells.js';
import type { Cell, Place } from './values.js';

/** Where the branches of a repository go that a package pushes by its host's own Git. */

const NAMES_REMOTE = new Set(['add', 'addRemote', 'setUrl', 'setRemoteUrl', 'set']);
const ALL = ['all', 'mirror'];
const ALL_REFS = /^\+?refs\/(?:heads\/)?\*(?::|$)/;
/** Where people keep models and data as they keep code elsewhere. */
const OF_MODELS = /(?:^|\.)huggingface\.co$/;

/** An address at a service where many keep their repositories: to mirror one there is what they ask for. */
export function isForge(address: string): boolean {
  const host = /^https?:\/\//i.test(address) ? hostIn(address)?.host : undefined;
  return host !== undefined && (isForgeHost(host) || OF_MODELS.test(host));
}

/** A push by the host, also where its Git is told a whole command. */
export function isPush(call: Call): boolean {
  return isOfGit(call) && (isNamed(call, (name) => name === 'push') || call.arguments.some((each) => within(each).some((part) => textsIn(part).includes('push'))));
}

/** Is a function called by such a name, or one that the host has under it? */
function isNamed({ callee, method }: Call, test: (name: string) => boolean): boolean {
  return (method ? test(method) : false) || callee.values.some((value) => value.kind === 'host' && test(value.path.slice(value.path.lastIndexOf('.') + 1)));
}

/** Where all branches, together or each by its name, are pushed to a server of the package: by its address, or by the name of a remote that has it. */
export function pushed(calls: readonly Call[], marksIn: (cell: Cell) => number): Place[] {
  const pushes = calls.filter((call) => isPush(call) && call.arguments.some((each) => saysAll(each) || (marksIn(each) & DATA.branches) !== 0));
  if (pushes.length === 0) return [];
  const isOwn = (cell: Cell): boolean => {
    const [marks, texts] = [marksIn(cell), within(cell).flatMap(textsIn)];
    return ((marks & DATA.server) !== 0 || texts.some(isServer)) && (marks & DATA.forge) === 0 && !texts.some(isForge);
  };
  const remotes = new Set(calls.filter((call) => isOfGit(call) && isNamed(call, (name) => NAMES_REMOTE.has(name)) && call.arguments.some(isOwn)).flatMap((call) => call.arguments.flatMap(within).flatMap(textsIn)));
  return pushes.filter(({ arguments: given }) => given.some(isOwn) || given.flatMap(within).flatMap(textsIn).some((name) => remotes.has(name))).map(({ place }) => place);
}

function isOfGit({ callee }: Call): boolean {
  return callee.values.some((value) => value.kind === 'host' && /^git(?:\.|$)/.test(bare(value.path)));
}

/** `{ all: true }`, `{ mirror: true }`, `'--all'`, `['--mirror']`, `'refs/heads/*:refs/heads/*'` */
function saysAll(given: Cell): boolean {
  return given.values.some((value) => value.kind === 'thing' && ALL.some((name) => value.fields?.has(name))) || within(given).flatMap(textsIn).some((text) => ALL.some((name) => text === `--${name}`) || ALL_REFS.test(text));
}
