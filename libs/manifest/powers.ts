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

/** The permissions that an update asks for and did not before, or goes further with; and those that it gives up, or goes less far with. Sorted. */
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
  return { added: added.sort(), removed: removed.sort() };
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
