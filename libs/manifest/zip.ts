import { crc32, inflateRaw } from './deflate.js';
import { checkFileSize, type Limits } from './limits.js';
import { checkPath, PathSet } from './paths.js';
import { STRICT, type Tolerance } from './tolerance.js';
import { checkExtras, DESCRIPTOR_FLAG, END, END_LENGTH, readDirectory, RECORD_LENGTH, refuse, viewOf, type ZipRecord } from './zip-directory.js';

const MIB = 1024 * 1024;
const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;
const DESCRIPTOR = 0x08074b50;

export interface ZipFile {
  /** As checkPath returns it. */
  path: string;
  /** Unpacked; a view into the archive when stored. */
  bytes: Uint8Array;
  method: 'stored' | 'deflated';
}

/** True when the bytes begin like a ZIP archive. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  if (bytes.length < END_LENGTH) return false;
  const signature = viewOf(bytes).getUint32(0, true);
  return signature === LOCAL || signature === END;
}

/** True when the bytes end like a ZIP archive: with its end record and a comment that reaches exactly to the last byte. */
export function endsLikeZip(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  const last = bytes.length - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - 0xffff); at -= 1) {
    if (bytes[at] === 0x50 && view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return true;
  }
  return false;
}

/** True when the directory of something that looks like a ZIP archive lists that name (lower-case ASCII), in whatever case. Never throws; proves nothing else. */
export function zipLists(bytes: Uint8Array, name: string): boolean {
  if (!looksLikeZip(bytes)) return false;
  const view = viewOf(bytes);
  const wanted = new TextEncoder().encode(name);
  const end = bytes.length - END_LENGTH;
  for (let at = view.getUint32(end + 16, true); at + RECORD_LENGTH <= end; ) {
    const length = view.getUint16(at + 28, true);
    const found = bytes.subarray(at + RECORD_LENGTH, at + RECORD_LENGTH + length);
    if (length === wanted.length && found.every((byte, index) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte) === wanted[index])) return true;
    at += RECORD_LENGTH + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return false;
}

/**
 * Reads a ZIP archive into its regular files, in the order of the central directory; folders are checked and left out,
 * modes, owners and times ignored. Every local header must say what the directory says, every byte of the archive must
 * belong to exactly one entry or to the directory, and names, sizes and kinds are judged before anything is expanded.
 * Throws PackageError: `zip-…`, `path-…`, `entries`, `file-size`, `unpacked-size`, `ratio`. A tolerance is asked about
 * `path-collision` only.
 */
export function readZip(bytes: Uint8Array, { limits, tolerance = STRICT }: { limits: Limits; tolerance?: Tolerance }): ZipFile[] {
  const { records, start } = readDirectory(bytes, limits);
  const paths = checkPaths(records, limits, tolerance);
  checkSizes(records, bytes.length, limits);
  const contents = locate(bytes, records, start);
  return records.flatMap((record) => {
    const content = unpack(contents.get(record)!, record);
    if (record.directory) return [];
    return [{ path: paths.get(record)!, bytes: content, method: record.method === 0 ? ('stored' as const) : ('deflated' as const) }];
  });
}

function checkPaths(records: ZipRecord[], limits: Limits, tolerance: Tolerance): Map<ZipRecord, string> {
  const set = new PathSet(tolerance);
  return new Map(
    records.map((record) => {
      // Readers that look an entry up by its name do not find it so, and may take another one.
      if (record.name.startsWith('./')) refuse('path-segment', `The path ${record.shown} has a "." part.`, record.shown);
      const path = checkPath(record.directory ? record.name.slice(0, -1) : record.name, limits);
      set.add(path, record.directory ? 'directory' : 'file');
      return [record, path];
    }),
  );
}

/** From the headers alone. What they say is enforced later, while each entry is expanded. */
function checkSizes(records: ZipRecord[], archive: number, limits: Limits): void {
  const sparse = 'Leave out files that are mostly repetition.';
  let unpacked = 0;
  for (const { shown, directory, size, packed, method } of records) {
    if (directory && size !== 0) refuse('zip-directory-size', `The folder ${shown} has content of its own.`, shown);
    if (method === 0 && size !== packed) refuse('zip-size', `${shown} is stored as it is, but has two different sizes.`, shown);
    checkFileSize(shown, size, limits);
    if (size > MIB && size > packed * limits.ratio) refuse('ratio', `${shown} expands to more than ${limits.ratio} times its size.`, shown, sparse);
    unpacked += size;
    if (unpacked > limits.unpacked_bytes) refuse('unpacked-size', `The files are larger than ${limits.unpacked_bytes} bytes together.`, shown, 'Leave out what the extension does not need at run time.');
  }
  if (unpacked > MIB && unpacked > archive * limits.ratio) refuse('ratio', `The package expands to more than ${limits.ratio} times its size.`, null, sparse);
}

