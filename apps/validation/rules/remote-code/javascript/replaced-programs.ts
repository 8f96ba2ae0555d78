import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';
import { pathsOf } from './written-paths.js';

/** What writes, copies, moves or packs, by its name, and which of its arguments says where to. */
const WRITES: ReadonlyMap<string, number> = new Map([
  ...['writeFile', 'outputFile', 'createWriteStream', 'createPackageFromStreams'].map((name) => [name, 0] as const),
  ...['copyFile', 'rename', 'cp', 'copy', 'move', 'symlink', 'createPackage', 'createPackageWithOptions', 'createPackageFromFiles'].map((name) => [name, 1] as const),
]);
const STARTS = /^(?:exec|execFile|spawn|execa)$/;
/** A command that puts something at the place which its last word names. */
const PUTS = /(?:^|[\s;&"'\\/])(?:cp|mv|copy|move|ditto|install|asar(?:\.cmd)?["']?\s+p(?:ack)?)\s[^;&|]{1,400}$/i;
/** Where systems and their users install programs, as a path of its own. */
const INSTALLED = /(?:^|[\\/\s"'])(?:local_?app_?data|(?:~|userprofile)[\\/]+AppData[\\/]+Local|program_?(?:files(?:\(x86\))?|w6432))[\\/]|AppData[\\/]+Local[\\/]+Programs[\\/]|(?:^|[\s"'])[a-z]:[\\/]+(?:Program Files(?: \(x86\))?|Users[\\/][^\\/]{1,60}[\\/]+AppData[\\/]+Local)[\\/]|(?:^|[\s"'])(?:~?\/Applications|\/opt|\/usr\/(?:lib|share))\//i;
/** Their code, where they are made of JavaScript. */
const CODE = /[\\/]app\.asar["']?$|[\\/]resources[\\/]+app[\\/](?:[^\\/]{1,80}[\\/]+){0,6}[^\\/]{1,80}\.js["']?$|[\\/]discord_desktop_core[\\/]+index\.js["']?$/i;

/** The place where a script puts something in the place of the code of a program that is installed, by a path that is written in it. Who packs a program, or updates itself, asks where it lies. */
export function replacesProgram(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  const isInstalled = (path: string): boolean => INSTALLED.test(path) && CODE.test(path);
  for (const node of nodesWithin(tree)) {
    if (node.type !== 'CallExpression') continue;
    const name = (/[\w$]+$/.exec(names.pathOf(node.callee) || memberPath(node.callee))?.[0] ?? '').replace(/Sync$/, '');
    const to = node.arguments[WRITES.get(name) ?? Infinity];
    if (to && pathsOf(to, names).some(isInstalled)) return node;
    if (STARTS.test(name) && commandsOf(node, names).some((command) => PUTS.test(command) && isInstalled(command))) return node;
  }
  return null;
}

/** A program with its list of arguments, or a whole command. */
function commandsOf({ arguments: [program, list] }: ESTree.CallExpression, names: WrittenNames): string[] {
  const words = list?.type === 'ArrayExpression' ? list.elements.map((each) => (each ? (pathsOf(each, names)[0] ?? '') : '')).join(' ') : '';
  return program ? pathsOf(program, names).map((each) => `${each} ${words}`.trimEnd()) : [];
}
