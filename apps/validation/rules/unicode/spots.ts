import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { extensionOf } from '../text.js';
import { isCodeFile } from './files.js';
import type { Part } from './words.js';

const JSON_FILE = /^\.(?:json|jsonc|json5|webmanifest|arb)$/;
const JSON_TEXT = /"(?:[^"\\\n]|\\.)*"/g;

/** Where a character stands. Of a file that could not be parsed every character is code. */
export type Spot = { kind: 'code' | 'comment' } | TextSpot;

/** A literal of a script, a text of JSON, or the whole of a file that is no code; `end` excluded. */
export interface TextSpot {
  kind: 'text';
  start: number;
  end: number;
}

const CODE: Spot = { kind: 'code' };
const COMMENT: Spot = { kind: 'comment' };

const known = new WeakMap<Package, ReadonlyMap<string, Part[][]>>();

/** Answers where an offset of the text of a file stands. Offsets have to be asked for from first to last. */
export function spotsOf(pkg: Package, file: PackageFile, text: string): (offset: number) => Spot {
  const scripts = known.get(pkg) ?? partsOf(pkg);
  known.set(pkg, scripts);
  const readings = scripts.get(file.path);
  if (readings === undefined && !isCodeFile(file.path)) return inText(file, text);
  if (readings === undefined || readings.length === 0) return () => CODE;
  const spots = readings.map((parts) => inScript(parts));
  return (offset) => {
    const [first, ...others] = spots.map((spot) => spot(offset)) as [Spot, ...Spot[]];
    return others.every((other) => other === first || (other.kind === 'text' && first.kind === 'text' && other.start === first.start)) ? first : CODE;
  };
}

/** Path → what stands in the readings of a script: it may be read in more than one way. None for one that could not be read. */
function partsOf(pkg: Package): Map<string, Part[][]> {
  const all = new Map<string, Part[][]>();
  const unread = new Set<string>();
  for (const { path, failure, parts, loaded, entry } of scriptsOf(pkg)) {
    if (isPage(path)) continue;
    if (failure) {
      if (isCodeFile(path) || loaded || entry) unread.add(path);
    } else if (parts !== null) all.set(path, [...(all.get(path) ?? []), [...parts]]);
  }
  for (const path of unread) all.set(path, []);
  return all;
}

function inScript(parts: readonly Part[]): (offset: number) => Spot {
  let next = 0;
  return (offset) => {
    while (next < parts.length && parts[next]!.end <= offset) next++;
    const part = parts[next];
    if (part === undefined || part.start > offset) return COMMENT;
    return part.isName ? CODE : { kind: 'text', start: part.start, end: part.end };
  };
}

function inText({ path }: PackageFile, text: string): (offset: number) => Spot {
  const whole: Spot = { kind: 'text', start: 0, end: text.length };
  if (!JSON_FILE.test(extensionOf(path))) return () => whole;
  const literals = text.matchAll(JSON_TEXT);
  let spot: TextSpot = { kind: 'text', start: 0, end: 0 };
  return (offset) => {
    while (spot.end <= offset) {
      const { value } = literals.next();
      if (value === undefined) return whole;
      spot = { kind: 'text', start: value.index, end: value.index + value[0].length };
    }
    return spot.start <= offset ? spot : whole;
  };
}
