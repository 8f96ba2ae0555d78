import { declaredHosts, isDeclaredHost } from './declared-hosts.js';
import type { Manifest } from './manifest.js';

/** What a manifest asks to be allowed: how far, and how that is called. */
interface Power {
  /** From 1; more includes less. */
  rank: number;
  level: string;
  said: string;
}

/** Skynet lets an extension reach other computers by this member besides its scopes. What is further allows more. */
const NETWORK = 'network_capability';
const NETWORK_LEVELS = ['none', 'allowlist_only', 'network', 'network_advanced'];

/** The permissions that an update asks for and did not before, or goes further with, then servers beyond those that were declared; and those that it gives up, or goes less far with. Sorted. */
export function comparePowers(previous: Manifest | null, next: Manifest): { added: string[]; removed: string[] } {
  const [old, fresh] = [powersOf(previous), powersOf(next)];
  const added = [...fresh].flatMap(([name, now]) => {
    const before = old.get(name);
    if (before === undefined) return [now.said];
    return now.rank > before.rank ? [`${name} (${now.level}, was ${before.level})`] : [];
  });
  const removed = [...old].flatMap(([name, before]) => {
    const now = fresh.get(name);
    return now === undefined || (now.rank < before.rank && now.said !== before.said) ? [before.said] : [];
  });
  const servers = compareServers(previous, next);
  return { added: [...added.sort(), ...servers.added], removed: [...removed.sort(), ...servers.removed] };
}

/** A list of servers is a limit: what goes beyond the one of before, or drops it, allows more. Whoever had none had no limit. */
function compareServers(previous: Manifest | null, next: Manifest): { added: string[]; removed: string[] } {
  const [old, fresh] = [hostsOf(previous), hostsOf(next)];
  if (old.length === 0) return { added: [], removed: [] };
  if (fresh.length === 0) return { added: [`every server (declared none, was ${old.join(', ')})`], removed: [] };
  const beyond = (hosts: readonly string[], limit: readonly string[]) => hosts.filter((host) => !isDeclaredHost(host, limit)).map((host) => (host === '*' ? 'every server (declared *)' : `server ${host} (declared)`));
  return { added: beyond(fresh, old), removed: beyond(old, fresh) };
}

/** Each once, sorted. */
function hostsOf(manifest: Manifest | null): string[] {
  return [...new Set(declaredHosts(manifest?.original))].sort();
}

function powersOf(manifest: Manifest | null): Map<string, Power> {
  if (manifest === null) return new Map();
  const optional = new Set(manifest.optional_permissions);
  const scopes = manifest.permissions.map((scope): [string, Power] => [scope, { ...(optional.has(scope) ? { rank: 1, level: 'optional' } : { rank: 2, level: 'required' }), said: scope }]);
  const level = networkOf(manifest);
  const rank = NETWORK_LEVELS.indexOf(level);
  return new Map([...scopes, ...(rank > 0 ? [[NETWORK, { rank, level, said: `${NETWORK} (${level})` }] as [string, Power]] : [])]);
}

function networkOf({ dialect, original }: Manifest): string {
  const level = dialect === 'skynet' ? (original['version'] as Record<string, unknown> | undefined)?.[NETWORK] : undefined;
  return typeof level === 'string' ? level : NETWORK_LEVELS[0]!;
}
