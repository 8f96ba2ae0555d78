import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import type { Place } from '../permissions/inference/values.js';
import { dataUsesOf } from '../permissions/permissions.js';
import { writesSame } from './javascript/fixed-writes.js';
import { isPage } from './javascript/sources.js';
import { readAgain } from './javascript/trees.js';
import { isForEach, isTakenWhole } from './javascript/undecided.js';
import { weighed } from './reach.js';
import { Report } from './report.js';

const HELP: Readonly<Record<'removal' | 'write', string>> = {
  removal: 'Remove what the extension made itself, by its name, and the rest when somebody asks for it by a command.',
  write: 'Write into files that the extension made itself, and into others what was made of their content when somebody asked for it.',
};

/**
 * All of a kind that a host keeps for its user (what lies in a project, pictures, sheets) is asked for and removed when the package starts or the host tells
 * something, and nobody asked: each of it, and no condition says which. Who cleans up chooses by a name, a kind or an age. The same holds for each of it being written over with the same text. `found`: what the rule tells already.
 */
export function judgeUnaskedRemovals(pkg: Package, id: string, found: readonly Finding[]): Finding[] {
  const report = new Report(id);
  for (const use of dataUsesOf(pkg)) {
    if (use.kind !== 'emptied' || found.some(({ file, line }) => file === use.shown.file && line === use.shown.line) || ![use.place, ...use.lists].every(({ file }) => !isPage(file))) continue;
    const asks = (place: Place, isSo: (program: ESTree.Program, start: number) => boolean): boolean => {
      const program = readAgain(pkg, place.file);
      return program !== null && isSo(program, place.start);
    };
    if (!asks(use.place, isForEach) || !use.lists.every((list) => asks(list, isTakenWhole)) || (use.by !== 'removal' && !asks(use.place, (program, start) => writesSame(program, start, use.by === 'fixed text')))) continue;
    const [deed, help] = use.by === 'removal' ? (['removed', HELP.removal] as const) : (['overwritten with the same text', HELP.write] as const);
    report.add({ ...weighed(pkg, use.shown.file, { severity: 'high', message: `everything that the host lists is ${deed}, whatever it is, and nobody asked for it` }), help, ...use.shown });
  }
  return report.findings();
}
