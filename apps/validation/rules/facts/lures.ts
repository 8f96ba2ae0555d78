import { isMisspelt } from './look-alike-hosts.js';
import { hostIn, namesStranger } from './places.js';
import { isHostOfLure, resemblesService } from './services.js';

/** What texts of a chat ask people for who are to lose something by it. */

const ADDRESSES = /https?:\/\/[^\s<>"'`)\]]{3,200}/g;
/** A sentence that warns of something asks for nothing: it says what nobody does or is to do, and not `so that you don’t lose it`. */
const WARNS = /\b(?:beware|careful|scam|scams|phishing|fake|impersonat\w*|not affiliated)\b|\b(?:never|nobody|do not|don['’]t|will not|won['’]t)(?:,?\s{1,4}ever)?(?:\s{1,4}\w{1,20}){0,4}?\s{1,4}(?:ask|share|enter|give|send|show|post|paste|type|tell|reply|provide|submit|copy|scan|click|run|dm|message|request|need|trust|log|sign|confirm|verify|connect|open)/i;
const WALLET = /\b(?:connect|link|verify|validate|sync|import)\w*\s{1,4}(?:your|the|a|my)?\s{0,4}(?:\w{1,20}\s{1,4})?wallets?\b|\b(?:claim|mint|redeem)\w*\s{1,4}(?:\w{1,20}\s{1,4}){0,2}(?:with|from|using)\s{1,4}(?:the|a|your)\s{1,4}(?:\w{1,20}\s{1,4})?wallets?\b/i;
const OFFERS_COINS = /\b(?:mint|minting|airdrop|presale|pre-sale|whitelist|allowlist|free\s{1,4}(?:nft|token|coin)s?|claim\s{1,4}(?:\w{1,20}\s{1,4}){0,2}(?:nft|token|coin|reward)s?)\b/i;
/** Who boosts a server has Nitro already. */
const OFFERS_NITRO = /\bnitro\b(?!\s{0,4}boost)[^.\n]{0,60}\b(?:gift|giveaway|claim|free|waiting|expires?|redeem)\b|\b(?:free|gift|gifted|claim|won|win|received|redeem|months?|year)\b[^.\n]{0,60}\bnitro\b(?!\s{0,4}boost)/i;
const PRESSES = /\b(?:expires?|expiring|closes|closing|hurry|last\s{1,4}chance|limited|\d{1,6}\s{1,4}left|(?:in|within)\s{1,4}(?:the\s{1,4}next\s{1,4})?\d{1,3}\s{1,4}(?:minutes?|hours?))\b|@everyone|@here|\bclaim\b|\b(?:sign|log)\s?in\s{1,4}with\b/i;
const ASKS = /\b(?:sign\s?in|log\s?in|login|claim|gift|verify|confirm|free|wallet|connect|redeem)\b/i;

const DEMANDS = /\b(?:pay|payment|send|transfer|ransom)\b/i;
const COINS = /\b(?:ransom|bitcoins?|btc|monero|xmr|usdt|ltc|eth)\b/i;
const SEIZED = /\b(?:server|channels?|members|messages)\b[^.\n]{0,40}\b(?:seized|taken\s{1,4}over|held|hostage|locked|deleted|wiped|nuked)\b/i;
const THREATENS = /\b(?:or|otherwise|unless|else|before|until)\b[^.\n]{0,60}\b(?:your|the|this|whole)\s{1,4}(?:whole\s{1,4})?(?:server|guild|community|channels|members)\b[^.\n]{0,30}\b(?:wiped|deleted|nuked|destroyed|banned|leaked|erased)\b|\b(?:server|guild|channels|members)\b[^.\n]{0,30}\b(?:will\s{1,4}be|gets?|is\s{1,4}going\s{1,4}to\s{1,4}be)\s{1,4}(?:wiped|deleted|nuked|destroyed|banned|leaked|erased)\b[^.\n]{0,60}\b(?:unless|if|until)\b/i;

const SENTENCES = /[.!?](?=\s)|\n/;

const TOOLS = /ctrl\s{0,2}\+\s{0,2}shift\s{0,2}\+\s{0,2}i\b|\bdev\s?tools\b|\bdeveloper\s{1,4}tools\b|\bf12\b|\binspect\s{1,4}element\b|\blocal\s?storage\b|\bnetwork\s{1,4}(?:tab|panel)\b/i;
const TAKES = /\b(?:copy|paste|send|enter|submit|post)\b/i;
const KEY = /\bauthorization\b|\btoken\b/i;
/** Whoever has these words has the wallet: nobody but the wallet itself asks for them. */
const WORDS = /\b(?:(?:recovery|seed|secret|backup|mnemonic)\s{1,4}(?:phrase|words)|(?:12|24)[\s-](?:words?|seed)\b|mnemonic\b|private\s{1,4}key\b)/i;
const GIVES = /\b(?:enter|confirm|verify|provide|type|submit|paste|send|import|fill\s{1,4}in)\b/i;
/** For what somebody is to give them. */
const PROMISES = /\bto\s{1,4}(?:get|claim|restore|verify|unlock|keep|receive)\b/i;
const GIVES_AWAY = /\b(?:enter|reply|answer|respond|send|provide|type|give|tell|confirm)\b/i;
/** What pays with a card, and what opens an account and is not for a room or a game. */
const CARD = /\bcvv2?\b|\bcvc2?\b|\bcard\s{1,4}(?:number|security\s{1,4}code)\b/i;
const OPENS = /\byour\s{1,4}(?:\w{1,20}\s{1,4}){0,2}password\b|\b(?:2fa|two-factor|backup)\s{1,4}codes?\b/i;
/** A message that seems to come from the chat itself, and the code by which it lets somebody in. */
const SENDER = /^\W{0,8}discord\s{0,4}[:–—-]/i;
const CODE = /\b(?:6[\s-]?digit|login|verification|security)\s{1,4}code\b/i;
/** Where such a code is sent to. */
const PHONE = /\b(?:(?:phone|mobile)\s{1,4}number|(?:by|via|per)\s{1,4}sms|text\s{1,4}message)\b/i;
const SCANS = /\bscan\b/i;
const QR = /\bqr\b/i;
const LOGS_IN = /\b(?:log\s?in|login|account|verif\w*|confirm\w*|settings)\b/i;
const OTHER_CODES = /\b(?:authenticator|2fa|invite|invitation|join|payment|pay|wi-?fi|ticket)\b/i;
const STAFF = /^[^\w\n]{0,20}discord\b[^\n]{0,40}\b(?:safety|security|support|staff|team|moderation|verification|compliance)\b/im;
const ACCUSES = /\b(?:flagged|suspend\w*|terminat\w*|disabled|unusual|suspicious|violat\w*|confirm\w*|verify|limited|restricted)\b/i;
const OF_ACCOUNT = /\b(?:your|this)\s{1,4}(?:discord\s{1,4})?(?:account|identity|login)\b/i;

const PROVES = /\bhuman\b|\b(?:not|no)\s{1,4}(?:an?\s{1,4})?(?:ro)?bot\b|\bcaptcha\b|\bverif(?:y|ies|ied|ication)\b/i;
/** Where a system takes a command from anybody. */
const COMMAND_LINE = /\b(?:win(?:dows)?|⊞)(?:\s{1,4}key)?\W{0,8}\+\W{0,8}[rx]\b|\brun\s{1,4}(?:dialog|box|window)\b|\bopen\s{1,4}(?:the\s{1,4})?(?:terminal|powershell|command\s{1,4}prompt)\b/i;
const PASTES = /\b(?:ctrl|cmd|command|control)\W{0,8}\+\W{0,8}v\b|\bpaste\b/i;
/** Runs what it gets from elsewhere. */
const RUNS_DOWNLOAD = /\b(?:iex|invoke-expression|mshta)\b|\b(?:curl|wget)\b[^|\n]{1,200}\|\s{0,4}(?:sudo\s{1,4})?(?:ba|z)?sh\b|\b(?:ba|z)?sh\s{1,4}-c\b[^\n]{0,20}\$\(\s{0,4}curl\b/i;

/** The hosts of strangers to which addresses in a text lead. */
export function strangersIn(text: string): string[] {
  return [...text.matchAll(ADDRESSES)].flatMap(([address]) => hostIn(address)?.host ?? []).filter((host) => namesStranger(`https://${host}`));
}

/** The address where an unwary reader is led to: a gift or free coins, for which somebody is to sign in or connect a wallet soon, or a service by a name that only looks like its own. */
export function luresInto(text: string): boolean {
  const hosts = strangersIn(text).filter((host) => !isHostOfLure(host));
  if (hosts.length === 0) return false;
  if (hosts.some(resemblesService) && ASKS.test(withoutWarnings(text))) return true;
  return PRESSES.test(text) && (OFFERS_NITRO.test(text) || (WALLET.test(text) && OFFERS_COINS.test(text)));
}

/** Does a text lead to a host that is written nearly as one of a service, and not warn of it? */
export function linksMisspelt(text: string): boolean {
  return strangersIn(withoutWarnings(text)).some(isMisspelt);
}

/** Is somebody asked for the key of an account, as a browser has it, or of a wallet, or to let somebody else log in by a picture, or told so by somebody who is taken for the staff? */
export function asksForAccount(written: string): boolean {
  const text = withoutWarnings(written);
  const isOfChat = /\bdiscord\b/i.test(text);
  if (TOOLS.test(text) && TAKES.test(text) && KEY.test(text) && (isOfChat || /\bauthorization\b|\byour\s{1,4}token\b/i.test(text))) return true;
  if ((/https?:\/\//.test(text) || PROMISES.test(text)) && asksForWords(text)) return true;
  if (text.split(SENTENCES).some((sentence) => GIVES_AWAY.test(sentence) && (CARD.test(sentence) || (OPENS.test(sentence) && /\baccounts?\b/i.test(text))))) return true;
  if (text.split(SENTENCES).some((sentence) => PHONE.test(sentence) && CODE.test(sentence) && GIVES_AWAY.test(sentence))) return true;
  if (SENDER.test(text) && CODE.test(text) && GIVES_AWAY.test(text)) return true;
  if (isOfChat && SCANS.test(text) && QR.test(text) && LOGS_IN.test(text) && !OTHER_CODES.test(text)) return true;
  return STAFF.test(text) && ACCUSES.test(text) && OF_ACCOUNT.test(text);
}

/** Is a payment asked for, or else a server, its channels or its members are gone? */
export function extorts(written: string): boolean {
  return written.split(/\n/).some((line) => DEMANDS.test(line) && (THREATENS.test(line) || (SEIZED.test(line) && COINS.test(line))));
}

/** Is somebody asked for the words or the key of a wallet? */
export function asksForWallet(written: string): boolean {
  return WORDS.test(written) && asksForWords(withoutWarnings(written));
}

function asksForWords(text: string): boolean {
  return text.split(SENTENCES).some((sentence) => WORDS.test(sentence) && GIVES.test(sentence));
}

/** Is somebody told to run a command that gets what it runs from elsewhere, to prove to be a human? */
export function asksToRun(written: string): boolean {
  if (!RUNS_DOWNLOAD.test(written)) return false;
  const text = withoutWarnings(written);
  return PROVES.test(text) && COMMAND_LINE.test(text) && PASTES.test(text) && RUNS_DOWNLOAD.test(text);
}

function withoutWarnings(text: string): string {
  return WARNS.test(text) ? text.split(SENTENCES).filter((sentence) => !WARNS.test(sentence)).join('\n') : text;
}

/** A host of a service, and another one in its place that is none of any. */
export function replacesService(host: string, by: string): boolean {
  return HOST.test(by) && isHostOfLure(host.toLowerCase()) && !isHostOfLure(by.toLowerCase());
}

const HOST = /^(?:[\w-]{1,63}\.){1,6}[a-z]{2,20}$/i;
