import type { Limits } from './limits.js';
import { PackageError } from './manifest.js';
import { decodePath, displayPath } from './paths.js';

export const END = 0x06054b50;
export const END_LENGTH = 22;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_LENGTH = 20;
const RECORD = 0x02014b50;
export const RECORD_LENGTH = 46;
/** In a 32-bit field: the value stands in the zip64 extra field. */
const ELSEWHERE = 0xffff_ffff;

const UTF8_FLAG = 0x0800;
export const DESCRIPTOR_FLAG = 0x0008;
/** Bits 1 and 2 tell how hard the packer tried. */
const HARMLESS_FLAGS = UTF8_FLAG | DESCRIPTOR_FLAG | 0x0006;
const ENCRYPTION_FLAGS = 0x0001 | 0x0040 | 0x2000;

/** Of APPNOTE, times ten; readers refuse what needs a later one. */
const LAST_VERSION = 63;

const REGULAR = 0x8000;
const DIRECTORY = 0x4000;
const REFUSED_MODES: Record<number, [code: string, what: string]> = {
  0xa000: ['zip-symlink', 'a symbolic link'],
  0x2000: ['zip-device', 'a character device'],
  0x6000: ['zip-device', 'a block device'],
  0x1000: ['zip-fifo', 'a named pipe'],
  0xc000: ['zip-socket', 'a socket'],
};
const DOS_DIRECTORY = 0x10;
/** Volume label and reparse point (a link of Windows). */
const DOS_SPECIAL = 0x08 | 0x0400;

/** Extra fields that say nothing about name, size or kind (PKWARE APPNOTE 4.5): zip64, times, owners, jar's mark, room to grow. */
const HARMLESS_EXTRAS = new Set([0x0001, 0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xcafe, 0xa220]);

/** What the central directory says of one entry. */
export interface ZipRecord {
  name: string;
  /** Safe for messages. */
  shown: string;
  rawName: Uint8Array;
  directory: boolean;
  flags: number;
  method: number;
  crc: number;
  /** Bytes as stored in the archive. */
  packed: number;
  /** Bytes unpacked. */
  size: number;
  /** Where its local header begins. */
  offset: number;
}

export function refuse(code: string, message: string, path: string | null = null, help = 'Pack again with souk pack, or with another ZIP tool.'): never {
  throw new PackageError(code, message, path, help);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Reads the central directory (PKWARE APPNOTE 4.3): one disk, no zip64, no comments, and nothing between it, its end
 * record and the end of the file. Throws PackageError `zip-…`, `entries` or `path-encoding`.
 */
export function readDirectory(bytes: Uint8Array, limits: Limits): { records: ZipRecord[]; start: number } {
  const view = viewOf(bytes);
  const { start, end, count } = findDirectory(view);
  if (count > limits.entries) refuse('entries', `The archive has ${count} entries, ${limits.entries} are possible.`, null, 'Bundle the code, and leave out what is not needed at run time.');
  const records: ZipRecord[] = [];
  let at = start;
  while (at < end) {
    if (end - at < RECORD_LENGTH || view.getUint32(at, true) !== RECORD) refuse('zip-directory', 'The directory of the archive is damaged.');
    if (records.length === count) refuse('zip-directory', `The archive says that it has ${count} entries, but lists more.`);
    const next = at + RECORD_LENGTH + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) refuse('zip-directory', 'The directory of the archive ends in the middle of an entry.');
    records.push(readRecord(bytes.subarray(at, next)));
    at = next;
  }
  if (records.length !== count) refuse('zip-directory', `The archive says that it has ${count} entries, but lists ${records.length}.`);
  return { records, start };
}

function findDirectory(view: DataView): { start: number; end: number; count: number } {
  const at = view.byteLength - END_LENGTH;
  if (at < 0 || view.getUint32(at, true) !== END) refuseEnd(view);
  if (at >= ZIP64_LOCATOR_LENGTH && view.getUint32(at - ZIP64_LOCATOR_LENGTH, true) === ZIP64_LOCATOR) refuseZip64(null);
  const [disk, firstDisk, onDisk, count] = [4, 6, 8, 10].map((field) => view.getUint16(at + field, true)) as [number, number, number, number];
  const size = view.getUint32(at + 12, true);
  const start = view.getUint32(at + 16, true);
  if (view.getUint16(at + 20, true) !== 0) refuse('zip-comment', 'The end of the archive announces a comment that is not there.');
  if (disk !== 0 || firstDisk !== 0 || onDisk !== count) refuse('zip-multi-disk', 'The archive is a part of several.', null, 'Pack everything into one file.');
  if (start === ELSEWHERE || size === ELSEWHERE) refuseZip64(null);
  if (start + size < at) refuse('zip-prepended', `${at - start - size} bytes stand before the archive, or between its directory and its end.`, null, 'Put nothing before or into an archive: pack again.');
  if (start + size > at) refuse('zip-directory', 'The directory of the archive would lie beyond its end.');
  return { start, end: at, count };
}

