import { nodesWithin } from '#apps/validation/rules/javascript/syntax/children.js';
import type { Node } from '#apps/validation/rules/javascript/syntax/tree.js';
import { parseScript } from '#apps/validation/rules/javascript/syntax/tree.js';

/** How people who have no obfuscator hide what a script says: each text, and most names of members, are written in another way. */
interface Disguise {
  /** What has to stand before the first use. */
  before: string;
  /** An expression that gives the text. */
  write(text: string): string;
  /** Are members named by it as well? */
  members: boolean;
}

const quoted = (text: string): string => JSON.stringify(text);
const reversed = (text: string): string => [...text].reverse().join('');
const codes = (text: string, key = 0): number[] => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index) ^ key);
const pieces = (text: string): string[] => text.match(/[^]{1,2}/g) ?? [''];
const rotated = (text: string): string => text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + (letter.toLowerCase() < 'n' ? 13 : -13)));
/** What the language says of itself, by how it is asked. */
const SAID: readonly (readonly [string, string])[] = [['(typeof [])', 'object'], ['(typeof "")', 'string'], ['(!1 + "")', 'false'], ['(!0 + "")', 'true'], ['(void 0 + "")', 'undefined'], ['[].concat.name', 'concat'], ['"".replace.name', 'replace'], ['Symbol.name', 'Symbol'], ['parseInt.name', 'parseInt'], ['/ /.source', ' ']];

/** A letter out of what the language says, or by its number. */
function taken(letter: string): string {
  const [asked, said] = SAID.find((each) => each[1].includes(letter)) ?? ['', ''];
  return asked === '' ? `String.fromCharCode(${letter.charCodeAt(0)})` : `${asked}[${said.indexOf(letter)}]`;
}

/** Pieces of a text in another order, each with its place; none twice, because they are names. */
function placed(text: string): [string, number][] {
  const all = pieces(text).map((piece, index): [string, number] => [piece, 3 * index + 1]);
  return new Set(pieces(text)).size < all.length ? [[text, 1]] : all.sort(([a], [b]) => (a < b ? -1 : 1));
}

const LETTERS = ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}';

