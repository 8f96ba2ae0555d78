import { readFileSync } from 'node:fs';

/** This release of Souk, as its package.json says: the version, and the exact versions of what it depends on. */
export const release = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string; dependencies: Record<string, string>; optionalDependencies: Record<string, string> };
