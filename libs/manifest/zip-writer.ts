import { deflateRaw } from 'pako';
import { crc32 } from './deflate.js';

const encoder = new TextEncoder();
const LOCAL_LENGTH = 30;
const RECORD_LENGTH = 46;
const END_LENGTH = 22;
/** 1980-01-01, the first day that ZIP can name; the time is 00:00. */
const DATE = 0x0021;
const DEFLATE = 8;
const VERSION = 20;
const UNIX = 3;
const UTF8_FLAG = 0x0800;
/** Mode 0644 where Unix keeps it. */
const ATTRIBUTES = (0o644 << 16) >>> 0;

export interface ZipContent {
  path: string;
  bytes: Uint8Array;
}

interface Packed {
  name: Uint8Array;
  content: Uint8Array;
  crc: number;
  size: number;
  offset: number;
}

/**
 * One ZIP archive (PKWARE APPNOTE 4.3) with the entries in the order given, each deflated (level 6, memory level 8) by
 * classic zlib's algorithm: no time, mode 0644, no extra field, no data descriptor, no folder entry. The same entries
 * give the same bytes everywhere: those that Python's `zipfile` writes over zlib. Less than 65,536 entries and 4 GiB.
 */
export function writeZip(entries: readonly ZipContent[]): Uint8Array {
  let at = 0;
  const packed = entries.map(({ path, bytes }): Packed => {
    const entry = { name: encoder.encode(path), content: deflateRaw(bytes, { level: 6, memLevel: 8 }), crc: crc32(bytes), size: bytes.length, offset: at };
    at += LOCAL_LENGTH + entry.name.length + entry.content.length;
    return entry;
  });
  const directory = packed.reduce((total, { name }) => total + RECORD_LENGTH + name.length, 0);
  const archive = new Uint8Array(at + directory + END_LENGTH);
  let record = at;
  for (const entry of packed) {
    writeLocal(archive, entry);
    record = writeRecord(archive, record, entry);
  }
  put(archive, record, [4, 0x06054b50], [2, 0], [2, 0], [2, packed.length], [2, packed.length], [4, directory], [4, at], [2, 0]);
  return archive;
}

function writeLocal(archive: Uint8Array, entry: Packed): void {
  const at = put(archive, entry.offset, [4, 0x04034b50], [2, VERSION], ...same(entry), [2, 0]);
  archive.set(entry.name, at);
  archive.set(entry.content, at + entry.name.length);
}

function writeRecord(archive: Uint8Array, start: number, entry: Packed): number {
  const at = put(archive, start, [4, 0x02014b50], [2, (UNIX << 8) | VERSION], [2, VERSION], ...same(entry), [2, 0], [2, 0], [2, 0], [2, 0], [4, ATTRIBUTES], [4, entry.offset]);
  archive.set(entry.name, at);
  return at + entry.name.length;
}

/** What both headers of an entry say, from the flags to the length of the name. */
function same({ name, content, crc, size }: Packed): [width: 2 | 4, value: number][] {
  const flags = name.some((byte) => byte > 0x7f) ? UTF8_FLAG : 0;
  return [[2, flags], [2, DEFLATE], [2, 0], [2, DATE], [4, crc], [4, content.length], [4, size], [2, name.length]];
}

/** Writes little-endian numbers one after the other; gives the place behind them. */
function put(archive: Uint8Array, start: number, ...fields: [width: 2 | 4, value: number][]): number {
  const view = new DataView(archive.buffer);
  let at = start;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return at;
}
