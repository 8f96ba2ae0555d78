import type { Manifest } from '#libs/manifest/manifest.js';

/**
 * Something that a scan must not be led past: its name, the files (a text alone is `index.js`; the first file is the
 * entry unless there is an `index.js` or the manifest says more), and the checks one of which has to see it, at least as
 * `medium` or as bad as is said. `kept`: in any case it must not pass.
 */
export type Evasion = readonly [name: string, files: string | Record<string, string | Uint8Array>, seenBy: string, manifest?: Partial<Manifest>];

/** Reaches into the engine when it runs; nothing here is ever run. */
export const BINDING = 'process.binding("spawn_sync")';
/** The same inside of an attribute. */
export const QUOTED = 'process.binding(&quot;spawn_sync&quot;)';
