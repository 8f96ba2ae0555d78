import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { deedsIn } from './javascript/chats/deeds.js';
import type { Deed, SeenDeed, Started } from './javascript/chats/deeds.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import { readAgain } from './javascript/syntax/trees.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

/** Modules by which the host of a chat gives its extensions what they work with; no package has these names. */
const OF_CHAT = ['message', 'guild', 'channel', 'channels', 'member', 'members', 'author', 'interaction', 'roles', 'economy'];
/** Who has a host of this kind. */
const CHAT = 'skynet';

interface Told {
  message: string;
  help: string;
}

const TELLS: Record<Deed, Told> = {
  everybody: { message: 'every member is banned, or every channel or role of a server deleted, whatever they are', help: 'Say in the settings whom or what this is about.' },
  'own account': { message: 'an account that is written here gets a part of what members pay each other', help: 'Let the settings say who gets a fee, and tell members of it.' },
  'other hosts': { message: 'hosts of services where people have accounts or money are replaced by others', help: 'Leave addresses as members wrote them.' },
  lure: { message: 'members are told to sign in or to connect a wallet at an address, for a gift or free coins, or where something only looks like a service', help: 'Link to the service itself.' },
  'asked account': { message: 'members are asked for what their account is opened with', help: 'Ask nobody for the key of an account; the host tells who somebody is.' },
  'told command': { message: 'members are told to run a command that gets what it runs from a server, to prove that they are human', help: 'Verify members by what the host tells of them.' },
  advert: { message: 'every channel gets the same text, which calls everybody to an address that is written here', help: 'Write into the channel that the settings name.' },
  'pushed advert': { message: 'now and then, or beside what somebody asked for, everybody is called or a member is written to with an address, or with what a server says that is written here', help: 'Write what a command is about, and news into the channel that the settings name.' },
  'extortion': { message: 'a payment is asked for, or else a server, its channels or its members are gone', help: 'Say what an extension costs where it is offered, and harm nothing.' },
  'orders': { message: 'a server that is named here says who is banned or kicked, whose ban ends, or what is deleted, and nobody asked for it', help: 'Let the settings say whose lists count, and ask a list about the member that an event tells of.' },
  'told stranger': { message: 'a server that is named here, or somebody whose account is, is told what the chat keeps of its people: members, messages, keys of webhooks or of the bot, settings', help: 'Send nothing that nobody entered for that purpose; let the settings say where backups and logs go.' },
  'all rights': { message: 'everybody, or whoever comes by, gets a role with all rights, and nothing asks who may', help: 'Let the settings say who gets which role, and ask for the rights of whoever gives it.' },
  'by chance': { message: 'chance, a day that is written here or how long the extension has been there decides who is banned or what is deleted', help: 'Say in the settings whom or what this is about.' },
  flood: { message: 'a loop that nothing ends, or that runs as often as is written here, fills a server', help: 'Write once, where somebody asked for it.' },
  'spoiled server': { message: 'a server is given away, opened to everybody or renamed, and nobody asked for it', help: 'Leave the settings of a server to those who run it.' },
  'silenced warnings': { message: 'messages that warn of a fraud are deleted, or whoever writes them is silenced', help: 'Leave warnings to those who moderate a server.' },
  'lent key': { message: 'a key that goes to the server of the settings goes to another one as well, which is written here', help: 'Send a key to the server for which whoever runs the extension gave it.' },
  'operator': { message: 'somebody who is written here, or everybody, becomes one of those who run the server of a game', help: 'Let the settings, or whoever may, say who runs the server.' },
};

const known = new WeakMap<Package, ReadonlyMap<string, readonly SeenDeed[]>>();

/** What scripts of a chat do of these, as findings of a rule. */
export function judgeChat(pkg: Package, rule: string, deeds: readonly Deed[]): Finding[] {
  const seen = known.get(pkg) ?? seenIn(pkg);
  known.set(pkg, seen);
  const report = new Report(rule);
  for (const [path, each] of seen) {
    const asked = each.filter(({ deed }) => deeds.includes(deed));
    if (asked.length === 0) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    const places = new Places(text);
    for (const { deed, node } of asked) report.add({ ...weighed(pkg, path, { severity: 'high', message: TELLS[deed].message }), help: TELLS[deed].help, file: path, ...places.at(node.start ?? 0), evidence: evidence(text, node.start ?? 0) });
  }
  return report.findings();
}

function seenIn(pkg: Package): ReadonlyMap<string, readonly SeenDeed[]> {
  const large = largeFiles(pkg.files);
  const seen = new Map<string, readonly SeenDeed[]>();
  for (const script of scriptsOf(pkg)) {
    if (large.has(script.path) || seen.has(script.path) || isPage(script.path) || !isOfChat(pkg, script)) continue;
    const tree = readAgain(pkg, script.path);
    const deeds = tree ? deedsIn(tree, startOf(pkg)) : [];
    seen.set(script.path, deeds);
  }
  return seen;
}

function isOfChat({ manifest }: Package, { mentions }: Script): boolean {
  return mentions !== null && (manifest.dialect === CHAT || OF_CHAT.some((name) => mentions.specifiers.has(name)));
}

/** Short words, which are in almost every message. */
const SHORT = /^onKeyword:\p{L}{1,3}$/u;

/** Does somebody run it by a command of its own, as far as is known, or does it hear whatever is written? */
function startOf({ manifest: { activation } }: Package): Started {
  return { isAsked: !activation.some((each) => /^on(?:Event|Interval|Keyword):/.test(each)), hearsAll: activation.some((each) => each.startsWith('onEvent:message') || SHORT.test(each)) };
}
