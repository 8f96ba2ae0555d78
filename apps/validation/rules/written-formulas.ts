import type { Package } from '#libs/manifest/manifest.js';
import { once } from './code.js';
import type { Code, CodeText, Judgement } from './code.js';
import { togetherWith } from './javascript/linked.js';
import type { Script } from './javascript/scripts.js';
import { FETCHING_FORMULA } from './places.js';

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
  if (!FETCHING_FORMULA.test(shape) || !ADDS.test(shape)) return null;
  const group: readonly Code[] = large.has(code.path) ? [code] : [code, ...togetherWith(pkg, code.path, large)];
  if (!group.some(writesCells) || !group.some(joinsCells)) return null;
  return { severity: 'high', message: 'a formula that is written into a sheet asks a server for an address with many cells in it, which sends them there', help: 'Send what users choose with a request that needs a permission, and put the answer into the sheet.' };
}
