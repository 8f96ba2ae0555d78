import { z } from 'zod';
import { text } from './text.js';

/**
 * Advisories about malicious things: the part of the OSV format (https://ossf.github.io/osv-schema/) that is read, with what
 * ossf/malicious-packages puts into `database_specific`, and what is looked for in packages because of them.
 */

/** Records of one request, and of one marketplace. */
export const MOST_ADVISORIES_AT_ONCE = 500;
export const MOST_ADVISORIES = 500_000;
/** Members of any list in a record, but for versions and events. */
const MOST_LISTED = 1_000;
const MOST_VERSIONS = 10_000;
const LONGEST_NAME = 300;
const LONGEST_SUMMARY = 300;
const LONGEST_URL = 500;

const listOf = <T extends z.ZodType>(item: T, most = MOST_LISTED) => z.array(item).max(most).nullish();
const Digest = z.string().regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hexadecimal: 64 digits');
const Host = z.string().max(253).regex(/^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+$/u, 'must be the name of a server, such as evil.example');
const Ip = z.string().regex(/^[0-9a-f:.]+(?:\/\d{1,3})?$/i, 'must be an IP address').max(50);
const Version = text(200, 1);
const Url = text(4_000);

const Event = z.object({ introduced: Version.optional(), fixed: Version.optional(), last_affected: Version.optional() });
const Range = z.object({ type: z.enum(['SEMVER', 'ECOSYSTEM', 'GIT']), events: z.array(Event).min(1).max(MOST_VERSIONS) });
const Indicators = z.object({
  evidence_files: listOf(z.object({ sha256: Digest.optional() })),
  package_integrity: listOf(z.object({ hashes: z.object({ sha256: Digest.optional() }).optional() })),
});
const Affected = z.object({
  package: z.object({ ecosystem: text(200, 1), name: text(LONGEST_NAME, 1) }).optional(),
  versions: listOf(Version, MOST_VERSIONS),
  ranges: listOf(Range),
  database_specific: z.object({ sha256: Digest.optional(), indicators: Indicators.optional(), cwes: listOf(z.object({ cweId: text(40).optional() })) }).nullish(),
});

export const AdvisoryId = z.string().regex(/^[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9._:-]+$/, 'must be an id such as MAL-2026-1: a database, a hyphen, letters and digits').max(100);

/** One OSV record; members that nothing is done with are left out. */
export const AdvisoryRecord = z.object({
  id: AdvisoryId,
  modified: z.iso.datetime(),
  withdrawn: z.iso.datetime().nullish(),
  aliases: listOf(text(200)),
  summary: text(10_000).nullish(),
  affected: listOf(Affected),
  references: listOf(z.object({ type: text(40), url: Url })),
  database_specific: z.object({
    'malicious-packages-origins': listOf(z.object({})),
    iocs: z.object({ domains: listOf(Host), ips: listOf(Ip), ip_addresses: listOf(Ip), sha256: listOf(Digest) }).nullish(),
  }).nullish(),
});
export type AdvisoryRecord = z.output<typeof AdvisoryRecord>;

export const AdvisoriesBody = z.strictObject({ records: z.array(AdvisoryRecord).min(1).max(MOST_ADVISORIES_AT_ONCE) });
export const AdvisoriesImported = z.object({
  /** New, or newer than what was there. */
  stored: z.int(),
  unchanged: z.int(),
  /** They were withdrawn by who wrote them. */
  removed: z.int(),
  /** There is nothing in them to look for here, and why. */
  ignored: z.array(z.object({ id: z.string(), reason: z.string() })),
});
export const AdvisoryView = z.object({
  id: z.string(),
  modified: z.iso.datetime(),
  summary: z.string(),
  url: z.string().nullable(),
  /** Packages, digests and servers that it is recognised by. */
  indicators: z.int(),
  imported_by: z.string().nullable(),
  imported_at: z.iso.datetime(),
});

/** What is looked for. */
export interface Indicator {
  kind: 'package' | 'sha256' | 'host';
  /** `<ecosystem>/<name>`, a digest in lower case, a server's name. */
  value: string;
  /** Of a package: versions, and intervals such as `>=1.0.0 <2.0.0`; empty for every version. */
  versions: string[];
}

