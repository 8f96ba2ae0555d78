import { PackageError } from './manifest.js';
import { displayPath } from './paths.js';
import { writePaxPath } from './pax.js';

const BLOCK = 512;
const encoder = new TextEncoder();

/** Plain ustar in the order given: mode 0644, no owner, no time, two empty blocks at the end. Throws PackageError `path-too-long`. */
export function writeUstar(entries: Iterable<readonly [path: string, bytes: Uint8Array]>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [path, bytes] of entries) {
    const split = splitPath(path);
    if (split === null) throw new PackageError('path-too-long', `The path ${displayPath(path)} does not fit into a tar header.`, displayPath(path), 'Use shorter names.');
    append(blocks, header(split[1], split[0], '0', bytes.length), bytes);
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  return concat(blocks);
}

/**
 * One tar archive (POSIX ustar; a pax header only for a path that ustar cannot hold): mode 0644, no owner, no time,
 * sorted by path (code units), two empty blocks at the end. The same files give the same bytes.
 */
export function writeTar(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const path of [...files.keys()].sort()) {
    const split = splitPath(path);
    if (split === null) append(blocks, header('pax-path', '', 'x', writePaxPath(path).length), writePaxPath(path));
    const [prefix, name] = split ?? ['', 'long-path'];
    const bytes = files.get(path)!;
    append(blocks, header(name, prefix, '0', bytes.length), bytes);
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  return concat(blocks);
}

function append(blocks: Uint8Array[], head: Uint8Array, body: Uint8Array): void {
  blocks.push(head, body, new Uint8Array((BLOCK - (body.length % BLOCK)) % BLOCK));
}

/** Prefix (≤ 155 bytes, as long as possible) and name (≤ 100 bytes) of ustar, or null when the path cannot be split so. */
function splitPath(path: string): [prefix: string, name: string] | null {
  const fits = (text: string, max: number) => encoder.encode(text).length <= max;
  if (fits(path, 100)) return ['', path];
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (!fits(name, 100)) return null;
    if (fits(prefix, 155)) return [prefix, name];
  }
  return null;
}

function header(name: string, prefix: string, type: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => block.set(encoder.encode(text), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  put(0, name);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, ' '.repeat(8));
  put(156, type);
  put(257, 'ustar\x0000');
  put(345, prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

function concat(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
