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
  ];
}

/** What somebody brings: folders of good and of bad packages and scripts, a set for each. */
export function broughtSets(good: readonly string[], bad: readonly string[]): SampleSet[] {
  const sets = (folders: readonly string[], isBad: boolean): SampleSet[] => folders.map((folder) => ({ name: folder, bad: isBad, samples: samplesIn(folder) }));
  return [...sets(bad, true), ...sets(good, false)];
}

async function* transformed(scripts: readonly { name: string; text: string }[], transform: (text: string, seed: number) => string | Promise<string>): AsyncGenerator<Sample> {
  for (const [index, { name, text }] of scripts.entries()) yield { name, files: { 'index.js': await transform(text, index + 1) } };
}
