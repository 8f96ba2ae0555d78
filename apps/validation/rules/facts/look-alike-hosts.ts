/** What nobody but a service is called by in hosts, with the hosts that are its own. */
interface Known {
  name: string;
  words: readonly string[];
  domains: readonly string[];
  /** Words of hosts where people sign in, which nobody else has in theirs. */
  entrances?: readonly string[];
}

const MICROSOFT = ['microsoft.com', 'microsoftonline.com', 'microsoftonline.us', 'microsoftonline-p.com', 'microsoftonline.cn', 'microsoft365.com', 'microsoftstream.com', 'microsoftazuread-sso.com', 'live.com', 'office.com', 'office365.com', 'office.net', 'outlook.com', 'azure.com', 'windows.net', 'visualstudio.com', 'vsassets.io', 'vscode.dev', 'vscode-cdn.net', 'onedrive.com', 'sharepoint.com', 'skype.com'];

const KNOWN: readonly Known[] = [
  { name: 'GitHub', words: ['github'], domains: ['github.com', 'githubusercontent.com', 'githubassets.com', 'githubapp.com', 'githubcopilot.com', 'githubstatus.com', 'github.io', 'github.dev', 'github.blog', 'github.community', 'ghe.com', 'ghcr.io'] },
  { name: 'GitLab', words: ['gitlab'], domains: ['gitlab.com', 'gitlab.io', 'gitlab.net'] },
  { name: 'Bitbucket', words: ['bitbucket'], domains: ['bitbucket.org', 'bitbucket.io'] },
  { name: 'Atlassian', words: ['atlassian'], domains: ['atlassian.com', 'atlassian.net', 'atlassian.io', 'atlassian-dev.net'] },
  { name: 'Microsoft', words: ['microsoft', 'microsoft365', 'office365', 'onedrive', 'sharepoint'], entrances: ['microsoftonline'], domains: MICROSOFT },
  { name: 'Visual Studio Code', words: ['visualstudio', 'visualstudiocode', 'vscode'], domains: MICROSOFT },
  { name: 'Google', words: ['google', 'gmail'], domains: ['google.com', 'google.dev', 'googleapis.com', 'googleusercontent.com', 'googlesource.com', 'gmail.com', 'youtube.com', 'withgoogle.com'] },
  { name: 'Discord', words: ['discord', 'discordapp'], domains: ['discord.com', 'discord.gg', 'discord.gift', 'discord.gifts', 'discord.new', 'discord.media', 'discord.dev', 'discordapp.com', 'discordapp.net', 'discordstatus.com', 'discordmerch.com', 'discord.js.org'] },
  { name: 'PayPal', words: ['paypal'], domains: ['paypal.com', 'paypal.me', 'paypalobjects.com', 'paypal-corp.com'] },
  { name: 'Steam', words: ['steam'], entrances: ['steamcommunity', 'steampowered'], domains: ['steampowered.com', 'steamcommunity.com', 'steamstatic.com', 'steamcontent.com', 'steamusercontent.com', 'steam-chat.com', 'steamgames.com'] },
  { name: 'Epic Games', words: ['epicgames'], domains: ['epicgames.com', 'epicgames.dev'] },
  { name: 'Roblox', words: ['roblox'], domains: ['roblox.com', 'rbxcdn.com'] },
  { name: 'Amazon', words: ['amazon', 'amazonaws'], domains: ['amazon.com', 'amazonaws.com', 'amazonaws.com.cn', 'amazoncognito.com', 'aws.dev'] },
  { name: 'Apple', words: ['icloud', 'appleid'], domains: ['apple.com', 'icloud.com', 'icloud.com.cn', 'icloud-content.com'] },
  { name: 'Facebook', words: ['facebook'], domains: ['facebook.com', 'facebook.net', 'fbcdn.net', 'fb.com', 'meta.com'] },
  { name: 'Instagram', words: ['instagram'], domains: ['instagram.com', 'cdninstagram.com'] },
  { name: 'WhatsApp', words: ['whatsapp'], domains: ['whatsapp.com', 'whatsapp.net', 'wa.me'] },
  { name: 'Telegram', words: ['telegram'], domains: ['telegram.org', 'telegram.me', 't.me', 'telegra.ph'] },
  { name: 'LinkedIn', words: ['linkedin'], domains: ['linkedin.com', 'licdn.com'] },
  { name: 'Dropbox', words: ['dropbox'], domains: ['dropbox.com', 'dropboxapi.com', 'dropboxusercontent.com'] },
  { name: 'npm', words: ['npmjs'], domains: ['npmjs.com', 'npmjs.org', 'npmjs.help'] },
  { name: 'PyPI', words: ['pypi'], domains: ['pypi.org', 'pypi.io', 'pythonhosted.org'] },
  { name: 'MetaMask', words: ['metamask'], domains: ['metamask.io', 'metamask.app'] },
  { name: 'WalletConnect', words: ['walletconnect'], domains: ['walletconnect.com', 'walletconnect.org', 'walletconnect.network'] },
  { name: 'OpenSea', words: ['opensea'], domains: ['opensea.io'] },
  { name: 'Uniswap', words: ['uniswap'], domains: ['uniswap.org'] },
  { name: 'Coinbase', words: ['coinbase'], domains: ['coinbase.com', 'cbhq.net'] },
  { name: 'Binance', words: ['binance'], domains: ['binance.com', 'binance.us', 'binance.vision', 'binance.org', 'bnbchain.org'] },
  { name: 'Netflix', words: ['netflix'], domains: ['netflix.com', 'nflxext.com'] },
  { name: 'OpenAI', words: ['chatgpt'], domains: ['openai.com', 'chatgpt.com', 'openai.azure.com'] },
  { name: 'Anthropic', words: ['anthropic'], domains: ['anthropic.com', 'claude.ai', 'claude.com'] },
];

