import { MOST_WATCHED } from '#apps/validation/permissions/permissions.js';
import { MALICIOUS } from '../corpus/malicious.js';
import { MINIFICATIONS } from '../corpus/minify.js';
import { OBFUSCATIONS } from '../corpus/obfuscate.js';
import { installedPackages, samplesIn, shippedBundles, sourceScripts } from '../corpus/sources.js';
import type { Sample } from '../corpus/sources.js';
import { HIDDEN, NATURAL } from '../corpus/unicode.js';

/** Samples of one kind; `bad` ones are to be kept back. */
export interface SampleSet {
  name: string;
  bad: boolean;
  samples: AsyncIterable<Sample> | Iterable<Sample>;
  /** Judged as packages of this host. */
  dialect?: string;
  /** The samples are in another set too, and count only once. */
  again?: boolean;
}

/** The development corpus; every transformation gets the same `count` scripts. Made while it is read. */
export function corpus(count: number): SampleSet[] {
  const scripts = sourceScripts(count);
  return [
    ...Object.entries(OBFUSCATIONS).map(([name, obfuscate]) => ({ name: `obfuscated: ${name}`, bad: true, samples: transformed(scripts, obfuscate) })),
    { name: 'hidden Unicode', bad: true, samples: HIDDEN },
    { name: 'malicious packages', bad: true, samples: MALICIOUS },
    { name: 'the scripts as they are', bad: false, samples: transformed(scripts, async (text) => text) },
    ...Object.entries(MINIFICATIONS).map(([name, minify]) => ({ name: `minified: ${name}`, bad: false, samples: transformed(scripts, minify) })),
    { name: 'bundles as shipped', bad: false, samples: shippedBundles() },
    { name: 'natural Unicode', bad: false, samples: NATURAL },
    { name: 'npm packages', bad: false, samples: installedPackages() },
    { name: 'npm packages as extensions', bad: false, samples: followed(installedPackages()), dialect: 'vscode', again: true },
  ];
}

/** What somebody brings: folders of good and of bad packages and scripts, a set for each. */
export function broughtSets(good: readonly string[], bad: readonly string[], dialect: string): SampleSet[] {
  const sets = (folders: readonly string[], isBad: boolean): SampleSet[] => folders.map((folder) => ({ name: folder, bad: isBad, samples: samplesIn(folder), dialect }));
  return [...sets(bad, true), ...sets(good, false)];
}

/** Packages that are small enough for their data to be followed. */
function* followed(samples: Iterable<Sample>): Generator<Sample> {
  for (const sample of samples) if (Object.values(sample.files).reduce((sum, { length }) => sum + length, 0) <= MOST_WATCHED) yield sample;
}

async function* transformed(scripts: readonly { name: string; text: string }[], transform: (text: string, seed: number) => string | Promise<string>): AsyncGenerator<Sample> {
  for (const [index, { name, text }] of scripts.entries()) yield { name, files: { 'index.js': await transform(text, index + 1) } };
}
