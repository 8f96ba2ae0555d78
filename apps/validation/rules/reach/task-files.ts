import type { Package } from '#libs/manifest/manifest.js';
import { decode } from '../text.js';

/** Where gulp looks for the tasks of whoever works on a package. */
const TASKS = /^gulpfile(?:\.\w+)?\.[cm]?[jt]s$/i;
const RUNNER = 'gulp';
const CODE = /\.(?:[cm]?[jt]sx?|json)$|(?:^|\/)[^.]+$/i;
/** The same of jake, whose tasks are calls of functions that only it defines; anything else stops at the first of them. */
const JAKE_TASKS = /^jakefile(?:\.c?js)?$/i;
const JAKE_STEP = /\s+|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|['"]use strict['"];?|(?:(?:var|let|const)\s+|,\s*)(?!desc\b|task\b|namespace\b)[\w$]{1,80}\s*(?:=\s*(?:require\(\s*["'][\w@/.:-]{1,80}["']\s*\)(?:\.\w{1,40})?|"[^"\\\n]{0,300}"|'[^'\\\n]{0,300}'))?\s*;?/y;
const JAKE_CALL = /(?:desc|task|namespace)\s*\(/y;
/** Another file that names it, or that defines what it needs. */
const BRINGS_JAKE = /jakefile|\b(?:global|globalThis|window|self)\s*\??(?:\.\s*|\[\s*["'`])(?:desc|task|namespace)\b|\b(?:assign|defineProperty|defineProperties|set)\s*\(\s*(?:global|globalThis|window|self)\b|\bvm\b/i;
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
export function taskFilesOf(pkg: Package): ReadonlySet<string> {
  return new Set([...gulpFilesOf(pkg), ...jakeFilesOf(pkg)]);
}

function jakeFilesOf({ files }: Package): string[] {
  const found = files.filter(({ path, bytes }) => JAKE_TASKS.test(path) && callsJakeFirst(decode(bytes)));
  return found.length > 0 && !files.some((file) => !found.includes(file) && CODE.test(file.path) && BRINGS_JAKE.test(decode(file.bytes))) ? found.map(({ path }) => path) : [];
}

function callsJakeFirst(text: string): boolean {
  for (let at = 0; at < text.length; at = JAKE_STEP.lastIndex) {
    JAKE_CALL.lastIndex = at;
    if (JAKE_CALL.test(text)) return true;
    JAKE_STEP.lastIndex = at;
    if (!JAKE_STEP.test(text)) return false;
  }
  return false;
}

function gulpFilesOf({ files, manifest: { original } }: Package): ReadonlySet<string> {
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
