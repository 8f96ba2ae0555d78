import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { togetherWith } from './javascript/linked.js';
import { scriptsOf } from './javascript/scripts.js';
import type { Script } from './javascript/scripts.js';
import { isPage } from './javascript/sources.js';
import { readAgain } from './javascript/trees.js';
import { changesUnevenly, hasDay } from './javascript/uneven-values.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

/** Cheap to look for: what decides now and then, and what puts values into a sheet. */
const HINT = /\bDate\b|\bMath\s*\.\s*random\b|%/;
const WRITES = ['setCell', 'setCells', 'setRange', 'setValue', 'setValues', 'setFormula', 'setFormulas'];
/** A package that says so may do it. */
const SAYS_SO = /random|noise|jitter|simulat|shuffl|sampl|mock|fake|outlier|monte|fuzz|dice|game|lottery|test data|dummy|anonymi|perturb|obfuscat/i;

/**
 * Values in a sheet that are changed now and then, from a day on, by chance or each nth one, in a small script that writes into cells or gives functions for them, or belongs to one:
 * who looks at a few of them sees nothing. What a package says that it is for is none of it.
 */
export function judgeUnevenValues(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  if (pkg.manifest.dialect !== 'formula' || SAYS_SO.test(JSON.stringify([pkg.manifest.name, pkg.manifest.description, pkg.manifest.contributes]))) return [];
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  for (const path of new Set(scriptsOf(pkg).map((script) => script.path))) {
    const file = large.has(path) || isPage(path) ? undefined : files.get(path);
    const text = file ? decode(file.bytes) : '';
    if (!HINT.test(text)) continue;
    const group = togetherWith(pkg, path, large);
    if (!group.some((each) => writesCells(each) || answersFormulas(each))) continue;
    const tree = readAgain(pkg, path);
    const isDated = group.some((each) => {
      const other = readAgain(pkg, each.path);
      return other !== null && hasDay(other);
    });
    const start = tree && changesUnevenly(tree, isDated, group.some(writesCells))?.start;
    if (typeof start !== 'number') continue;
    const seen = { severity: 'high', message: 'values of a sheet are changed now and then: from a day on, by chance or each nth one' } as const;
    report.add({ ...weighed(pkg, path, seen), help: 'Change each value in the same way, when somebody asks for it.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

function writesCells({ mentions }: Script): boolean {
  return WRITES.some((name) => mentions?.names.has(name));
}

function answersFormulas({ mentions }: Script): boolean {
  return (mentions?.names.has('functions') === true && mentions.names.has('register'));
}
