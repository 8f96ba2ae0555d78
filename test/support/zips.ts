import { crc32, deflateRawSync } from 'node:zlib';
import { bytesOf, concat, type Content } from './archives.js';

/** What both headers of an entry say; a test may lie in one of them or in both. */
interface Header {
  name: Content;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  size: number;
  extra: Content;
}

export interface ZipFields extends Partial<Header> {
  name: Content;
  /** Before packing. */
  body?: Content;
  /** What lies in the archive, when it is not the body packed by `method`. */
  content?: Content;
  /** What only the local header says. */
  local?: Partial<Header>;
  comment?: string;
  attributes?: number;
  disk?: number;
  /** Where the directory says that the entry begins. */
  offset?: number;
  /** Bytes right after the content. */
  after?: Content;
}

/** Lies in the frame of the archive. */
export interface ZipLies {
  prepend?: Content;
  beforeDirectory?: Content;
  beforeEnd?: Content;
  trailing?: Content;
  comment?: string;
  /** Added to the offsets of entries and directory, as when something that belongs there was prepended. */
  shift?: number;
  /** Fields of the end record: [position, value of 16 bits]. */
  end?: [at: number, value: number][];
  /** Puts the directory in another order than the entries. */
  reverse?: boolean;
}

const SYMLINK = 0xa1ff;
export const unixMode = (mode: number): number => (mode << 16) >>> 0;
export const symlink = (name: string, target: string): ZipFields => ({ name, body: target, attributes: unixMode(SYMLINK) });

/** A ZIP archive, honest but for what is asked for. */
export function zipOf(entries: ZipFields[], lies: ZipLies = {}): Uint8Array {
  const shift = lies.shift ?? 0;
  const locals: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let at = shift;
  for (const entry of entries) {
    const { header, content } = honest(entry);
    const local = concat(localHeader({ ...header, ...entry.local }), content, entry.after ?? '');
    locals.push(local);
    records.push(record(header, entry, entry.offset ?? at));
    at += local.length;
  }
  const before = bytesOf(lies.beforeDirectory ?? '');
  const directory = concat(...(lies.reverse ? records.toReversed() : records));
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, records.length], [2, records.length], [4, directory.length], [4, at + before.length], [2, lies.comment?.length ?? 0]);
  for (const [place, value] of lies.end ?? []) new DataView(end.buffer, end.byteOffset).setUint16(place, value, true);
  return concat(lies.prepend ?? '', ...locals, before, directory, lies.beforeEnd ?? '', end, lies.comment ?? '', lies.trailing ?? '');
}

/** A data descriptor, with the values of that body or with others. */
export function descriptor(body: Content, signed: boolean, changes: Partial<Header> = {}): Uint8Array {
  const { header } = honest({ name: '', body, ...changes });
  return concat(signed ? numbers([4, 0x08074b50]) : '', numbers([4, header.crc], [4, header.packed], [4, header.size]));
}

/** An entry as programs write it that stream: sizes and checksum only after the content. */
export function streamed(name: string, body: Content, signed = true): ZipFields {
  return { name, body, flags: 0x0808, local: { crc: 0, packed: 0, size: 0 }, after: descriptor(body, signed) };
}

export function extraField(id: number, content: Content = ''): Uint8Array {
  return concat(numbers([2, id], [2, bytesOf(content).length]), content);
}

function honest(entry: ZipFields): { header: Header; content: Uint8Array } {
  const { name, flags = 0, method = 8, extra = '' } = entry;
  const body = bytesOf(entry.body ?? '');
  const content = bytesOf(entry.content ?? (method === 8 ? deflateRawSync(body) : body));
  const header = { name, flags, method, extra, crc: entry.crc ?? crc32(body), packed: entry.packed ?? content.length, size: entry.size ?? body.length };
  return { header, content };
}

function localHeader({ name, flags, method, crc, packed, size, extra }: Header): Uint8Array {
  return concat(
    numbers([4, 0x04034b50], [2, 20], [2, flags], [2, method], [2, 0], [2, 0x21], [4, crc], [4, packed], [4, size], [2, bytesOf(name).length], [2, bytesOf(extra).length]),
    name,
    extra,
  );
}

function record({ name, flags, method, crc, packed, size, extra }: Header, { attributes = 0, comment = '', disk = 0 }: ZipFields, offset: number): Uint8Array {
  return concat(
    numbers([4, 0x02014b50], [2, 0x031e], [2, 20], [2, flags], [2, method], [2, 0], [2, 0x21], [4, crc], [4, packed], [4, size]),
    numbers([2, bytesOf(name).length], [2, bytesOf(extra).length], [2, comment.length], [2, disk], [2, 0], [4, attributes], [4, offset]),
    name,
    extra,
    comment,
  );
}

/** Little-endian numbers of two or four bytes, one after the other. */
function numbers(...fields: [width: number, value: number][]): Uint8Array {
  return Buffer.concat(
    fields.map(([width, value]) => {
      const field = Buffer.alloc(width);
      field.writeUIntLE(value, 0, width);
      return field;
    }),
  );
}
