import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement } from './code.js';
import { hostIn } from './places.js';

const LISTS = new Set(['hosts', 'allowedHosts', 'allowed_hosts', 'allowlist', 'domains', 'host_permissions', 'network']);
const DEEPEST = 6;
/** Addresses that name a thing and are never called: namespaces and schemas. */
const NAMES = /(?:^|\.)(?:w3\.org|json-schema\.org|schema\.org|example\.(?:com|org|net))$/;


/** A manifest that lists its servers is a promise; this is an address outside of it. */
export const rule: Rule = {
  id: 'undeclared-host',
  code: 'NET-02',
  version: 5,
  title: 'Servers that are not declared',
  run: (pkg) => {
    const declared = declaredHosts(pkg.manifest.original);
    return declared.length === 0 ? [] : judgeCode(rule.id, pkg, { text: ({ shape }) => judge(shape, declared) });
  },
};

function judge(shape: string, declared: readonly string[]): Judgement {
  const host = hostIn(shape)?.host;
  if (!host || NAMES.test(host) || declared.some((each) => covers(each, host))) return null;
  return { severity: 'high', message: `\`${host}\` is not among the servers that the manifest declares`, help: 'Declare the server in the manifest, or leave the address out.' };
}

/** `example.org` covers itself and what is below it, as does `*.example.org`. */
function covers(declared: string, host: string): boolean {
  return declared === '*' || host === declared || host.endsWith(`.${declared}`);
}

/** The servers in every list of the manifest that is named like one; none when the author declared none. */
function declaredHosts(value: unknown, depth = 0, listed = false): string[] {
  if (typeof value === 'string') return listed ? [value.toLowerCase().replace(/^[a-z*]+:\/\//, '').replace(/^\*\./, '').replace(/[/:].*$/, '')] : [];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((each) => declaredHosts(each, depth + 1, listed));
  return Object.entries(value).flatMap(([name, each]) => declaredHosts(each, depth + 1, (listed || LISTS.has(name)) && typeof each !== 'string'));
}
