import { isNearly } from './look-alike-hosts.js';

/** Services that people have accounts with; one list for pages that pose as them, hosts that look like theirs and texts of chats. */
interface Service {
  /** As pages write it. */
  name: string;
  /** Its hosts are these and those below them. */
  domains: readonly string[];
  /** Words of hosts that are to be taken for its own. */
  words?: readonly string[];
  /** Is something sold there, given away or kept, so that texts of chats lead to another host instead of it? */
  isLure?: true;
  /** Do people pay there with cards, by way of clients that others write? */
  isPaid?: true;
}

const SERVICES: readonly Service[] = [
  { name: 'GitHub', domains: ['github.com', 'githubusercontent.com', 'github.io'] },
  { name: 'GitLab', domains: ['gitlab.com', 'gitlab.io'] },
  { name: 'Bitbucket', domains: ['bitbucket.org', 'atlassian.com', 'atlassian.net'] },
  { name: 'Microsoft 365', domains: ['microsoft.com', 'microsoftonline.com', 'live.com', 'office.com'] },
  { name: 'Microsoft', domains: ['microsoft.com', 'microsoftonline.com', 'live.com', 'office.com', 'azure.com', 'windows.net'] },
  { name: 'Office 365', domains: ['microsoft.com', 'microsoftonline.com', 'live.com', 'office.com'] },
  { name: 'Google', domains: ['google.com', 'googleapis.com', 'gstatic.com', 'googleusercontent.com'] },
  { name: 'Gmail', domains: ['google.com', 'googleapis.com', 'gstatic.com'] },
  { name: 'Discord', domains: ['discord.com', 'discord.gg', 'discord.gift', 'discord.new', 'discordapp.com', 'discordapp.net'], words: ['discord'], isLure: true },
  { name: 'Slack', domains: ['slack.com'] },
  { name: 'Apple', domains: ['apple.com', 'icloud.com'] },
  { name: 'iCloud', domains: ['apple.com', 'icloud.com'] },
  { name: 'Amazon', domains: ['amazon.com', 'amazonaws.com'] },
  { name: 'AWS', domains: ['amazon.com', 'amazonaws.com'] },
  { name: 'Facebook', domains: ['facebook.com', 'fbcdn.net'], words: ['facebook'] },
  { name: 'Instagram', domains: ['instagram.com'], words: ['instagram'] },
  { name: 'WhatsApp', domains: ['whatsapp.com', 'wa.me'], words: ['whatsapp'] },
  { name: 'PayPal', domains: ['paypal.com', 'paypal.me', 'paypalobjects.com'], words: ['paypal'], isLure: true, isPaid: true },
  { name: 'Steam', domains: ['steampowered.com', 'steamcommunity.com'], words: ['steampowered', 'steamcommunity'], isLure: true },
  { name: 'Epic Games', domains: ['epicgames.com'], words: ['epicgames'], isLure: true },
  { name: 'Telegram', domains: ['telegram.org', 't.me'], words: ['telegram'] },
  { name: 'Patreon', domains: ['patreon.com', 'patreonusercontent.com'] },
  { name: 'Ko-fi', domains: ['ko-fi.com'] },
  { name: 'itch.io', domains: ['itch.io', 'itch.zone'] },
  { name: 'Itch.io', domains: ['itch.io', 'itch.zone'] },
  { name: 'Gumroad', domains: ['gumroad.com'] },
  { name: 'DeviantArt', domains: ['deviantart.com', 'deviantart.net'] },
  { name: 'Pixiv', domains: ['pixiv.net', 'pximg.net', 'fanbox.cc'] },
  { name: 'Hugging Face', domains: ['huggingface.co', 'hf.co'] },
  { name: 'Civitai', domains: ['civitai.com'] },
  { name: 'OpenAI', domains: ['openai.com', 'chatgpt.com'] },
  { name: 'ChatGPT', domains: ['openai.com', 'chatgpt.com'] },
  { name: 'Anthropic', domains: ['anthropic.com', 'claude.ai', 'claude.com'] },
  { name: 'Twitch', domains: ['twitch.tv'] },
  { name: 'YouTube', domains: ['youtube.com', 'google.com', 'googleapis.com'] },
  { name: 'TikTok', domains: ['tiktok.com'] },
  { name: 'Twitter', domains: ['twitter.com', 'x.com'] },
  { name: 'LinkedIn', domains: ['linkedin.com'] },
  { name: 'Reddit', domains: ['reddit.com'] },
  { name: 'Spotify', domains: ['spotify.com'] },
  { name: 'Netflix', domains: ['netflix.com'] },
  { name: 'Notion', domains: ['notion.so', 'notion.com'] },
  { name: 'Figma', domains: ['figma.com'] },
  { name: 'Adobe', domains: ['adobe.com', 'adobe.io', 'adobelogin.com'] },
  { name: 'Unity', domains: ['unity.com', 'unity3d.com'] },
  { name: 'Jira', domains: ['atlassian.com', 'atlassian.net'] },
  { name: 'Zoom', domains: ['zoom.us', 'zoom.com'] },
  { name: 'Dropbox', domains: ['dropbox.com', 'dropboxapi.com'] },
  { name: 'npm', domains: ['npmjs.com', 'npmjs.org'] },
  { name: 'OpenSea', domains: ['opensea.io'], words: ['opensea'], isLure: true },
  { name: 'MetaMask', domains: ['metamask.io'], words: ['metamask'], isLure: true },
  { name: 'Uniswap', domains: ['uniswap.org'], words: ['uniswap'], isLure: true },
  { name: 'Phantom Wallet', domains: ['phantom.app', 'phantom.com'], isLure: true },
  { name: 'Magic Eden', domains: ['magiceden.io'], isLure: true },
  { name: 'Coinbase', domains: ['coinbase.com'], words: ['coinbase'], isLure: true },
  { name: 'Binance', domains: ['binance.com'], words: ['binance'], isLure: true },
  { name: 'Kraken', domains: ['kraken.com'], words: ['kraken'], isLure: true },
  { name: 'Ledger Live', domains: ['ledger.com'], isLure: true },
  { name: 'Trezor', domains: ['trezor.io'], isLure: true },
  { name: 'WalletConnect', domains: ['walletconnect.com'], words: ['walletconnect'], isLure: true },
  { name: 'Okta', domains: ['okta.com', 'oktapreview.com', 'okta-emea.com'] },
  { name: 'Auth0', domains: ['auth0.com'] },
  { name: 'OneLogin', domains: ['onelogin.com'] },
  { name: 'LastPass', domains: ['lastpass.com'] },
  { name: '1Password', domains: ['1password.com', '1password.eu', '1password.ca'] },
  { name: 'Docker Hub', domains: ['docker.com', 'docker.io'] },
  { name: 'PyPI', domains: ['pypi.org'] },
  { name: 'Cloudflare', domains: ['cloudflare.com'] },
  { name: 'Vercel', domains: ['vercel.com'] },
  { name: 'Netlify', domains: ['netlify.com'] },
  { name: 'Heroku', domains: ['heroku.com'] },
  { name: 'DigitalOcean', domains: ['digitalocean.com'] },
  { name: 'Salesforce', domains: ['salesforce.com', 'force.com'] },
  { name: 'Stripe', domains: ['stripe.com', 'stripe.network'], isPaid: true },
  { name: 'Paystack', domains: ['paystack.com', 'paystack.co'], isPaid: true },
  { name: 'Braintree', domains: ['braintreegateway.com', 'braintree-api.com', 'braintreepayments.com'], isPaid: true },
  { name: 'Adyen', domains: ['adyen.com', 'adyenpayments.com'], isPaid: true },
  { name: 'Razorpay', domains: ['razorpay.com'], isPaid: true },
  { name: 'Flutterwave', domains: ['flutterwave.com'], isPaid: true },
  { name: 'Mollie', domains: ['mollie.com', 'mollie.nl'], isPaid: true },
  { name: 'Klarna', domains: ['klarna.com', 'klarna.net'], isPaid: true },
  { name: 'Worldpay', domains: ['worldpay.com'], isPaid: true },
];

