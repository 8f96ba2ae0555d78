import type { ESTree } from 'meriyah';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { decode } from '../../text.js';
import { parseScript } from './tree.js';
import type { Failure } from './tree.js';

/** Bytes of scripts whose trees are kept of one package: a tree takes about fifty times the memory of its text. */
export const MOST_KEPT = 512 * 1024;

interface Kept {
  trees: Map<string, ESTree.Program | Failure>;
  bytes: number;
}

const known = new WeakMap<Package, Kept>();

/** The tree of a script file, or why there is none. Rules and permissions ask for the same ones many times: the first that were made are kept with the package, up to `MOST_KEPT`. */
export function treeOf(pkg: Package, file: PackageFile, text: string = decode(file.bytes)): ESTree.Program | Failure {
  const kept: Kept = known.get(pkg) ?? { trees: new Map(), bytes: 0 };
  const tree = kept.trees.get(file.path) ?? parseScript(file.path, text, pkg.manifest.original['type'] === 'module');
  known.set(pkg, kept);
  if (kept.trees.has(file.path) || kept.bytes + file.size > MOST_KEPT) return tree;
  kept.trees.set(file.path, tree);
  kept.bytes += file.size;
  return tree;
}

/** The tree of a script for a rule that reads it once more; null where there is none. */
export function readAgain(pkg: Package, path: string): ESTree.Program | null {
  const file = pkg.files.find((each) => each.path === path);
  const tree = file && treeOf(pkg, file);
  return tree && !('reason' in tree) ? tree : null;
}