/** What stands beside the name of a service in a host that is to be taken for where people sign in to it, pay or get its updates. */
const BESIDE = /^(?:verify|verification|verified|log[io]n|signin|logon|sso|session|secure|security|account|accounts|password|gift|gifts|nitro|claim|airdrop|trade|support|helpdesk|update|updates|upgrade|download|downloads|wallet|recovery|unlock|restore|billing)\d{0,4}$/;
/** Ends of hosts of countries under which services have theirs: `google.co.jp`. */
const OF_COUNTRY = /^(?:com?\.)?[a-z]{2}$/;
/** So short words are near to others; those that are a little longer, to others with another first letter. */
const SHORTEST_SLIP = 6;
const LONG = 7;

/** The name of the service that a host (in lower case) is taken for: `login-github.example`, `steamcommunlty.example`, `github.com.example`; null for hosts of that service, for `github.company.example`, which a company has for itself, and for tools that only have the name in theirs. */
export function looksLikeService(host: string): string | null {
  return KNOWN.find((known) => posesAs(known, host))?.name ?? null;
}

/** Is a host (in lower case) written nearly as one of a service, or has it the whole of one in it: `steamcommunlty.example`, `discord.com.example`? Nobody calls theirs so by chance. */
export function isMisspelt(host: string): boolean {
  return KNOWN.some((known) => !isOwn(known, host) && isWrittenLike(known, host));
}

function posesAs(known: Known, host: string): boolean {
  if (isOwn(known, host)) return false;
  const own = [...known.words, ...(known.entrances ?? [])];
  return isWrittenLike(known, host) || host.split(/[.-]/).some((part) => own.some((word) => isGlued(part, word))) || standsBeside(own, host);
}

function isOwn({ words, domains }: Known, host: string): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`)) || isOfCountry(words, host);
}

function isWrittenLike({ words, entrances = [], domains }: Known, host: string): boolean {
  return host.split(/[.-]/).some((part) => entrances.includes(part) || [...words, ...entrances].some((word) => part !== word && isNearly(part, word))) || domains.some((domain) => isLeading(domain, host));
}

/** `login-github.example`, `github.login-now.example`; in `login.github.company.example`, the word is about what the company has for itself. */
function standsBeside(words: readonly string[], host: string): boolean {
  const labels = host.split('.').map((label) => label.split('-'));
  const registered = labels.at(-2) ?? [];
  return labels.some((label) => label.some((part) => words.includes(part)) && [...label, ...registered].some((part) => BESIDE.test(part)));
}

/** `github.com.example`, `github-com.example` */
function isLeading(domain: string, host: string): boolean {
  return `.${host}`.includes(`.${domain}.`) || `.${host}`.includes(`.${domain.replaceAll('.', '-')}`);
}

/** `amazon.de`, `console.google.co.uk` */
function isOfCountry(words: readonly string[], host: string): boolean {
  return words.some((word) => {
    const at = `.${host}`.lastIndexOf(`.${word}.`);
    return at >= 0 && OF_COUNTRY.test(host.slice(at + word.length + 1));
  });
}

/** `githublogin`, `securepaypal` */
function isGlued(part: string, word: string): boolean {
  return (part.startsWith(word) && BESIDE.test(part.slice(word.length))) || (part.endsWith(word) && BESIDE.test(part.slice(0, -word.length)));
}

/** A word that looks like another, or has two letters the other way round or one of them twice. */
export function isNearly(word: string, own: string): boolean {
  return own.length >= SHORTEST_SLIP && (own.length >= LONG || word[0] === own[0]) && (sameLook(word) === sameLook(own) || isSwapped(word, own) || isDoubled(word, own));
}

/** A word with one letter for all that look like it. */
function sameLook(word: string): string {
  return word.replaceAll('rn', 'm').replaceAll('cl', 'd').replaceAll('vv', 'w').replace(/[l1|j]/g, 'i').replaceAll('0', 'o').replaceAll('5', 's').replaceAll('3', 'e').replaceAll('n', 'm').replaceAll('q', 'g');
}

/** Two letters side by side that are the other way round. */
function isSwapped(word: string, own: string): boolean {
  if (word.length !== own.length) return false;
  const at = [...word].findIndex((letter, index) => letter !== own[index]);
  return at >= 0 && word[at] === own[at + 1] && word[at + 1] === own[at] && word.slice(at + 2) === own.slice(at + 2);
}

/** One letter is there twice. */
function isDoubled(word: string, own: string): boolean {
  return word.length === own.length + 1 && [...word].some((letter, index) => letter === word[index - 1] && word.slice(0, index) + word.slice(index + 1) === own);
}