const NAMES: readonly string[] = SERVICES.map(({ name }) => name);
const WORDS: readonly string[] = SERVICES.flatMap(({ words }) => words ?? []);
const OWN: readonly string[] = SERVICES.flatMap(({ words, domains }) => (words ? domains : []));
const LURES: readonly string[] = SERVICES.flatMap(({ isLure, domains }) => (isLure ? domains : []));

/** The names of all services, as pages write them. */
export function serviceNames(): readonly string[] {
  return NAMES;
}

/** Is a host (in lower case) one of the service with this name? */
export function isHostOf(name: string, host: string): boolean {
  return SERVICES.some((service) => service.name === name && isAmong(service.domains, host));
}

/** Is a host (in lower case) one of a service that people are lured with? */
export function isHostOfLure(host: string): boolean {
  return isAmong(LURES, host);
}

/** Is it a host of a service where people pay with cards? */
export function isPaidAt(host: string): boolean {
  return SERVICES.some(({ domains, isPaid }) => isPaid && isAmong(domains, host));
}

/** `api.stripe-gateway.example`: a host with the name of a service in it where people pay with cards, which is not of that. */
export function posesAsPaid(host: string): boolean {
  const words = host.split(/[.-]/);
  return SERVICES.some(({ name, domains, isPaid }) => isPaid && !isAmong(domains, host) && words.includes(name.toLowerCase()));
}

/** `paypal-gateway.example`, `api.stripepay.example`: the same, where the name stands in what somebody registered, alone or beside what such services do. In `stripe.company.example`, it is the company's, and in `stripe-docs.example`, somebody writes about it. */
export function isRegisteredAsPaid(host: string): boolean {
  const words = (host.split('.').at(-2) ?? '').split('-');
  return SERVICES.some(({ name, domains, isPaid }) => {
    const own = name.toLowerCase();
    return isPaid && !isAmong(domains, host) && words.some((word) => (word === own && words.every((each) => each === own || OF_PAYMENTS.test(each))) || (word.startsWith(own) && OF_PAYMENTS.test(word.slice(own.length))));
  });
}

const OF_PAYMENTS = /^(?:pay|pays|payments?|checkout|gateway|billing|api|sdk|secure|charges?|node|js|v\d|\d{1,4})$/;

/** `dlscord-gift.example`, `steamcommunlty.example`: a part of a host that looks like the name of a service and is another. */
export function resemblesService(host: string): boolean {
  if (isAmong(OWN, host)) return false;
  const words = host.split(/[.-]/);
  if (words.some((word) => WORDS.includes(word)) && words.some((word) => OF_ACCOUNTS.test(word))) return true;
  return words.some((word) => WORDS.some((own) => word !== own && isNearly(word, own)));
}

function isAmong(domains: readonly string[], host: string): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** What somebody else’s host has beside the name of a service to be taken for where people sign in to it: `discord-verify.example`. */
const OF_ACCOUNTS = /^(?:verify|verification|login|signin|logon|secure|account|accounts|gift|gifts|nitro|claim|airdrop)\d{0,4}$/;