const DISGUISES: Readonly<Record<string, Disguise>> = {
  'backwards by a function': { before: 'function turned(text) { return [...text].reverse().join(""); }', write: (text) => `turned(${quoted(reversed(text))})`, members: true },
  'backwards in place': { before: '', write: (text) => `${quoted(reversed(text))}.split("").reverse().join("")`, members: false },
  'base64 in place': { before: '', write: (text) => `atob("${Buffer.from(text, 'latin1').toString('base64')}")`, members: false },
  'percent signs under another name': { before: 'const plain = unescape;', write: (text) => `plain("${codes(text).map((code) => `%${code.toString(16).padStart(2, '0')}`).join('')}")`, members: true },
  'pieces that are joined': { before: '', write: (text) => `[${pieces(text).map(quoted).join(', ')}].join("")`, members: true },
  'pieces that are added': { before: '', write: (text) => `"".concat(${pieces(text).map(quoted).join(', ')})`, members: true },
  'numbers of characters': { before: '', write: (text) => `[${codes(text).join(', ')}].map((code) => String.fromCharCode(code)).join("")`, members: true },
  'numbers with a key': { before: "const key = 41; const read = (list) => list.map((code) => String.fromCharCode(code ^ key)).join('');", write: (text) => `read([${codes(text, 41).join(', ')}])`, members: true },
  'letters moved by thirteen': { before: 'function moved(text) { return text.replace(/[a-z]/gi, (c) => String.fromCharCode((c <= "Z" ? 90 : 122) >= (c = c.charCodeAt(0) + 13) ? c : c - 26)); }', write: (text) => `moved(${quoted(rotated(text))})`, members: true },
  'letters of one text': { before: `const all = ${quoted(LETTERS)};`, write: (text) => `(${[...text].map((letter) => `all[${LETTERS.indexOf(letter)}]`).join(' + ')})`, members: true },
  'a tag on templates': { before: 'const spoken = ([text]) => text.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));', write: (text) => `spoken\`${Buffer.from(text, 'latin1').toString('hex')}\``, members: true },
  'letters of the language': { before: '', write: (text) => `(${Array.from(text, taken).join(' + ')})`, members: true },
  'the order of members': { before: 'const ordered = (parts) => Object.keys(parts).sort((a, b) => parts[a] - parts[b]).join("");', write: (text) => `ordered({ ${placed(text).map(([piece, place]) => `[${quoted(piece)}]: ${place}`).join(', ')} })`, members: true },
  'a tag that weaves': { before: 'const woven = (parts, ...places) => places.map((place, index) => [place, parts[index]]).sort((a, b) => a[0] - b[0]).map(([, part]) => part).join("");', write: (text) => `woven\`${placed(text).map(([piece, place]) => `${piece.replace(/[`\\$]/g, String.raw`\$&`)}\${${place}}`).join('')}\``, members: true },
  'members of a proxy': { before: 'const said = new Proxy({}, { get: (_, name) => Buffer.from(String(name), "base64").toString() });', write: (text) => `said["${Buffer.from(text, 'latin1').toString('base64')}"]`, members: true },
};

/** Pieces of a whole script, seven letters each. */
const fragments = (text: string): string[] => text.match(/[^]{1,7}/g) ?? [''];
const MORSE = ['-----', '.----', '..---', '...--', '....-', '.....', '-....', '--...', '---..', '----.', '.-', '-...', '-.-.', '-..', '.', '..-.'];

/** How they hide a script as a whole, to run it as a text. */
const WHOLE: Readonly<Record<string, (text: string) => string>> = {
  'pieces under names of their own': (text) => `${fragments(text).map((piece, index) => (index % 3 === 0 ? `function part${index}() { return ${quoted(piece)}; }` : `var part${index} = (${index * 7}, ${quoted(piece)});`)).sort().join('\n')}\neval(${fragments(text).map((_, index) => `part${index}${index % 3 === 0 ? '()' : ''}`).join(' + ')});`,
  'a word in between everywhere': (text) => `var text = ${quoted(pieces(text).join('NOON'))};\nvar plain = text.split("NOON").join("");\nthis["ev" + "al"](plain);`,
  'dots and dashes': (text) => `const signs = { ${MORSE.map((sign, index) => `"${sign}": "${index.toString(16)}"`).join(', ')} };\nconst heard = (text) => text.split(" ").map((sign) => signs[sign]).join("");\nconst said = (digits) => { let all = ""; for (let at = 0; at < digits.length; at += 2) all += String.fromCharCode(parseInt(digits.substr(at, 2), 16)); return all; };\nconst element = document.createElement("script");\nelement.text = said(heard("${Array.from(Buffer.from(text, 'latin1').toString('hex'), (digit) => MORSE[parseInt(digit, 16)]).join(' ')}"));\ndocument.head.append(element);`,
};

/** Turns a script into one that does the same and does not say what. */
export const DISGUISED: Record<string, (text: string) => string> = Object.fromEntries([
  ...Object.entries(DISGUISES).map(([name, disguise]): [string, (text: string) => string] => [name, (text) => disguised(text, disguise)]),
  ...Object.entries(WHOLE),
].map(([name, hide]) => [`by hand: ${name}`, hide]));

function disguised(text: string, { before, write, members }: Disguise): string {
  const tree = parseScript('index.js', text, false);
  if ('reason' in tree) throw new Error(`a script of the corpus cannot be parsed: ${tree.message}`);
  const kept = new Set<Node>();
  const changes: { start: number; end: number; to: string }[] = [];
  for (const node of nodesWithin(tree)) {
    if (node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') kept.add(node.key as Node);
    if (node.type === 'ExpressionStatement' && node.expression.type === 'Literal') kept.add(node.expression as Node);
    if (node.type === 'ImportDeclaration' || node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') kept.add(node.source as Node);
    if (members && node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' && !text.slice(node.object.end, node.property.start!).includes('?')) {
      changes.push({ start: node.object.end!, end: node.end!, to: `[${write(node.property.name)}]` });
    }
    if (node.type === 'Literal' && typeof node.value === 'string' && isWritable(node.value) && !kept.has(node)) changes.push({ start: node.start!, end: node.end!, to: ` ${write(node.value)}` });
  }
  let result = text;
  for (const { start, end, to } of changes.sort((a, b) => b.start - a.start)) result = result.slice(0, start) + to + result.slice(end);
  return `${before}\n${result}`;
}

/** Words that all of these can write. */
function isWritable(text: string): boolean {
  return text.length > 1 && [...text].every((letter) => LETTERS.includes(letter));
}
