import type { Judgement, Use } from '../code.js';
import { hostIn, reachOf } from '../facts/places.js';
import { isHostOf, ownerOfVariable } from '../facts/secrets.js';

/** Words of a name of a key that say nothing about whose it is. */
const GENERIC = new Set(['API', 'APP', 'KEY', 'KEYS', 'TOKEN', 'SECRET', 'ACCESS', 'AUTH', 'CLIENT', 'ID', 'PASSWORD', 'PASS', 'PWD', 'USER', 'USERNAME', 'BEARER', 'PUBLIC', 'PRIVATE', 'URL', 'URI', 'HOST', 'MY', 'THE', 'EXTENSION', 'SERVICE', 'SERVER', 'WEBHOOK', 'PROD', 'DEV', 'TEST', 'ACCOUNT', 'PROJECT', 'PAT', 'REFRESH', 'CREDENTIALS']);
/** The bot's own key, and where one of that name belongs. */
const OF_BOT = /^(?:DISCORD_?)?(?:BOT|CLIENT)_?(?:TOKEN|SECRET|KEY)$|^(?:DISCORD_)?TOKEN$|^DISCORD_(?:\w+_)?TOKEN$/;
const CHATS = ['discord.com', 'discordapp.com', 'discord.gg', 'telegram.org', 'slack.com', 'guilded.gg', 'revolt.chat'];
/** A name that is only this may be what the extension calls its only key. */
const ONLY_KEY = /^(?:CLIENT_(?:TOKEN|SECRET|KEY)|TOKEN)$/;
const DATABASE = /^(?:(?:\w+_)?DATABASE|DB|MONGO(?:DB)?|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|REDIS)_?(?:\w+_)?(?:URL|URI|PASS(?:WORD)?|PWD|DSN|CONNECTION)$/;
/** Services whose keys pay for something or open what is not for everybody, and their domains. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  OPENAI: ['openai.com', 'azure.com'],
  ANTHROPIC: ['anthropic.com'],
  CLAUDE: ['anthropic.com'],
  GEMINI: ['googleapis.com', 'google.com'],
  GOOGLE: ['googleapis.com', 'google.com'],
  YOUTUBE: ['googleapis.com', 'google.com', 'youtube.com'],
  GITHUB: ['github.com', 'githubusercontent.com'],
  GITLAB: ['gitlab.com'],
  AWS: ['amazonaws.com'],
  AZURE: ['azure.com', 'microsoft.com', 'windows.net', 'microsofttranslator.com'],
  STRIPE: ['stripe.com'],
  PAYPAL: ['paypal.com'],
  TWILIO: ['twilio.com'],
  SLACK: ['slack.com'],
  TELEGRAM: ['telegram.org'],
  DISCORD: ['discord.com', 'discordapp.com'],
  TWITCH: ['twitch.tv'],
  SPOTIFY: ['spotify.com'],
  PATREON: ['patreon.com'],
  STEAM: ['steampowered.com', 'steamcommunity.com'],
};
const HELP = 'Send a key to the service that it is for, and to nobody else; ask users for it in the settings.';

/**
 * Keys that the host of a bot is told to put into a request: its own and those of databases are for nobody else, those of a service for that
 * service, and those of two services have one addressee too many. One key under any other name is the extension's own.
 */
export function judgeInjected({ what, arguments: [address, ...given] }: Use): Judgement {
  if (what !== 'injected secrets' || !address) return null;
  const host = hostIn(address.shape)?.host ?? null;
  const names = [...new Set(given.map(({ shape }) => shape.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase()))];
  const foreign = names.filter((name) => isForeign(name, host, names.length));
  const services = new Set(names.flatMap((name) => serviceOf(name) ?? []));
  if (foreign.length === 0 && (services.size < 2 || [...services].every((service) => isNamedIn(service, host)))) return null;
  const whose = foreign.length > 0 ? foreign.slice(0, 3).map((name) => `\`${name}\``).join(' and ') : 'keys of several services';
  return { severity: 'high', message: `the host is told to put ${whose} into a request ${host ? `to \`${host}\`` : 'to a server that is only known at run time'}, which ${foreign.length > 1 || foreign.length === 0 ? 'they are' : 'it is'} not for`, help: HELP };
}

function isForeign(name: string, host: string | null, together: number): boolean {
  if (OF_BOT.test(name)) return !(isAt(CHATS, host) || (together === 1 && ONLY_KEY.test(name)));
  const owner = ownerOfVariable(name);
  if (owner === 'databases' || DATABASE.test(name)) return !(host !== null && isHostOf('databases', host));
  if (host === null || ['local', 'private'].includes(reachOf(host) ?? '')) return false;
  if (owner !== null && owner !== 'clusters' && owner !== 'CI' && isHostOf(owner, host)) return false;
  const service = serviceOf(name);
  const domains = service === null ? undefined : SERVICES[service];
  return domains !== undefined && !isAt(domains, host) && !isNamedIn(service!, host);
}

function isAt(domains: readonly string[], host: string | null): boolean {
  return host !== null && domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** `WEATHER` of `WEATHER_API_KEY`; null for `API_KEY`. */
function serviceOf(name: string): string | null {
  return name.split('_').find((word) => word.length > 1 && !GENERIC.has(word)) ?? null;
}

/** Does the registered part of a host have the name of the service in it? */
function isNamedIn(service: string, host: string | null): boolean {
  return host !== null && host.split('.').slice(-2)[0]!.replaceAll('-', '').toUpperCase().includes(service);
}
