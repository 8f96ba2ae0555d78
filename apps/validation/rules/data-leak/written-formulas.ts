import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { once } from '../code.js';
import type { Code, CodeText, Judgement } from '../code.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { rowedFormula } from './javascript/rowed-formulas.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { FETCHING_FORMULA } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, extensionOf, Places } from '../text.js';

/** What puts a whole range of cells into one text. */
const JOINS = /\b(?:TEXTJOIN|CONCAT|CONCATENATE|ARRAYTOTEXT|JOIN|TOCOL|TOROW)\s*\(/i;
/** The address goes on with something that a formula makes. */
const ADDS = /\b(?:WEBSERVICE|IMAGE|HYPERLINK|IMPORT(?:DATA|XML|HTML|FEED|RANGE))\s*\(\s*(?:["'\0][^&]{0,300}&|CONCAT|TEXTJOIN|\0\s*[,)])/i;
/** How cells get formulas. */
const WRITES = ['setFormula', 'setFormulas', 'setFormulaR1C1', 'formulas', 'formula', 'setValue', 'setValues', 'setRange', 'setCell'];

const writesCells = once((code) => WRITES.some((name) => (code as Partial<Script>).mentions?.names.has(name)));
const joinsCells = once(({ texts }) => texts.some(({ shape }) => JOINS.test(shape)));

/**
 * A formula that asks a server for an address with whole ranges of cells in it: the sheet sends them, with no permission of the extension’s.
 * One cell is what such formulas are for. It may be made in one small script and written by another that belongs to it.
 */
export function judgeFormula({ shape }: CodeText, code: Code, pkg: Package, large: ReadonlySet<string>): Judgement {
  if (!asksWithCells(shape)) return null;
  const group: readonly Code[] = large.has(code.path) ? [code] : [code, ...togetherWith(pkg, code.path, large)];
  if (!group.some(writesCells) || !group.some(joinsCells)) return null;
  return { severity: 'high', ...SAID };
}

const SAID = { message: 'a formula that is written into a sheet asks a server for an address with many cells in it, which sends them there', help: 'Send what users choose with a request that needs a permission, and put the answer into the sheet.' };

function asksWithCells(text: string): boolean {
  return FETCHING_FORMULA.test(text) && ADDS.test(text);
}

/** Does a formula ask a server for an address with whole ranges of cells in it? */
export function sendsCells(formula: string): boolean {
  return asksWithCells(formula) && JOINS.test(formula);
}

/** What makes a text unreadable, byte by byte or as a whole; charts and codes to be scanned are made of what can be read. */
const TURNS = ['TextEncoder', 'charCodeAt', 'codePointAt', 'btoa', 'Buffer'];

/** A formula that asks a server for an address with a whole row in it, which a script makes so that nobody can read it. */
export function judgeRowedFormulas(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  for (const script of scriptsOf(pkg)) {
    if (large.has(script.path) || !script.mentions?.names.has('getUsedRange') || !writesCells(script) || !script.texts.some(({ shape }) => FETCHING_FORMULA.test(shape))) continue;
    if (!togetherWith(pkg, script.path, large).some(({ mentions }) => TURNS.some((name) => mentions?.names.has(name)))) continue;
    const tree = readAgain(pkg, script.path);
    const start = tree ? rowedFormula(tree)?.start : null;
    if (typeof start !== 'number') continue;
    const text = decode(pkg.files.find(({ path }) => path === script.path)!.bytes);
    report.add({ ...weighed(pkg, script.path, { severity: 'high', message: SAID.message }), help: SAID.help, file: script.path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

/** UTF-16 units of a file of data that are read. */
const MOST_READ = 64 * 1024;

/** The same formula, as it stands in a file of data beside scripts that write into cells. */
export function judgeKeptFormulas(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  if (!scriptsOf(pkg).some((script) => !large.has(script.path) && writesCells(script))) return [];
  for (const { path, bytes } of pkg.files) {
    if (large.has(path) || extensionOf(path) !== '.json' || path === 'package.json') continue;
    const text = decode(bytes).slice(0, MOST_READ);
    const start = sendsCells(text.replaceAll('\\"', '"')) ? text.search(FETCHING_FORMULA) : -1;
    if (start >= 0) report.add({ ...weighed(pkg, path, { severity: 'high', message: SAID.message }), help: SAID.help, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}
