import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Code, CodeText, Judgement } from './code.js';
import { isGivenByCallers } from './drop-server/javascript/given-texts.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { readAgain } from './javascript/syntax/trees.js';
import { DROP_HOST, DROP_PATH, hostIn } from './facts/places.js';
import { decode, offsetOf } from './text.js';

/** Services that people write clients for; whose account it is, the path says. */
const SERVICE = /^(?:api\.telegram\.org|hooks\.slack\.com|(?:[\w-]+\.)?discord(?:app)?\.com)$/;
const ACCOUNT = /\/bot[\d\0]|\/services\/T\w|\/webhooks\/\d/;
/** One that is not written. */
const UNKNOWN_ACCOUNT = /\/bot\0/;
/** A tunnel or a paste of its own, against the name of the service alone. */
const OWN_PLACE = /^[^.]+\.[^.]+\.|^[^.]+\.[^.]+\/./;

/**
 * Servers that accept data from anybody, and tunnels into a computer, are where stolen data goes. Clients of these services name
 * them too, but without an account, a tunnel or a path, and ask addresses that users enter whether they begin so.
 */
export const rule: Rule = {
  id: 'drop-server',
  code: 'NET-03',
  version: 13,
  title: 'Servers that take data from anybody',
  why: 'Servers that accept data from anybody, and tunnels into a computer, are where stolen data goes.',
  sections: true,
  run: (pkg) => judgeCode(rule.id, pkg, { text: (text, code) => judge(text, code, pkg) }),
};

function judge(text: CodeText, code: Code, pkg: Package): Judgement {
  const { shape, asked } = text;
  const place = hostIn(shape);
  if (!place || !(DROP_HOST.test(place.host) || DROP_PATH.test(place.host + place.path))) return null;
  // The host of a request's options stands apart from its path: something is sent there.
  const isOwn = (shape.startsWith('tcp://') && !(SERVICE.test(place.host) && asksNobody(code))) || (SERVICE.test(place.host) ? ACCOUNT.test(place.path) : OWN_PLACE.test(place.host.replace(/^www\./, '') + place.path));
  // Whether an address that somebody else wrote leads to this service.
  if (asked && !isOwn) return null;
  // A client of the service, which callers give their own account.
  if (isOwn && UNKNOWN_ACCOUNT.test(place.path) && isOfCallers(text, code, pkg)) return null;
  return { severity: isOwn ? 'high' : 'medium', message: `\`${place.host}\` takes data from anybody, and nobody can see whose it is`, help: 'Use a server of your own, or let users enter the address in the settings.' };
}

/** What asks a server that options name, by itself or in another script. */
const ASKS = /^module:(?:https?|http2|net|tls|axios|got|node-fetch|undici|request|needle|superagent)\b/;

/** Does a script nothing with the name of a host but to know it, as one of a list against which addresses are held? */
function asksNobody(code: Code): boolean {
  const { uses, leads, mentions } = code as Code & Partial<Script>;
  return !uses.some(({ what }) => ASKS.test(what)) && (leads ?? []).length === 0 && mentions?.names.has('path') === false;
}

/** Settings that a package brings for its environment. */
const SETTINGS = /(?:^|\/)\.env(?:\.[^/]*)?$/;

/** In a script that no other one of the package loads. */
function isOfCallers({ line, column }: CodeText, { path }: Code, pkg: Package): boolean {
  const loads = scriptsOf(pkg).some((script) => script.path === path && script.leads.length > 0);
  const ownsEnvironment = loads || pkg.files.some((each) => SETTINGS.test(each.path)) || /\w=/.test(JSON.stringify(pkg.manifest.original['scripts'] ?? ''));
  const file = scriptsOf(pkg).some(({ leads }) => leads.includes(path)) ? undefined : pkg.files.find((each) => each.path === path);
  const tree = file ? readAgain(pkg, path) : null;
  return tree !== null && isGivenByCallers(tree, offsetOf(decode(file!.bytes), line, column), ownsEnvironment);
}
