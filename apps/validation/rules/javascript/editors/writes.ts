import type { ESTree } from 'meriyah';
import type { Written } from '../../facts/editor-settings.js';
import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { UNKNOWN } from '../syntax/shape.js';
import type { Node } from '../syntax/tree.js';

/** Something that is written into the settings of an editor, or a member of an object that may be. */
export interface EditorWrite {
  how: 'setting' | 'variable' | 'member';
  name: string;
  value: Written;
  start: number;
}

export interface EditorWrites {
  writes: readonly EditorWrite[];
  /** Settings are written whose names are only known at run time. */
  computed: boolean;
  /** Variables of terminals are written. */
  terminals: boolean;
}

/** What an editor gives its extensions to change the environment of its terminals. */
const VARIABLES = 'environmentVariableCollection';
const CHANGES_VARIABLE = new Set(['replace', 'append', 'prepend']);
const TERMINAL_VARIABLES = /^(?:terminal\.integrated\.)?env\.(?:linux|osx|windows|\0)$/;
/** Names that lead to each other. */
const DEEPEST = 6;

/** What each name is given, by whatever of its declarations. */
export type Names = ReadonlyMap<string, readonly Node[]>;

/** What a small script writes into the settings of an editor: `getConfiguration('a').update('b', value)`, `environmentVariableCollection.replace('A', value)`; and every member of an object that is written out. By syntax alone. */
export function editorWritesIn(program: ESTree.Program): EditorWrites {
  const nodes = nodesWithin(program);
  const names = namesIn(nodes);
  const writes: EditorWrite[] = [];
  let computed = false;
  let terminals = false;
  for (const node of nodes) {
    if (node.type === 'Property' && !node.computed) noteMember(node, names, writes);
    if (node.type === 'ArrayExpression') noteRow(node, names, writes);
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier') continue;
    const { object, property: { name: method } } = node.callee;
    const [key, value] = node.arguments;
    if (!key || !value) continue;
    const start = node.start ?? 0;
    if (CHANGES_VARIABLE.has(method) && isVariables(object, names)) {
      terminals = true;
      writes.push({ how: 'variable', name: String(writtenOf(key, names)), value: writtenOf(value, names), start });
    }
    const own = writtenOf(key, names);
    for (const section of method === 'update' ? sectionsOf(object, names) : []) {
      const name = [section, typeof own === 'string' ? own : UNKNOWN].filter((each) => each !== '').join('.');
      if (TERMINAL_VARIABLES.test(name)) terminals = true;
      else if (name.includes(UNKNOWN)) computed = true;
      else writes.push({ how: 'setting', name, value: writtenOf(value, names), start });
    }
  }
  return { writes, computed, terminals };
}

function noteMember({ key, value, start }: ESTree.Property, names: Names, writes: EditorWrite[]): void {
  const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : null;
  if (name !== null) writes.push({ how: 'member', name, value: writtenOf(value, names), start: start ?? 0 });
}

/** `['http', 'proxy', value]`, `['http.proxy', value]`: a row of a table of settings. */
function noteRow({ elements, start }: ESTree.ArrayExpression, names: Names, writes: EditorWrite[]): void {
  const value = elements.at(-1);
  if (elements.length < 2 || elements.length > MOST_OF_ROW || !value) return;
  const path = elements.slice(0, -1).map((each) => (each ? writtenOf(each, names) : undefined));
  if (path.every((each) => typeof each === 'string' && /^[\w.-]{2,60}$/.test(each))) writes.push({ how: 'member', name: path.join('.'), value: writtenOf(value, names), start: start ?? 0 });
}

/** A section, a name and a value. */
const MOST_OF_ROW = 3;

/** Of settings of an editor, the sections that they may be of, empty for all of them; none of anything else. */
function sectionsOf(node: Node, names: Names, depth = 0): string[] {
  const inner = withoutWrapping(node);
  if (depth > DEEPEST) return [];
  if (inner.type === 'Identifier') return [...new Set((names.get(inner.name) ?? []).flatMap((source) => sectionsOf(source, names, depth + 1)))];
  if (inner.type !== 'CallExpression' || !/(?:^|\.)getConfiguration$/.test(memberPath(inner.callee))) return [];
  const [section] = inner.arguments;
  const written = section ? writtenOf(section, names) : '';
  return [typeof written === 'string' ? written : section?.type === 'Literal' ? '' : UNKNOWN];
}

function isVariables(node: Node, names: Names, depth = 0): boolean {
  const inner = withoutWrapping(node);
  if (inner.type === 'Identifier') {
    return inner.name === VARIABLES || (depth < DEEPEST && (names.get(inner.name) ?? []).some((source) => isVariables(source, names, depth + 1)));
  }
  if (inner.type === 'CallExpression') return isVariables(inner.callee, names, depth + 1);
  return inner.type === 'MemberExpression' && (nameOf(inner) === VARIABLES || (nameOf(inner) === 'getScoped' && isVariables(inner.object, names, depth + 1)));
}

function nameOf({ property }: ESTree.MemberExpression): string | null {
  return property.type === 'Identifier' ? property.name : null;
}

/** Names and what they are given, in a script of which these are all nodes. */
export function namesIn(nodes: readonly Node[]): Names {
  const names = new Map<string, Node[]>();
  const note = (name: string, value: Node): void => void names.set(name, [...(names.get(name) ?? []), value]);
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) note(node.id.name, node.init);
    if (node.type === 'Property' && node.key.type === 'Identifier' && node.key.name === VARIABLES && node.value.type === 'Identifier') note(node.value.name, node.key);
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') note(node.left.name, node.right);
  }
  return names;
}

/** The value that is written there; a text with `\0` for parts that are not; undefined for anything else. */
export function writtenOf(node: Node, names: Names, depth = 0): Written {
  const inner = withoutWrapping(node);
  const of = (each: Node): Written => writtenOf(each, names, depth + 1);
  if (depth > DEEPEST) return undefined;
  switch (inner.type) {
    case 'Literal':
      return typeof inner.value === 'string' || typeof inner.value === 'number' || typeof inner.value === 'boolean' || inner.value === null ? inner.value : undefined;
    case 'TemplateLiteral':
      return inner.quasis.map((quasi, at) => `${at > 0 ? textIn(of(inner.expressions[at - 1]!)) : ''}${quasi.value.cooked ?? UNKNOWN}`).join('');
    case 'BinaryExpression':
      return inner.operator === '+' ? textIn(of(inner.left)) + textIn(of(inner.right)) : undefined;
    case 'UnaryExpression': {
      const value = inner.operator === '!' ? of(inner.argument) : undefined;
      return typeof value === 'number' || typeof value === 'boolean' ? !value : undefined;
    }
    case 'Identifier': {
      const [source, more] = names.get(inner.name) ?? [];
      return source && !more ? of(source) : undefined;
    }
    default:
      return undefined;
  }
}

function textIn(value: Written): string {
  return value === undefined ? UNKNOWN : String(value);
}
