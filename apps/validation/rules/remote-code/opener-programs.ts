import type { Package } from '#libs/manifest/manifest.js';
import type { Code, Use } from '../code.js';
import { takesList } from '../commands.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { chosenTexts } from './javascript/chosen-texts.js';
import type { Node, Of } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { decode, Places } from '../text.js';

/** Programs that hand an address to whatever somebody has for it, and run nothing themselves. */
const OPENERS = /^(?:\/usr\/bin\/)?(?:open|xdg-open|gnome-open|kde-open5?|gio|wslview|sensible-browser|x-www-browser|explorer(?:\.exe)?)$/i;
/** The same, where what follows says so. */
const SHELL = /^cmd(?:\.exe)?$/i;
const LIBRARY = /^rundll32(?:\.exe)?$/i;
const HANDLER = /^url\.dll,\s?(?:FileProtocolHandler|OpenURL)$/i;

/** Does this call of a small script open what it is given, as a link, by the program that each system has for it: in one text, by a condition or out of a table? A shell in between runs more than that: `shell` where it takes what stands behind `&` in the link for a command. */
export function opensLink(use: Use, { path }: Code, pkg: Package): boolean | 'shell' {
  const [program, , options] = use.arguments;
  if (!takesList(use) || !program || program.flows.includes('network')) return false;
  const tree = readAgain(pkg, path);
  const file = pkg.files.find((each) => each.path === path);
  if (!tree || !file) return false;
  const places = new Places(decode(file.bytes));
  // What is called on its answer begins at the same place, and ends later.
  const [call] = nodesWithin(tree).filter((node): node is Of<'CallExpression'> => {
    const at = node.type === 'CallExpression' ? places.at(node.start ?? 0) : null;
    return at?.line === use.line && at.column === use.column;
  }).sort((a, b) => (a.end ?? 0) - (b.end ?? 0));
  if (!call || (options && usesShell(call.arguments[2]))) return false;
  const programs = call.arguments[0] ? chosenTexts(tree, call.arguments[0]) : null;
  if (!programs?.every((each) => OPENERS.test(each) || (SHELL.test(each) && startsLinks(tree)) || (LIBRARY.test(each) && hasText(tree, HANDLER)))) return false;
  return programs.some((each) => SHELL.test(each)) && !isParsed(tree) ? 'shell' : true;
}

function usesShell(options: Node | undefined): boolean {
  return options?.type === 'ObjectExpression' && options.properties.some((each) => each.type !== 'Property' || (each.key.type === 'Identifier' && each.key.name === 'shell'));
}

/** Whatever a shell is told to run begins with `start`: `['/c', 'start', '']`. */
function startsLinks(tree: Node): boolean {
  const lists = nodesWithin(tree).flatMap((node) => (node.type === 'ArrayExpression' ? [node.elements as (Node | null)[]] : node.type === 'CallExpression' ? [node.arguments as Node[]] : []));
  const told = lists.flatMap((list) => list.flatMap((each, at) => (/^\/[ck]$/i.test(textOf(each)) ? [textOf(list[at + 1])] : [])));
  return told.length > 0 && told.every((text) => /^start$/i.test(text));
}

/** A shell takes what follows `&` for a command of its own: an address is read as one before, or its signs are taken from it. */
function isParsed(tree: Node): boolean {
  return nodesWithin(tree).some((node) => {
    if (node.type === 'NewExpression') return node.callee.type === 'Identifier' && node.callee.name === 'URL';
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier') return false;
    const [what] = node.arguments;
    return /^replace(?:All)?$/.test(node.callee.property.name) && what?.type === 'Literal' && ('regex' in what ? what.regex.pattern : String(what.value)).includes('&');
  });
}

function hasText(tree: Node, pattern: RegExp): boolean {
  return nodesWithin(tree).some((node) => pattern.test(textOf(node)));
}

function textOf(node: Node | null | undefined): string {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}
