import type { Package } from '#libs/manifest/manifest.js';
import { decode } from '../../rules/text.js';
import type { Catalogue } from '../catalogue.js';
import { isPython } from './sources.js';

/** Python that no manifest names. */
interface Unnamed {
  /** The host may start them. */
  started: readonly string[];
  /** The host does not, and they look as if they were waiting for it. */
  waiting: readonly string[];
}

/**
 * Of the Python files that the manifest does not name: where it names nothing at all, nobody knows what the host starts, and those
 * at the root count as started. Others are told apart by the parts of the host that they name, because `register(item)` is
 * also what many a list of its own is called.
 */
export function unnamedIn({ files, manifest }: Package, { rows }: Catalogue, entries: ReadonlySet<string>): Unnamed {
  if (manifest.dialect !== 'comfyvn') return { started: [], waiting: [] };
  const unnamed = files.filter(({ path }) => isPython(path) && !entries.has(path));
  const started = manifest.entry_points.length > 0 ? [] : unnamed.map(({ path }) => path).filter((path) => !path.includes('/'));
  const parts = new Set(rows.flatMap(({ methods }) => methods.map((method) => method.split('.', 1)[0])));
  const asks = new RegExp(String.raw`\.\s*(?:${[...parts].join('|')})\b`);
  const waiting = unnamed.filter(({ path, bytes }) => !started.includes(path) && asks.test(decode(bytes))).map(({ path }) => path);
  return { started, waiting };
}
