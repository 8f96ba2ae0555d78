import type { Manifest } from './manifest.js';
import { isFormulaRange, isWithinFormula, satisfiesFormula } from './ranges/formula.js';
import { isSkynetRange, satisfiesSkynet } from './ranges/skynet.js';
import { isRange, isVersion, isWithin, satisfies } from './versions.js';

/** The ranges of versions that one dialect writes. Nothing here throws: what is no version or no range satisfies nothing. */
export interface RangeGrammar {
  isRange(text: string): boolean;
  /** True when the version lies in the range. */
  satisfies(version: string, range: string): boolean;
  /** True when every version that `inner` takes is taken by `outer` too. */
  isWithin(inner: string, outer: string): boolean;
}

const NPM: RangeGrammar = {
  isRange,
  // A host that is itself a pre-release is the version that it will become, not one that no range takes.
  satisfies: (version, range) => isVersion(version) && isRange(range) && satisfies(version, range, { prerelease: true }),
  isWithin: (inner, outer) => isRange(inner) && isRange(outer) && isWithin(inner, outer),
};
const FORMULA: RangeGrammar = { isRange: isFormulaRange, satisfies: satisfiesFormula, isWithin: isWithinFormula };
const SKYNET: RangeGrammar = { isRange: isSkynetRange, satisfies: satisfiesSkynet, isWithin: (inner, outer) => isSkynetRange(inner) && isSkynetRange(outer) && (outer === '*' || inner === outer) };

/** The grammar of a dialect: Formula's and Skynet's own, npm's for all others (Orchestra, VS Code, ComfyVN's compatibility map). */
export function rangesOf(dialect: string): RangeGrammar {
  return dialect === 'formula' ? FORMULA : dialect === 'skynet' ? SKYNET : NPM;
}

/** Whether a host runs an extension: null when the manifest does not say, or not in a way that is understood. */
export type Runs = boolean | null;

/** Whether the extension runs on this version of the host, by its manifest. */
export function runsOn(manifest: Pick<Manifest, 'dialect' | 'engines'>, host: string, hostVersion: string): Runs {
  const grammar = rangesOf(manifest.dialect);
  const range = Object.hasOwn(manifest.engines, host) ? manifest.engines[host]! : null;
  return range !== null && grammar.isRange(range) && isVersion(hostVersion) ? grammar.satisfies(hostVersion, range) : null;
}

export interface CompatibilityRow {
  version: string;
  /** One for each host version, in the order asked for. */
  runs: Runs[];
}

/** Versions of an extension × versions of its host, in the orders given. */
export function compatibilityMatrix(manifests: readonly Pick<Manifest, 'dialect' | 'engines' | 'version'>[], host: string, hostVersions: readonly string[]): CompatibilityRow[] {
  return manifests.map((manifest) => ({ version: manifest.version, runs: hostVersions.map((hostVersion) => runsOn(manifest, host, hostVersion)) }));
}
