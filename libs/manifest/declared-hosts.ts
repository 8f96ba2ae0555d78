/** Members of a manifest that list the servers which an extension asks. */
const LIST = /^(?:hosts|domains|host_permissions|network|(?:network_?)?allow(?:ed)?_?(?:list|hosts|domains|origins|servers))$/i;
const DEEPEST = 6;

/** The servers in every list of a manifest (as its author wrote it) that is named like one, in lower case, `*` for all; none when the author declared none. */
export function declaredHosts(original: unknown): string[] {
  return hostsIn(original, 0, false);
}

/** `example.org` covers itself and what is below it, as does `*.example.org`. */
export function isDeclaredHost(host: string, declared: readonly string[]): boolean {
  return declared.some((each) => each === '*' || host === each || host.endsWith(`.${each}`));
}

function hostsIn(value: unknown, depth: number, listed: boolean): string[] {
  if (typeof value === 'string') return listed ? [value.toLowerCase().replace(/^[a-z*]+:\/\//, '').replace(/^\*\./, '').replace(/[/:].*$/, '')] : [];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((each) => hostsIn(each, depth + 1, listed));
  return Object.entries(value).flatMap(([name, each]) => hostsIn(each, depth + 1, (listed || LIST.test(name)) && typeof each !== 'string'));
}
