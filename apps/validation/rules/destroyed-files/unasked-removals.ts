import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import type { Emptied } from '../../permissions/inference/data-wholes.js';
import { parsePython, type SyntaxNode } from '../../permissions/inference/python-tree.js';
import type { Place } from '../../permissions/inference/values.js';
import { dataUsesOf } from '../../permissions/permissions.js';
import { writesSame } from './javascript/fixed-writes.js';
import { Gates } from '../javascript/conditions/gates.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { encrypts, isForEach, isRarely, isTakenWhole } from './javascript/undecided.js';
import { wipesBlank, wipesEach, wipesSheet } from './javascript/wiped-cells.js';
import { encrypts as encryptsInPython, isAgainstAsked, isRarely as isRarelyInPython } from '../python/gates.js';
import { isForEach as isForEachInPython, isTakenWhole as isTakenWholeInPython } from './python/undecided.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode } from '../text.js';

const DECIDED = 'where a day, chance or a count decides';
const UNASKED = 'and nobody asked for it';
const PYTHON = /\.pyw?$/;
const HELP: Readonly<Record<'removal' | 'write' | 'cells', string>> = {
  removal: 'Remove what the extension made itself, by its name, and the rest when somebody asks for it by a command.',
  cells: 'Write into a sheet that the extension made itself, and clear what somebody chose when that is asked for.',
  write: 'Write into files that the extension made itself, and into others what was made of their content when somebody asked for it.',
};

const HELP_CHANGED = 'Change what people wrote the same way each time, and when they ask for it.';

/** In small scripts: what people wrote or copied is changed when the host tells something or a document is formatted, on a written day, by chance or each n-th time only: nobody who wants it changed waits for that. The same holds for all files that the host lists being encrypted. */
export function judgeRareChanges(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  const trees = new Trees(pkg);
  for (const use of dataUsesOf(pkg)) {
    const { file } = use.place;
    if (use.kind !== 'changed' || large.has(file) || isPage(file)) continue;
    const python = trees.ofPython(file);
    const program = python ? null : trees.ofScript(file);
    const [isUnread, isNowAndThen] = python ? [encryptsInPython, isRarelyInPython].map((ask) => ask(...python, use.place.start)) : program ? [encrypts, isRarely].map((ask) => ask(program, use.place.start)) : [];
    if (use.isOfAll && isUnread) report.add({ ...weighed(pkg, use.shown.file, { severity: 'high', message: 'everything that the host lists is encrypted, and nobody asked for it' }), help: HELP.write, ...use.shown });
    else if (isNowAndThen) report.add({ ...weighed(pkg, use.shown.file, { severity: 'high', message: 'what people wrote or copied is changed without being asked, on a written day, by chance or each n-th time only' }), help: HELP_CHANGED, ...use.shown });
  }
  return report.findings();
}

/**
 * All of a kind that a host keeps for its user (what lies in a project, pictures, sheets) is asked for and removed when the package starts or the host tells
 * something, and nobody asked: each of it, and no condition says which. Who cleans up chooses by a name, a kind or an age. The same holds for each of it being written over with the same text, and for a command that does so on a written day, by chance or for certain people only. `found`: what the rule tells already.
 */
export function judgeUnaskedRemovals(pkg: Package, id: string, found: readonly Finding[]): Finding[] {
  const report = new Report(id);
  const trees = new Trees(pkg);
  const taken = new Map<string, boolean>();
  for (const use of dataUsesOf(pkg)) {
    if (use.kind !== 'emptied' || found.some(({ file, line }) => file === use.shown.file && line === use.shown.line) || ![use.place, ...use.lists].every(({ file }) => !isPage(file))) continue;
    const asks = (place: Place, isSo: (program: ESTree.Program, start: number) => boolean): boolean => {
      const program = trees.ofScript(place.file);
      return program !== null && isSo(program, place.start);
    };
    if (use.by === 'range' || use.by === 'blank' || use.by === 'cell') {
      const isAll = { range: wipesSheet, blank: wipesBlank, cell: wipesEach }[use.by];
      if (!asks(use.place, (program, start) => isAll(program, start) && !Gates.of(program).isChosen(start)) || asks(use.place, (program, start) => Gates.of(program).asksPerson(start)) || (use.isAsked && !asks(use.place, (program, start) => Gates.of(program).decides(start)))) continue;
      report.add({ ...weighed(pkg, use.shown.file, { severity: 'high', message: `what stands in all cells of a sheet is removed, whatever it is, ${use.isAsked ? DECIDED : UNASKED}` }), help: HELP.cells, ...use.shown });
      continue;
    }
    if (!isUndecided(trees, taken, use)) continue;
    const python = trees.ofPython(use.place.file);
    if (use.isAsked && python ? !isAgainstAsked(...python, use.place.start) : use.isAsked && !asks(use.place, (program, start) => Gates.of(program).decides(start)) && !use.lists.some((list) => asks(list, (program, start) => Gates.of(program).stands(start)))) continue;
    const [deed, help] = use.by === 'removal' ? (['removed', HELP.removal] as const) : (['overwritten with the same text', HELP.write] as const);
    report.add({ ...weighed(pkg, use.shown.file, { severity: 'high', message: `everything that the host lists is ${deed}, whatever it is, ${use.isAsked ? DECIDED : UNASKED}` }), help, ...use.shown });
  }
  return report.findings();
}

/** Does no condition say which of all that is listed is meant, in the language of the script? `taken`: of which lists that is known. */
function isUndecided(trees: Trees, taken: Map<string, boolean>, { place, lists, by }: Emptied): boolean {
  const asks = (at: Place, inScript: (program: ESTree.Program, start: number) => boolean, inPython: (root: SyntaxNode, text: string, start: number) => boolean): boolean => {
    const python = trees.ofPython(at.file);
    if (python) return inPython(...python, at.start);
    const program = trees.ofScript(at.file);
    return program !== null && inScript(program, at.start);
  };
  const isWhole = (list: Place): boolean => {
    const at = `${list.file}:${list.start}`;
    const isSo = taken.get(at) ?? asks(list, isTakenWhole, isTakenWholeInPython);
    taken.set(at, isSo);
    return isSo;
  };
  if (!asks(place, isForEach, isForEachInPython) || !lists.every(isWhole)) return false;
  return by === 'removal' || asks(place, (program, start) => writesSame(program, start, by === 'fixed text'), () => by === 'fixed text');
}

/** The scripts of a package that a rule asks about several times, each read once. */
class Trees {
  readonly #scripts = new Map<string, ESTree.Program | null>();
  readonly #python = new Map<string, [SyntaxNode, string] | null>();

  constructor(private readonly pkg: Package) {}

  ofScript(path: string): ESTree.Program | null {
    const known = this.#scripts.get(path);
    if (known !== undefined) return known;
    const program = readAgain(this.pkg, path);
    this.#scripts.set(path, program);
    return program;
  }

  /** The tree of a Python file, and its text; null for other files. */
  ofPython(path: string): [SyntaxNode, string] | null {
    const known = this.#python.get(path);
    if (known !== undefined) return known;
    const file = PYTHON.test(path) ? this.pkg.files.find((each) => each.path === path) : undefined;
    const text = file ? decode(file.bytes) : '';
    const read: [SyntaxNode, string] | null = file ? [parsePython(text), text] : null;
    this.#python.set(path, read);
    return read;
  }
}
