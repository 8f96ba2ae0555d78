import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from '../calls.js';
import type { Argument, Code, Judgement, Use } from '../code.js';
import { ownersIn } from '../javascript/flows/flow-sets.js';
import { linkedWith } from '../javascript/flows/linked.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { hostIn, reachOf } from '../facts/places.js';
import { isHostOf, nameOfOwner, ownerOfVariable } from '../facts/secrets.js';
import { largeFiles } from '../together.js';

/** Variables in the command of a shell. */
const SHELL_VARIABLE = /[$%]\{?(\w+)/g;
const SENDING_COMMAND = /\b(?:curl|wget|nc|ncat|Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b/i;
const HANDED_ON = 'secret ';
const HELP = 'Send a key to the service that it is for, and to nobody else; ask users for it in the settings.';

/**
 * Keys that a call sends, each read by its name. One is a setting where it goes to its own service, or nobody can tell where.
 * Those of two services in one request have one addressee too many.
 */
export function judgeSecrets({ what, arguments: given }: Use, code: Code, starts: boolean): Judgement {
  const owners = ownersIn(given.flatMap(({ flows }) => flows));
  if (starts) owners.push(...ownersInCommand(given.map(({ shape }) => shape).join(' ')));
  if (owners.length === 0) return null;
  const addressees = given.flatMap(({ shape }) => hostIn(shape)?.host ?? []);
  // Programs get keys for what they do; only where is looked at.
  if (starts && addressees.length === 0) return null;
  const isKnown = addressees.length > 0;
  const foreign = foreignTo(isKnown ? addressees : hostsNamedIn(code), owners);
  const whose = owners.map(nameOfOwner).join(' and ');
  const message = `what \`${what.replace(/^(?:module|py):/, '')}\` sends is made of keys of ${whose}`;
  if (owners.length > 1) return isKnown && foreign.length === 0 ? null : { severity: foreign.length === owners.length ? 'critical' : 'high', message, help: HELP };
  if (!isKnown && !starts && isComputed(given[0])) return { severity: 'high', message: `${message}, and goes to an address that is decoded first`, help: HELP };
  return foreign.length > 0 ? { severity: 'high', message: `${message}, and goes elsewhere`, help: HELP } : null;
}

/** An address that is no text anywhere: nobody who means the owner's server writes it like that. */
function isComputed(address: Argument | undefined): boolean {
  return address !== undefined && ownersIn(address.flows).length === 0 && address.flows.some((flow) => flow === 'opaque' || flow === 'characters');
}

function ownersInCommand(command: string): string[] {
  if (!SENDING_COMMAND.test(command)) return [];
  return [...command.matchAll(SHELL_VARIABLE)].flatMap(([, name]) => ownerOfVariable(name!) ?? []);
}

/** Of the owners, those to whom none of the hosts belongs. Where no host is known, nobody can tell. */
function foreignTo(hosts: readonly string[], owners: readonly string[]): string[] {
  const isNear = hosts.some((host) => ['local', 'private'].includes(reachOf(host) ?? ''));
  return hosts.length === 0 || isNear ? [] : owners.filter((owner) => !hosts.some((host) => isHostOf(owner, host)));
}

const namedHosts = new WeakMap<Code, string[]>();

function hostsNamedIn(code: Code): string[] {
  const hosts = namedHosts.get(code) ?? code.texts.flatMap(({ shape }) => hostIn(shape)?.host ?? []);
  namedHosts.set(code, hosts);
  return hosts;
}

/**
 * Keys of two services that one small script hands on, where another small script that it is linked with sends something
 * to a server of none of them. Which data that is, is not followed from one script into another.
 */
export class ScatteredSecrets {
  readonly #answers = new Map<string, boolean>();

  constructor(private readonly pkg: Package) {}

  judge({ what, how }: Use, code: Code): Judgement {
    if (how !== 'value' || !what.startsWith(HANDED_ON)) return null;
    const answer = this.#answers.get(code.path) ?? this.#areSent(code.path);
    this.#answers.set(code.path, answer);
    return answer ? { severity: 'high', message: 'keys of several services are handed on, and a script that this one belongs to sends something elsewhere', help: HELP } : null;
  }

  #areSent(path: string): boolean {
    const large = largeFiles(this.pkg.files);
    const group = linkedWith(this.pkg, path).filter((script) => !large.has(script.path));
    const owners = [...new Set(group.filter((script) => script.path === path).flatMap(ownersHandedOn))];
    if (owners.length < 2) return false;
    return group.some((script) => script.path !== path && script.uses.some((use) => use.how === 'call' && isSender(use)) && foreignTo(hostsNamedIn(script), owners).length === owners.length);
  }
}

/** A database is one of the parts of an application, whose settings have its address beside other keys. */
function ownersHandedOn({ uses }: Script): string[] {
  return uses.flatMap(({ what, how }) => (how === 'value' && what.startsWith(HANDED_ON) && what !== 'secret databases' ? [what] : [])).map((what) => what.slice(HANDED_ON.length));
}
