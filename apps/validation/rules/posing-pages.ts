/** Services on whose pages people sign in, by their names and domains; one list for pages of any kind. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  GitHub: ['github.com', 'githubusercontent.com', 'github.io'],
  GitLab: ['gitlab.com', 'gitlab.io'],
  Bitbucket: ['bitbucket.org', 'atlassian.com', 'atlassian.net'],
  Microsoft: ['microsoft.com', 'microsoftonline.com', 'live.com', 'office.com', 'azure.com', 'windows.net'],
  'Office 365': ['microsoft.com', 'microsoftonline.com', 'live.com', 'office.com'],
  Google: ['google.com', 'googleapis.com', 'gstatic.com', 'googleusercontent.com'],
  Gmail: ['google.com', 'googleapis.com', 'gstatic.com'],
  Discord: ['discord.com', 'discordapp.com', 'discord.gg', 'discordapp.net'],
  Slack: ['slack.com'],
  Apple: ['apple.com', 'icloud.com'],
  iCloud: ['apple.com', 'icloud.com'],
  Amazon: ['amazon.com', 'amazonaws.com', 'aws.amazon.com'],
  AWS: ['amazon.com', 'amazonaws.com'],
  Facebook: ['facebook.com', 'fbcdn.net'],
  PayPal: ['paypal.com', 'paypalobjects.com'],
  Steam: ['steampowered.com', 'steamcommunity.com'],
  Telegram: ['telegram.org', 't.me'],
  Dropbox: ['dropbox.com', 'dropboxapi.com'],
  npm: ['npmjs.com', 'npmjs.org'],
};
/** Names of hosts, by the dialects of their manifests: nobody but the host itself asks for its password. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  formula: ['Formula'],
  orchestra: ['Orchestra'],
  skynet: ['Skynet'],
  comfyvn: ['ComfyVN'],
  vscode: ['Visual Studio Code', 'VS Code', 'VSCode', 'Settings Sync'],
};

/** Whose page a text poses as that asks to sign in; null where it is nobody's in the list, or one of the hosts is of that service. */
export function posesAs(text: string, dialect: string, hosts: readonly string[]): string | null {
  if (hosts.length === 0) return null;
  for (const name of HOSTS[dialect] ?? []) if (asksFor(name, text)) return name;
  const service = Object.keys(SERVICES).find((name) => text.includes(name) && asksFor(name, text));
  return service === undefined || hosts.some((host) => SERVICES[service]!.some((domain) => host === domain || host.endsWith(`.${domain}`))) ? null : service;
}

/** `Sign in to X`, `X password`, `X · Log in`; with an account of X, people sign in elsewhere. */
function asksFor(name: string, text: string): boolean {
  const own = name.replaceAll(' ', String.raw`\s`);
  return new RegExp(String.raw`\b(?:[Ss]ign|[Ll]og)(?:ged)?[ -]?[Ii]n(?:to|\s+(?:again\s+)?to)\s+(?:your\s+|the\s+)?(?:<[a-z]{1,6}>)?${own}(?!\w|[\s-]+(?:with|for|by|\d))|\b${own}(?:\s+(?:\d{2,4}|[Aa]ccount))?\s+(?:[Pp]assword|session)\b|\b${own}\s{0,2}[·|:–—-]\s{0,2}(?:[Ss]ign|[Ll]og)[ -]?[Ii]n\b|\b(?:[Ss]ign|[Ll]og)[ -]?[Ii]n\s{0,2}[·|:–—-]\s{0,2}${own}\b`).test(text);
}
