import type { ESTree } from 'meriyah';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { decode } from '../text.js';
import { parseScript } from './tree.js';
import type { Failure } from './tree.js';

/** Bytes of scripts whose trees are kept of one package: a tree takes about fifty times the memory of its text. */
export const MOST_KEPT = 3 * 1024 * 1024;

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
  const kept: Kept = known.get(pkg) ?? { asked: new Set(), trees: new Map(), bytes: 0 };
  known.set(pkg, kept);
  const tree = kept.trees.get(file.path);
  if (tree) {
    kept.trees.delete(file.path);
    kept.bytes -= file.size;
    return tree;
  }
  const made = parseScript(file.path, text, pkg.manifest.original['type'] === 'module');
  if (kept.asked.has(file.path) || kept.bytes + file.size > MOST_KEPT) return made;
  kept.asked.add(file.path);
  kept.trees.set(file.path, made);
  kept.bytes += file.size;
  return made;
}
