import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { isSender } from '../calls.js';
import type { Code, Judgement, Use } from '../code.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { replacesProgram } from './javascript/replaced-programs.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { CODE_OF_PROGRAM, namesStranger } from '../facts/places.js';
import { findInSmall } from '../small-scripts.js';
import { largeFiles } from '../together.js';

const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|createWriteStream|copyFile|rename|write)(?:Sync)?$/;
/** Where systems install programs for everybody or for one user. Who updates itself asks where it runs, and names none of them. */
const INSTALLED = /^(?:local_?app_?data|program_?files(?:\(x86\))?)$|(?:^|[\\/\0])(?:AppData[\\/]+Local|Program Files(?: \(x86\))?)(?:[\\/]|$)|^(?:[\\/]Applications|[\\/]opt|[\\/]usr[\\/](?:lib|share))(?:[\\/]|$)|\.app[\\/]+Contents(?:[\\/]|$)/i;
const HELP = 'Leave other programs as they are; offer what they have an interface for.';

/** In a small script that belongs to one which asks a server that is named: the code of another program, where that is installed, is written. */
export function judgeOverwritten(use: Use, code: Code, pkg: Package): Judgement {
  if (use.how !== 'call' || !WRITES.test(use.what)) return null;
  const { mentions, texts } = code as Script;
  const named = [...(mentions?.names ?? []), ...texts.map(({ shape }) => shape)];
  if (!named.some((name) => CODE_OF_PROGRAM.test(name)) || !named.some((name) => INSTALLED.test(name))) return null;
  const group = togetherWith(pkg, code.path, largeFiles(pkg.files));
  const asks = group.some((script) => script.uses.some((each) => each.how === 'call' && isSender(each)) && script.texts.some(({ shape }) => namesStranger(shape)));
  return asks ? { severity: 'high', message: 'the code of another program that is installed is written, in a script that asks a server', help: HELP } : null;
}

/** The same without a server: what is put there lies in the package, or is made by it. */
export function judgeReplaced(pkg: Package, id: string): Finding[] {
  return findInSmall(pkg, id, { hints: [/app\.asar|\bresources\b|discord_desktop_core/i, /app_?data|program_?(?:files|w6432)|Applications|[\\/]opt[\\/]|[\\/]usr[\\/]/i], find: replacesProgram, message: 'something is put in the place of the code of another program, where that is installed', help: HELP });
}
