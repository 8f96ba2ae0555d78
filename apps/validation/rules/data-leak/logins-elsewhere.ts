import { isSender } from '../calls.js';
import type { Argument, Code, Judgement, Use } from '../code.js';
import { hostIn, namesStranger } from '../facts/places.js';
import { isHostOf } from '../facts/secrets.js';

const LOGIN = 'login at ';
/** What sends something beside the calls that everybody knows. */
const SENDS = new Set(['request body', 'other.request', 'element.src', 'helpers.httpRequest']);
/** Modules whose owner has other names for its servers. */
const OWNERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/octokit|^@actions\//, ['GitHub', 'CI']],
  [/firebase|google|gaxios/, ['Google']],
  [/aws|^s3|dynamo/, ['AWS']],
  [/azure|microsoft/, ['Azure']],
  [/mongo|redis|pg|postgres|mysql|prisma|supabase|libsql/, ['databases']],
];
/** Letters of a name that are enough to tell whose it is. */
const LEAST_OF_NAME = 4;
const HELP = 'Give what users log in or pay with to the service that it is for, and to nobody else.';

/** What a library gets to log in or to pay with goes to a server that is written here as well, and is not of the service which the library is for. */
export function judgeLoginsElsewhere({ what, how, arguments: given }: Use, { uses }: Code): Judgement {
  if (how !== 'call' || !(SENDS.has(what) || isSender({ what, how, arguments: given } as Use))) return null;
  const hosts = addressesOf({ what, given }, uses).flatMap(({ shape, address }) => [shape, address ?? ''].flatMap((text) => (namesStranger(text) ? [hostIn(text)!.host] : [])));
  const foreign = foreignLogin(given, hosts.slice(0, 1));
  return foreign === undefined ? null : { severity: 'high', message: `what \`${foreign}\` gets to log in or to pay with goes to a server that is named here as well`, help: HELP };
}

/** The module which gets to log in with what is among these, where none of the hosts is of its service; undefined where there is none. */
export function foreignLogin(given: readonly Pick<Argument, 'flows'>[], hosts: readonly string[]): string | undefined {
  const places = hosts.length > 0 ? given.flatMap(({ flows }) => flows.flatMap((flow) => (flow.startsWith(LOGIN) ? [flow.slice(LOGIN.length)] : []))) : [];
  return places.find((place) => !hosts.some((host) => isOfService(place, host)))?.split(' ')[0];
}

/** The arguments that say where it goes: of a request that was opened before, what it was opened with. */
function addressesOf({ what, given }: { what: string; given: Use['arguments'] }, uses: readonly Use[]): Use['arguments'] {
  if (what === 'request body') return given.slice(1);
  return what === 'new XMLHttpRequest.send' ? uses.flatMap((use) => (use.what === 'new XMLHttpRequest.open' ? use.arguments.slice(1, 2) : [])) : given.slice(0, 1);
}

/** Is a host one that is written where somebody logs in, or has it the name of the module? */
function isOfService(place: string, host: string): boolean {
  const [module = '', ...written] = place.split(' ');
  if (written.some((each) => each === host || host.endsWith(`.${each}`))) return true;
  if (OWNERS.some(([name, owners]) => name.test(module) && owners.some((owner) => isHostOf(owner, host)))) return true;
  const name = host.split('.').at(-2) ?? '';
  return name.length >= LEAST_OF_NAME && module.split(/[@/.-]/).some((word) => word.length >= LEAST_OF_NAME && (word.startsWith(name) || name.startsWith(word)));
}