/** An advisory as it is kept. */
export interface Advisory {
  id: string;
  summary: string;
  /** A page about it. */
  url: string | null;
}

/** Servers and parents of servers that belong to everybody: to name one of them says nothing about a package. */
const SHARED_HOSTS: ReadonlySet<string> = new Set([
  'localhost', '127.0.0.1', '0.0.0.0', 'github.com', 'api.github.com', 'githubusercontent.com', 'raw.githubusercontent.com', 'gist.githubusercontent.com', 'github.io', 'gitlab.com', 'bitbucket.org',
  'unpkg.com', 'jsdelivr.net', 'cdn.jsdelivr.net', 'google.com', 'googleapis.com', 'storage.googleapis.com',
  'docs.google.com', 'drive.google.com', 'firebaseio.com', 'web.app', 'amazonaws.com', 's3.amazonaws.com', 'cloudfront.net', 'azurewebsites.net', 'blob.core.windows.net', 'windows.net', 'microsoft.com',
  'discord.com', 'discordapp.com', 'cdn.discordapp.com', 'telegram.org', 'api.telegram.org', 'slack.com', 'hooks.slack.com', 'dropbox.com', 'pastebin.com', 'vercel.app', 'netlify.app', 'pages.dev', 'workers.dev',
  'herokuapp.com', 'onrender.com', 'glitch.me', 'repl.co', 'ngrok.io', 'ngrok.app', 'ngrok-free.app', 'ngrok-free.dev', 'trycloudflare.com', 'loca.lt', 'webhook.site', 'pipedream.net', 'api.ipify.org', 'ipinfo.io', 'ifconfig.me',
]);
/** Registries, with every server of theirs. */
const REGISTRY = /(?:^|\.)(?:npmjs\.(?:com|org)|pypi\.org|pythonhosted\.org)$/;
/** SHA-256 of nothing. */
const EMPTY_FILE = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** CWE-506: embedded malicious code. */
const MALICIOUS_CODE = 'CWE-506';
/** Databases of malicious things alone. */
const ABOUT_MALICE = /^(?:MAL|SOUK)-/;

/** Everything that a record is recognised by, each once. */
export function indicatorsOf(record: AdvisoryRecord): Indicator[] {
  const affected = record.affected ?? [];
  const found = new Map<string, Indicator>();
  const add = (kind: Indicator['kind'], value: string, versions: string[] = []): void => {
    const key = `${kind} ${value}`;
    const before = found.get(key);
    // To one that counts in every version nothing is added.
    const every = versions.length === 0 || before?.versions.length === 0;
    found.set(key, { kind, value, versions: every ? [] : [...new Set([...(before?.versions ?? []), ...versions])] });
  };
  for (const each of affected) {
    const value = each.package && packageValue(each.package.ecosystem, each.package.name);
    if (value) add('package', value, versionsOf(each));
  }
  for (const digest of digestsOf(record)) if (digest !== EMPTY_FILE) add('sha256', digest);
  for (const host of hostsOf(record)) if (!SHARED_HOSTS.has(host) && !REGISTRY.test(host)) add('host', host);
  return [...found.values()];
}

/** Why there is nothing to look for because of a record; null when there is. */
export function reasonToIgnore(record: AdvisoryRecord, indicators: readonly Indicator[]): string | null {
  if (!isAboutMalice(record, indicators)) return 'it is about a flaw, and nothing in it says that the package is malicious';
  if (indicators.length === 0) return 'it names no package of npm, PyPI, VS Code or a Souk marketplace, no digest, and no server of its own';
  return null;
}

/** How the package of an ecosystem is looked for; null for ecosystems that no extension has packages of. */
export function packageValue(ecosystem: string, name: string): string | null {
  if (ecosystem === 'npm') return `npm/${name}`;
  if (ecosystem === 'PyPI') return `PyPI/${name.toLowerCase().replace(/[-_.]+/g, '-')}`;
  // What follows the colon is the registry; which one an extension came from, its package does not say.
  if (/^VSCode(?::|$)/.test(ecosystem)) return `VSCode/${name.toLowerCase()}`;
  return ecosystem.startsWith('Souk:') ? `${ecosystem}/${name}` : null;
}