/** The end record is not where an archive without comment has it. */
function refuseEnd(view: DataView): never {
  for (let at = view.byteLength - END_LENGTH - 1; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== END) continue;
    const rest = view.byteLength - at - END_LENGTH;
    if (view.getUint16(at + 20, true) === rest) refuse('zip-comment', 'The archive has a comment.', null, 'Pack without a comment: other readers may take it for content.');
    refuse('zip-trailing', `${rest} bytes follow the archive.`, null, 'Append nothing to an archive: pack again.');
  }
  return refuse('zip-truncated', 'The file ends before the directory of the archive.', null, 'Upload the whole file.');
}

function refuseZip64(shown: string | null): never {
  return refuse('zip-zip64', 'The archive uses zip64, which is for archives beyond 4 GiB or 65,535 entries.', shown, 'Pack without forcing zip64.');
}

function readRecord(bytes: Uint8Array): ZipRecord {
  const view = viewOf(bytes);
  const nameEnd = RECORD_LENGTH + view.getUint16(28, true);
  const rawName = bytes.subarray(RECORD_LENGTH, nameEnd);
  const flags = view.getUint16(8, true);
  const name = decodeName(rawName, flags);
  const shown = displayPath(name);
  const record: ZipRecord = {
    name,
    shown,
    rawName,
    directory: name.endsWith('/'),
    flags,
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    packed: view.getUint32(20, true),
    size: view.getUint32(24, true),
    offset: view.getUint32(42, true),
  };
  if ((flags & ENCRYPTION_FLAGS) !== 0) refuse('zip-encrypted', `${shown} is encrypted.`, shown, 'Pack without a password.');
  if ((flags & ~HARMLESS_FLAGS) !== 0) refuse('zip-flags', `${shown} uses a feature of ZIP that is not taken here (flags 0x${flags.toString(16)}).`, shown);
  if (view.getUint8(6) > LAST_VERSION) refuse('zip-version', `${shown} needs a version of ZIP that does not exist.`, shown);
  if (record.method !== 0 && record.method !== 8) refuse('zip-method', `${shown} is compressed by method ${record.method}.`, shown, 'Pack with deflate, or without compression.');
  checkExtras(bytes.subarray(nameEnd, nameEnd + view.getUint16(30, true)), shown);
  if (view.getUint16(32, true) !== 0) refuse('zip-comment', `${shown} has a comment.`, shown, 'Pack without comments.');
  if (view.getUint16(34, true) !== 0) refuse('zip-multi-disk', `${shown} lies on another disk.`, shown, 'Pack everything into one file.');
  if (record.packed === ELSEWHERE || record.size === ELSEWHERE || record.offset === ELSEWHERE) refuseZip64(shown);
  checkKind(record, view.getUint32(38, true));
  return record;
}

/** Without the UTF-8 flag readers differ in how they read anything beyond ASCII. */
function decodeName(raw: Uint8Array, flags: number): string {
  if ((flags & UTF8_FLAG) === 0 && raw.some((byte) => byte > 0x7f)) {
    const shown = displayPath(new TextDecoder('latin1').decode(raw));
    refuse('zip-name-encoding', `The name ${shown} is not marked as UTF-8.`, shown, 'Pack with a tool that marks names as UTF-8, or rename the file with plain letters.');
  }
  return decodePath(raw);
}

/** Throws PackageError `zip-extra` unless these are whole extra fields, each there once, that say nothing about the content. */
export function checkExtras(extras: Uint8Array, shown: string): void {
  const view = viewOf(extras);
  const seen = new Set<number>();
  for (let at = 0; at < extras.length; ) {
    if (extras.length - at < 4) refuse('zip-extra', `The extra fields of ${shown} are damaged.`, shown);
    const id = view.getUint16(at, true);
    at += 4 + view.getUint16(at + 2, true);
    if (at > extras.length || seen.has(id)) refuse('zip-extra', `The extra fields of ${shown} are damaged.`, shown);
    if (!HARMLESS_EXTRAS.has(id)) refuse('zip-extra', `${shown} has the extra field 0x${id.toString(16).padStart(4, '0')}, which readers treat differently.`, shown);
    seen.add(id);
  }
}

/** Files and folders only, and only where name and attributes agree. */
function checkKind({ directory, shown }: ZipRecord, attributes: number): void {
  const mode = (attributes >>> 16) & 0xf000;
  const [code, what] = REFUSED_MODES[mode] ?? [];
  if (code !== undefined) refuse(code, `${shown} is ${what}.`, shown, 'A package holds files and folders only: put the content itself in.');
  const folder = mode === DIRECTORY || (attributes & DOS_DIRECTORY) !== 0;
  const known = mode === 0 || mode === REGULAR || mode === DIRECTORY;
  if (!known || (attributes & DOS_SPECIAL) !== 0) refuse('zip-entry-type', `${shown} is neither a file nor a folder.`, shown);
  if (directory ? mode === REGULAR : folder) refuse('zip-entry-type', `${shown} is a file by its ${directory ? 'attributes' : 'name'} and a folder by its ${directory ? 'name' : 'attributes'}.`, shown);
}
