import { crc32, deflateRawSync } from 'node:zlib';
import { packOrchestra } from '#libs/manifest/formats/orchestra.format.js';
import { DEFAULT_LIMITS } from '#libs/manifest/limits.js';

const BLOCK = 512;
const encoder = new TextEncoder();

export type Content = Uint8Array | string;

/** Every field of a tar header that a test may want to lie in. */
export interface TarFields {
  name: Content;
  type?: string;
  body?: Content;
  /** The size field when it is not the length of the body: a number, or the raw 12 bytes. */
  size?: number | Content;
  mode?: number;
  link?: string;
  prefix?: string;
  /** Eight bytes at 257. */
  magic?: string;
  /** The sum itself when it is not the right one. */
  checksum?: number;
  /** Fills up the last block. */
  padding?: number;
  /** Bytes to write anywhere in the header, before the checksum is taken. */
  raw?: [at: number, bytes: Content][];
}

export function bytesOf(content: Content): Uint8Array {
  return typeof content === 'string' ? encoder.encode(content) : content;
}

export function concat(...parts: Content[]): Uint8Array {
  return Buffer.concat(parts.map(bytesOf));
}

/** One tar entry: a header with any field as wished, and its padded body. */
export function tarEntry(fields: TarFields): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const put = (at: number, content: Content) => header.set(bytesOf(content), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  const body = bytesOf(fields.body ?? '');
  const size = fields.size ?? body.length;
  put(0, fields.name);
  put(100, octal(fields.mode ?? 0o644, 7));
  put(108, octal(1000, 7));
  put(116, octal(1000, 7));
  put(124, typeof size === 'number' ? octal(size, 11) : size);
  put(136, octal(1_700_000_000, 11));
  put(156, fields.type ?? '0');
  put(157, fields.link ?? '');
  put(257, fields.magic ?? 'ustar\x0000');
  put(345, fields.prefix ?? '');
  for (const [at, bytes] of fields.raw ?? []) put(at, bytes);
  put(148, ' '.repeat(8));
  const sum = fields.checksum ?? header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  const padding = new Uint8Array((BLOCK - (body.length % BLOCK)) % BLOCK).fill(fields.padding ?? 0);
  return concat(header, body, padding);
}

/** The end marker: two empty blocks. */
export const TAR_END = new Uint8Array(2 * BLOCK);

/** Records of a pax header, each with its right length. */
function paxBody(records: Record<string, Content>): Uint8Array {
  return concat(...Object.entries(records).map(([key, value]) => paxRecord(key, bytesOf(value))));
}

function paxRecord(key: string, value: Uint8Array): Uint8Array {
  const rest = concat(` ${key}=`, value, '\n');
  let length = rest.length;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return concat(String(length), rest);
}

export function paxEntry(records: Record<string, Content>, type: 'x' | 'g' = 'x'): Uint8Array {
  return tarEntry({ name: 'pax', type, body: paxBody(records) });
}

export function longName(name: Content): Uint8Array {
  return tarEntry({ name: '././@LongLink', type: 'L', magic: 'ustar  \0', body: concat(name, '\0') });
}

export interface GzipLies {
  flags?: number;
  /** What follows the ten fixed bytes of the header: name, extra field … */
  extra?: Content;
  crc?: number;
  size?: number;
  trailing?: Content;
  /** Compressed bytes in place of the right ones. */
  body?: Uint8Array;
}

/** One gzip member, honest but for what is asked for. */
export function gzipWith(content: Uint8Array, lies: GzipLies = {}): Uint8Array {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(lies.crc ?? crc32(content), 0);
  trailer.writeUInt32LE(lies.size ?? content.length, 4);
  const header = new Uint8Array([0x1f, 0x8b, 8, lies.flags ?? 0, 0, 0, 0, 0, 0, 3]);
  return concat(header, lies.extra ?? '', lies.body ?? deflateRawSync(content), trailer, lies.trailing ?? '');
}

/** A package.json that Souk takes, with changes; `undefined` removes a member. */
export function orchestraManifestOf(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const manifest = {
    name: 'demo-tool',
    displayName: 'Demo Tool',
    version: '1.2.3',
    description: 'Shows how it is done.',
    author: 'Ada Example <ada@example.org>',
    license: 'MIT',
    main: 'dist/index.js',
    engines: { orchestra: '>=0.1.0' },
    permissions: ['network'],
    activationEvents: ['onCommand:demo.run'],
    contributes: { commands: [{ command: 'demo.run', title: 'Run' }] },
    categories: ['Productivity'],
    keywords: ['demo'],
  };
  return Object.fromEntries(Object.entries({ ...manifest, ...changes }).filter(([, value]) => value !== undefined));
}

/** The files of a small package that passes, with changes to its manifest and more files. */
export function orchestraFiles(changes: Record<string, unknown> = {}, more: Record<string, Content> = {}): Map<string, Uint8Array> {
  const files: Record<string, Content> = {
    'package.json': JSON.stringify(orchestraManifestOf(changes), null, 2),
    'dist/index.js': 'export function activate(context) {\n  context.commands.register("demo.run", (address) => context.network.fetch(address));\n}\n',
    'README.md': '# Demo Tool\n\nShows how it is done.\n',
    ...more,
  };
  return new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)]));
}

/** A `.tar.gz` that passes, or a PackageError: packed by Souk itself. */
export function orchestraPackage(changes: Record<string, unknown> = {}, more: Record<string, Content> = {}): Uint8Array {
  return packOrchestra(orchestraFiles(changes, more), DEFAULT_LIMITS);
}

/** A `.tar.gz` with the files of a passing package followed by raw entries: unchecked, so it may be hostile. */
export function hostilePackage(...entries: Uint8Array[]): Uint8Array {
  const good = [...orchestraFiles()].map(([name, body]) => tarEntry({ name, body }));
  return gzipWith(concat(...good, ...entries, TAR_END));
}
