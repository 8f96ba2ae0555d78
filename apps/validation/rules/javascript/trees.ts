import type { ESTree } from 'meriyah';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { CATALOGUES } from '../../permissions/catalogues.js';
import { decode } from '../text.js';
import { parseScript } from './tree.js';
import type { Failure } from './tree.js';

/** Bytes of scripts whose trees are kept of one package: a tree takes about fifty times the memory of its text. */
export const MOST_KEPT = 512 * 1024;

interface Kept {
  /** Scripts that somebody asked for already. */
  asked: Set<string>;
  trees: Map<string, ESTree.Program | Failure>;
  bytes: number;
}

const known = new WeakMap<Package, Kept>();

/**
 * The tree of a script file, or why there is none. Two ask for it, the rules and the permissions: what the first of them
 * made is kept for the other, up to `MOST_KEPT`, and then let go.
 */
export function treeOf(pkg: Package, file: PackageFile, text: string = decode(file.bytes)): ESTree.Program | Failure {
  const kept = keptOf(pkg);
  const tree = kept.trees.get(file.path);
  if (!tree) return make(pkg, file, text);
  kept.trees.delete(file.path);
  kept.bytes -= file.size;
  return tree;
}

/** The tree of a script for a rule that reads it once more; null where there is none. Nothing of it is kept. */
export function readAgain(pkg: Package, path: string): ESTree.Program | null {
  const file = pkg.files.find((each) => each.path === path);
  const tree = file && parseScript(path, decode(file.bytes), pkg.manifest.original['type'] === 'module');
  return tree && !('reason' in tree) ? tree : null;
}

function make(pkg: Package, file: PackageFile, text: string): ESTree.Program | Failure {
  const kept = keptOf(pkg);
  const tree = parseScript(file.path, text, pkg.manifest.original['type'] === 'module');
  if (kept.asked.has(file.path) || !isGuarded(pkg)) return tree;
  kept.asked.add(file.path);
  if (kept.bytes + file.size > MOST_KEPT) return tree;
  kept.trees.set(file.path, tree);
  kept.bytes += file.size;
  return tree;
}

/** Is anything of its host followed? If not, the rules are the only ones who ask. */
function isGuarded({ manifest }: Package): boolean {
  const catalogue = CATALOGUES.get(manifest.dialect);
  return catalogue !== undefined && (catalogue.rows.length > 0 || catalogue.watched !== undefined);
}

function keptOf(pkg: Package): Kept {
  const kept: Kept = known.get(pkg) ?? { asked: new Set(), trees: new Map(), bytes: 0 };
  known.set(pkg, kept);
  return kept;
}
