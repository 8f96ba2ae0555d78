import { PackageError } from './manifest.js';
import { decodePath, displayPath } from './paths.js';

/** What an extended header says about the entry that follows it. */
export interface PaxHeader {
  path?: string;
  size?: number;
}

const LENGTH = /^[1-9][0-9]{0,8}$/;
const decoder = new TextDecoder('latin1');

function refuse(code: string, what: string): never {
  throw new PackageError(code, `An extended header of the archive ${what}.`, null, 'Pack with GNU tar, bsdtar, npm or souk pack.');
}

/** Splits the body of a pax header (POSIX.1-2017, pax, "length keyword=value\n") into its records. */
function records(body: Uint8Array): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const digits = space === -1 ? '' : decoder.decode(body.subarray(at, Math.min(space, at + 10)));
    if (!LENGTH.test(digits)) refuse('tar-pax', 'has a record without a length');
    const end = at + Number(digits);
    const equals = body.indexOf(0x3d, space);
    if (end > body.length || equals === -1 || equals >= end || body[end - 1] !== 0x0a) refuse('tar-pax', 'has a record that does not fit its length');
    const key = decoder.decode(body.subarray(space + 1, equals));
    if (found.has(key)) refuse('tar-pax', `says ${displayPath(key)} twice`);
    found.set(key, body.subarray(equals + 1, end - 1));
    at = end;
  }
  return found;
}

/**
 * Reads the header of one entry: its path and size. Other keywords only carry metadata (times, owners, attributes)
 * and are ignored; keywords that make an entry a link or a sparse file are refused.
 */
export function readPax(body: Uint8Array): PaxHeader {
  const header: PaxHeader = {};
  for (const [key, value] of records(body)) {
    if (/^(GNU\.sparse|GNU\.dumpdir|GNU\.volume|SUN\.holesdata|SCHILY\.realsize)/.test(key)) refuse('tar-sparse', `makes the entry sparse or a part (${displayPath(key)})`);
    if (key === 'linkpath') refuse('tar-pax-link', 'names the target of a link');
    if (key === 'hdrcharset' && decoder.decode(value) !== 'ISO-IR 10646 2000 UTF-8') refuse('tar-pax-charset', 'declares names that are not UTF-8');
    if (key === 'path') header.path = decodePath(value);
    if (key === 'size') {
      const size = decoder.decode(value);
      if (!/^(0|[1-9][0-9]{0,14})$/.test(size)) refuse('tar-pax', 'has a size that is not a number');
      header.size = Number(size);
    }
  }
  return header;
}

/** Checks the header that is meant for the whole archive: only a comment, as `git archive` writes one. */
export function checkGlobalPax(body: Uint8Array): void {
  for (const key of records(body).keys()) {
    if (key !== 'comment') refuse('tar-pax-global', `sets ${displayPath(key)} for all entries`);
  }
}

/** One extended header that gives a path which does not fit the fields of ustar. */
export function writePaxPath(path: string): Uint8Array {
  const rest = new TextEncoder().encode(` path=${path}\n`);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return new Uint8Array([...new TextEncoder().encode(String(length)), ...rest]);
}
