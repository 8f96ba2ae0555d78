import { hostIn } from '../facts/places.js';

/** Members of a manifest that list the servers which an extension asks. */
const LIST = /^(?:hosts|domains|host_permissions|network|(?:network_?)?allow(?:ed)?_?(?:list|hosts|domains|origins|servers))$/i;
const DEEPEST = 6;
/** Addresses that name a thing and are never called: namespaces and schemas. */
const NAMES = /(?:^|\.)(?:w3\.org|json-schema\.org|schema\.org|example\.(?:com|org|net))$/;

/** The servers in every list of a manifest that is named like one; none when the author declared none. */
export function declaredHosts(original: unknown): string[] {
  return hostsIn(original, 0, false);
}

/** The server that a text names, where it is not among the declared ones; null for any other text. */
export function undeclaredHostIn(text: string, declared: readonly string[]): string | null {
  const host = hostIn(text)?.host;
  return !host || NAMES.test(host) || declared.some((each) => covers(each, host)) ? null : host;
}

/** `example.org` covers itself and what is below it, as does `*.example.org`. */
function covers(declared: string, host: string): boolean {
  return declared === '*' || host === declared || host.endsWith(`.${declared}`);
}

function hostsIn(value: unknown, depth: number, listed: boolean): string[] {
  if (typeof value === 'string') return listed ? [value.toLowerCase().replace(/^[a-z*]+:\/\//, '').replace(/^\*\./, '').replace(/[/:].*$/, '')] : [];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((each) => hostsIn(each, depth + 1, listed));
  return Object.entries(value).flatMap(([name, each]) => hostsIn(each, depth + 1, (listed || LIST.test(name)) && typeof each !== 'string'));
}