/** The packed bytes of every entry. Local entries must lie side by side from the first byte to the directory. */
function locate(bytes: Uint8Array, records: ZipRecord[], start: number): Map<ZipRecord, Uint8Array> {
  const contents = new Map<ZipRecord, Uint8Array>();
  const ordered = records.toSorted((a, b) => a.offset - b.offset);
  let at = 0;
  for (const [index, record] of ordered.entries()) {
    const { offset, shown } = record;
    if (offset < at) refuse('zip-overlap', `${shown} overlaps another entry.`, shown);
    if (offset > at) refuse(at === 0 ? 'zip-prepended' : 'zip-gap', `${offset - at} bytes before ${shown} belong to no entry.`, shown);
    const limit = ordered[index + 1]?.offset ?? start;
    const dataStart = checkLocal(bytes, record, start);
    const dataEnd = dataStart + record.packed;
    if (dataEnd > limit) refuse('zip-overlap', `${shown} overlaps what follows it.`, shown);
    at = (record.flags & DESCRIPTOR_FLAG) === 0 ? dataEnd : checkDescriptor(bytes, record, dataEnd, limit);
    contents.set(record, bytes.subarray(dataStart, dataEnd));
  }
  if (at < start) refuse('zip-gap', `${start - at} bytes before the directory of the archive belong to no entry.`);
  return contents;
}

/** Where the content begins, once the local header says what the directory says. */
function checkLocal(bytes: Uint8Array, record: ZipRecord, end: number): number {
  const { offset: at, shown } = record;
  const view = viewOf(bytes);
  const damaged = () => refuse('zip-local-header', `The header of ${shown} is damaged.`, shown);
  if (at + LOCAL_LENGTH > end || view.getUint32(at, true) !== LOCAL) damaged();
  const nameEnd = at + LOCAL_LENGTH + view.getUint16(at + 26, true);
  const extraEnd = nameEnd + view.getUint16(at + 28, true);
  if (extraEnd > end) damaged();

  const differs = (what: string) => refuse('zip-local-differs', `${shown} has another ${what} in its own header than in the directory of the archive.`, shown);
  const name = bytes.subarray(at + LOCAL_LENGTH, nameEnd);
  if (name.length !== record.rawName.length || name.some((byte, index) => byte !== record.rawName[index])) differs('name');
  if (view.getUint16(at + 6, true) !== record.flags) differs('set of flags');
  if (view.getUint16(at + 8, true) !== record.method) differs('method');
  const [crc, packed, size] = [14, 18, 22].map((field) => view.getUint32(at + field, true));
  const open = (record.flags & DESCRIPTOR_FLAG) !== 0 && crc === 0 && packed === 0 && size === 0;
  if (open && record.method === 0) refuse('zip-descriptor', `${shown} is stored as it is, and its size stands only behind it.`, shown);
  if (!open && crc !== record.crc) differs('checksum');
  if (!open && (packed !== record.packed || size !== record.size)) differs('size');
  checkExtras(bytes.subarray(nameEnd, extraEnd), shown);
  return extraEnd;
}

/** The end of the data descriptor (with or without its signature) that fills the space up to `limit`. */
function checkDescriptor(bytes: Uint8Array, { crc, packed, size, shown }: ZipRecord, at: number, limit: number): number {
  const view = viewOf(bytes);
  const signed = limit - at === 16;
  if (!signed && limit - at !== 12) refuse('zip-descriptor', `After ${shown}, ${limit - at} bytes stand where 12 or 16 describe it.`, shown);
  const field = signed ? at + 4 : at;
  if (signed && view.getUint32(at, true) !== DESCRIPTOR) refuse('zip-descriptor', `The description after ${shown} is damaged.`, shown);
  const same = view.getUint32(field, true) === crc && view.getUint32(field + 4, true) === packed && view.getUint32(field + 8, true) === size;
  if (!same) refuse('zip-descriptor', `The description after ${shown} differs from the directory of the archive.`, shown);
  return limit;
}

/** The content, of exactly the size and checksum that the directory gives. */
function unpack(packed: Uint8Array, { method, size, crc, shown }: ZipRecord): Uint8Array {
  const content = method === 0 ? packed : inflate(packed, size, shown);
  if (crc32(content) !== crc) refuse('zip-crc', `The checksum of ${shown} does not fit its content.`, shown, 'The file was damaged: pack or upload it again.');
  return content;
}

function inflate(packed: Uint8Array, size: number, shown: string): Uint8Array {
  const inflated = inflateRaw(packed, Math.max(size, 1));
  if (inflated === 'truncated' || inflated === 'corrupt') return refuse('zip-corrupt', `The compressed content of ${shown} is damaged.`, shown, 'Pack the files again.');
  if (inflated === 'too-large' || inflated.unpacked.length !== size) return refuse('zip-size', `${shown} has another size than the archive says.`, shown);
  if (inflated.consumed !== packed.length) return refuse('zip-slack', `${packed.length - inflated.consumed} bytes follow the compressed content of ${shown}.`, shown);
  return inflated.unpacked;
}
