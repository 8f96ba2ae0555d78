import type { Package } from '#libs/manifest/manifest.js';
import { decode } from '../text.js';

/** Where gulp looks for the tasks of whoever works on a package. */
const TASKS = /^gulpfile(?:\.\w+)?\.[cm]?[jt]s$/i;
const RUNNER = 'gulp';
const NEEDS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundledDependencies', 'bundleDependencies'];
/** Blanks, comments, and names that are given a module from elsewhere. */
const MODULE = String.raw`(?:node:)?((?:@[\w-][\w.-]{0,60}\/)?[\w-][\w.-]{0,60}(?:\/[\w-][\w.-]{0,60}){0,5})`;
const STEP = new RegExp(
  [
    String.raw`\s+|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|['"]use strict['"];?`,
    String.raw`(?:(?:var|let|const)\s+|,\s*)?(?!require\b)[\w$]{1,80}\s*=\s*require\(\s*["']${MODULE}["']\s*\)\s*[;,]?`,
    String.raw`import\s[\w$\s{},*]{1,200}\sfrom\s*["']${MODULE}["'];?`,
  ].join('|'),
  'y',
);

/**
 * Files of tasks that first of all load a runner which the package does not bring: where it is installed, they stop before they do
 * anything, even if something loads them.
 */
export function taskFilesOf({ files, manifest: { original } }: Package): ReadonlySet<string> {
  if (NEEDS.some((field) => isNamed(original[field])) || files.some(({ path }) => path.includes('node_modules/'))) return new Set();
  return new Set(files.filter(({ path, bytes }) => TASKS.test(path) && loadsRunnerFirst(decode(bytes))).map(({ path }) => path));
}

function isNamed(value: unknown): boolean {
  return Array.isArray(value) ? value.includes(RUNNER) : value === true || (typeof value === 'object' && value !== null && RUNNER in value);
}

function loadsRunnerFirst(text: string): boolean {
  for (STEP.lastIndex = 0; STEP.lastIndex < text.length; ) {
    const step = STEP.exec(text);
    if (!step) return false;
    if ((step[1] ?? step[2]) === RUNNER) return true;
  }
  return false;
}
