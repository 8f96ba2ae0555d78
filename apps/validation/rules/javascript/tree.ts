import { isParseError, parse } from 'meriyah';
import type { ESTree, Options } from 'meriyah';
import { extensionOf } from '../text.js';

export type Node = ESTree.Node;

/** Why a script has no tree. `line` and `column` from 1 where the parser knows them. */
export interface Failure {
  reason: 'syntax' | 'too-deep';
  message: string;
  line: number | null;
  column: number | null;
}

const OPTIONS: Options = { next: true, webcompat: true, validateRegex: false, ranges: { start: true, end: true, range: false } };

type Mode = Pick<Options, 'sourceType' | 'jsx'>;
const MODULE: Mode = { sourceType: 'module' };
const COMMONJS: Mode = { sourceType: 'commonjs' };
const JSX: Mode = { sourceType: 'module', jsx: true };

/** Parses a script as its host may: by extension first, then any way that works. Answers a tree or the first failure. */
export function parseScript(path: string, text: string, packageIsModule: boolean): ESTree.Program | Failure {
  let failure: Failure | null = null;
  for (const mode of modesOf(extensionOf(path), packageIsModule)) {
    try {
      return parse(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text, { ...OPTIONS, ...mode });
    } catch (error) {
      if (error instanceof RangeError) return { reason: 'too-deep', message: 'expressions or blocks are nested too deeply', line: null, column: null };
      if (!isParseError(error)) throw error;
      failure ??= { reason: 'syntax', message: error.description, line: error.loc.start.line, column: error.loc.start.column + 1 };
    }
  }
  if (!failure) throw new Error(`no way to parse ${path}`);
  return failure;
}

function modesOf(extension: string, packageIsModule: boolean): Mode[] {
  if (extension === '.mjs') return [MODULE];
  if (extension === '.cjs') return [COMMONJS];
  return packageIsModule ? [MODULE, COMMONJS, JSX] : [COMMONJS, MODULE, JSX];
}

/** Appends the children of a node to `children`, in source order, whatever the type of the node. */
export function childrenOf(node: Node, children: Node[]): void {
  const members = node as unknown as Record<string, unknown>;
  for (const name in members) {
    const value = members[name];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) children.push(value);
    } else for (const element of value) if (isNode(element)) children.push(element);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
