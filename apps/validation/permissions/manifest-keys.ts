/**
 * Does a manifest say what a catalogue's key asks for? `a.b` is there and not empty; `a[].b=text` is true of one element
 * of the list `a`, where `*` at the end of the text stands for anything.
 */
export function manifestSays(manifest: Readonly<Record<string, unknown>>, key: string): boolean {
  const [path = '', wanted] = key.split('=');
  let values: unknown[] = [manifest];
  for (const segment of path.split('.')) {
    const name = segment.replace(/\[\]$/, '');
    values = values.flatMap((value) => (isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : []));
    if (segment.endsWith('[]')) values = values.flatMap((value) => (Array.isArray(value) ? value : []));
  }
  return values.some((value) => (wanted === undefined ? isFull(value) : matches(value, wanted)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFull(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) ? Object.keys(value).length > 0 : value !== null && value !== undefined && value !== false && value !== '';
}

function matches(value: unknown, wanted: string): boolean {
  if (typeof value !== 'string') return false;
  const text = value.trim().toLowerCase();
  return wanted.endsWith('*') ? text.startsWith(wanted.slice(0, -1)) : text === wanted;
}
