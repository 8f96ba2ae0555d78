import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { CATALOGUES } from '../../permissions/catalogues.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { changesUnevenly, gatesOf, hasDay } from './javascript/uneven-values.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';
import { largeFiles } from '../together.js';

/** Cheap to look for: what decides now and then. */
const HINT = /\bDate\b|\bMath\s*\.\s*random\b|%/;
/** What puts values into a sheet, and texts into documents and files. */
const WRITES = ['setCell', 'setCells', 'setRange', 'setValue', 'setValues', 'setFormula', 'setFormulas'];
const WRITES_TEXT = ['writeText', 'writeFile', 'writeFileSync', 'TextEdit', 'WorkspaceEdit', 'applyEdit', 'setText', 'replaceText', 'saveText', 'edit'];
/** A package that says so may do it. */
const SAYS_SO = /random|noise|jitter|simulat|shuffl|sampl|mock|fake|outlier|monte|fuzz|dice|game|lottery|test data|dummy|anonymi|perturb|obfuscat|mutation|chaos|glitch/i;
const OF_SHEET = 'values of a sheet are changed now and then: from a day on, by chance or each nth one';
const OF_TEXT = 'what comes into documents or files is changed now and then: from a day on, at some hours, by chance or each nth time';

/**
 * Values in a sheet, or what comes into documents and files, that are changed now and then, from a day on, by chance or each nth one, in a small script that writes there or gives functions for cells, or belongs to one:
 * who looks at a few of them sees nothing. What a package says that it is for is none of it.
 */
export function judgeUnevenValues(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  if (!CATALOGUES.has(pkg.manifest.dialect) || SAYS_SO.test(JSON.stringify([pkg.manifest.name, pkg.manifest.description, pkg.manifest.contributes]))) return [];
  const ofSheet = pkg.manifest.dialect === 'formula';
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const facts = new Map<string, Facts>();
  const factsOf = (path: string): Facts => {
    const known = facts.get(path);
    if (known) return known;
    const tree = readAgain(pkg, path);
    const found = { isDated: tree !== null && hasDay(tree), gates: tree ? gatesOf(tree) : [] };
    facts.set(path, found);
    return found;
  };
  const decides = (path: string): boolean => !isPage(path) && HINT.test(decode(files.get(path)!.bytes));
  for (const path of new Set(scriptsOf(pkg).map((script) => script.path))) {
    if (large.has(path) || isPage(path)) continue;
    const group = togetherWith(pkg, path, large);
    const writes = group.some((each) => puts(each, ofSheet ? WRITES : WRITES_TEXT));
    if (!(writes || (ofSheet && group.some(answersFormulas)))) continue;
    const others = [...new Set(group.map((each) => each.path))].filter(decides);
    const tree = others.length > 0 && (others.includes(path) || CHANGES.test(decode(files.get(path)!.bytes))) ? readAgain(pkg, path) : null;
    if (!tree) continue;
    const known = others.map(factsOf);
    const start = changesUnevenly(tree, { dated: known.some(({ isDated }) => isDated), writes, ofSheet, gates: new Set(known.flatMap(({ gates }) => gates)) })?.start;
    if (typeof start !== 'number') continue;
    const text = decode(files.get(path)!.bytes);
    report.add({ ...weighed(pkg, path, { severity: 'high', message: ofSheet ? OF_SHEET : OF_TEXT }), help: 'Change each value in the same way, when somebody asks for it.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

/** What the scripts beside one say about it; their trees are too large to be kept. */
interface Facts {
  /** A day of our years is written in it. */
  isDated: boolean;
  /** Its functions whose answer says when something is done. */
  gates: readonly string[];
}

/** What a change of a value has, where another script says when. */
const CHANGES = /\b(?:replace|filter)|[*+-]/;

function puts({ mentions }: Script, names: readonly string[]): boolean {
  return names.some((name) => mentions?.names.has(name));
}

function answersFormulas({ mentions }: Script): boolean {
  return (mentions?.names.has('functions') === true && mentions.names.has('register'));
}
