import { declaredHosts, isDeclaredHost } from '#libs/manifest/declared-hosts.js';
import type { Rule } from '../check.js';
import { isSender } from './calls.js';
import { codeOf, judgeCode } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { hostIn } from './facts/places.js';

/**
 * A manifest that lists its servers is a promise; this is an address outside of it. Where each request says which server
 * it asks, an address that none of them has, and nothing else is given, is one that people are told.
 */
export const rule: Rule = {
  id: 'undeclared-host',
  code: 'NET-02',
  version: 7,
  title: 'Servers that are not declared',
  why: 'A manifest that lists its servers is a promise to users, and this server is outside of it.',
  run: (pkg) => {
    const declared = declaredHosts(pkg.manifest.original);
    if (declared.length === 0) return [];
    const code = codeOf(pkg);
    const asked = requestsSayWhere(code) ? hostsGiven(code) : null;
    return judgeCode(rule.id, pkg, { text: ({ shape }) => judge(shape, declared, asked) });
  },
};

/** As people are told where something is; the name of a server alone is for a program. */
const LINK = /^https?:\/\//i;
export const HELP_DECLARE = 'Declare the server in the manifest, or leave the address out.';

/** Addresses that name a thing and are never called: namespaces and schemas. */
const NAMES = /(?:^|\.)(?:w3\.org|json-schema\.org|schema\.org|example\.(?:com|org|net))$/;

/** The server that a text names, where it is not among the declared ones; null for any other text. */
export function undeclaredHostIn(text: string, declared: readonly string[]): string | null {
  const host = hostIn(text)?.host;
  return !host || NAMES.test(host) || isDeclaredHost(host, declared) ? null : host;
}

function judge(shape: string, declared: readonly string[], asked: ReadonlySet<string> | null): Judgement {
  const host = undeclaredHostIn(shape, declared);
  if (host === null) return null;
  const isLink = asked !== null && !asked.has(host) && LINK.test(shape);
  return { severity: isLink ? 'low' : 'high', message: `\`${host}\` is not among the servers that the manifest declares`, help: HELP_DECLARE };
}

/** Are there requests, and does each of them name its server? */
function requestsSayWhere(code: readonly Code[]): boolean {
  const requests = code.flatMap(({ uses }) => uses.filter((use) => use.how === 'call' && isSender(use)));
  return requests.length > 0 && requests.every((use) => hostsNamedBy(use).length > 0);
}

function hostsGiven(code: readonly Code[]): Set<string> {
  return new Set(code.flatMap(({ uses }) => uses.flatMap(hostsNamedBy)));
}

function hostsNamedBy(use: Use): string[] {
  return use.arguments.flatMap(({ shape, address }) => [hostIn(shape), hostIn(address ?? '')].flatMap((place) => (place ? [place.host] : [])));
}