/** A server's name or address in the one way it is looked for. */
export function hostValue(host: string): string {
  const address = /^[0-9a-f]*:[0-9a-f:.]*$/i.test(host) ? `[${host}]` : host;
  return URL.parse(`http://${address}/`)?.hostname ?? host.toLowerCase();
}

/** What is kept of a record to tell people. */
export function advisoryOf({ id, summary, references }: AdvisoryRecord): Advisory {
  const urls = (references ?? []).filter(({ url }) => url.length <= LONGEST_URL && /^https?:/.test(url) && URL.canParse(url));
  const told = ['ADVISORY', 'REPORT', 'ARTICLE', 'WEB', 'PACKAGE'].map((wanted) => urls.find(({ type }) => type === wanted)?.url).find((url) => url !== undefined);
  return { id, summary: (summary ?? '').slice(0, LONGEST_SUMMARY).replace(/[\ud800-\udbff]$/, ''), url: id.startsWith('MAL-') ? `https://osv.dev/vulnerability/${id}` : (told ?? null) };
}

function isAboutMalice({ id, aliases, affected, database_specific: specific }: AdvisoryRecord, indicators: readonly Indicator[]): boolean {
  return [id, ...(aliases ?? [])].some((each) => ABOUT_MALICE.test(each))
    || (specific?.['malicious-packages-origins'] ?? []).length > 0
    || (affected ?? []).some((each) => (each.database_specific?.cwes ?? []).some(({ cweId }) => cweId === MALICIOUS_CODE))
    || indicators.some(({ kind }) => kind !== 'package');
}

/** Not those of `malicious-packages-origins`: they are of the reports that a record was made of. */
function digestsOf({ affected, database_specific: specific }: AdvisoryRecord): string[] {
  const ofPackages = (affected ?? []).flatMap(({ database_specific: each }) => [
    each?.sha256,
    ...(each?.indicators?.evidence_files ?? []).map(({ sha256 }) => sha256),
    ...(each?.indicators?.package_integrity ?? []).map(({ hashes }) => hashes?.sha256),
  ]);
  return [...ofPackages, ...(specific?.iocs?.sha256 ?? [])].flatMap((digest) => (digest === undefined ? [] : [digest.toLowerCase()]));
}

function hostsOf({ database_specific: specific }: AdvisoryRecord): string[] {
  const { domains, ips, ip_addresses: addresses } = specific?.iocs ?? {};
  return [...(domains ?? []), ...(ips ?? []), ...(addresses ?? [])].filter((each) => !each.includes('/')).map(hostValue);
}

/** What cannot be part of a version in npm or PyPI would be read as something else in a range. */
const WRITABLE = /^[\w.+!-]+$/;

/** The versions of `affected[]`; empty for every version, which is also what it says when it does not say which. */
function versionsOf({ versions, ranges }: z.output<typeof Affected>): string[] {
  const intervals = (ranges ?? []).filter(({ type }) => type !== 'GIT').flatMap(({ events }) => intervalsOf(events));
  if (intervals.includes('')) return [];
  return [...(versions ?? []).filter((version) => WRITABLE.test(version)), ...intervals];
}

/** From each `introduced` to the next event that ends it; `''` for every version. */
function intervalsOf(events: readonly z.output<typeof Event>[]): string[] {
  const found: string[] = [];
  let from: string | null = null;
  for (const { introduced, fixed, last_affected: last } of events) {
    if (introduced !== undefined) from ??= introduced === '0' || !WRITABLE.test(introduced) ? '' : `>=${introduced}`;
    const end = fixed ?? last;
    if (from === null || end === undefined || !WRITABLE.test(end)) continue;
    found.push(`${from} ${fixed === undefined ? '<=' : '<'}${end}`.trim());
    from = null;
  }
  return from === null ? found : [...found, from];
}
