import { checkFileSize, type Limits } from './limits.js';
import { PackageError } from './manifest.js';
import { checkGlobalPax, readPax, type PaxHeader } from './pax.js';
import { checkPath, decodePath, displayPath, PathSet } from './paths.js';
import { STRICT, type Tolerance } from './tolerance.js';

const BLOCK = 512;
/** Most bytes of one extended header or long name. */
const EXTENSION_BYTES = 65_536;
const LAST_BLOCKS = 2 * BLOCK;
/** Most bytes from the first block of the end marker on, where padding is counted. */
const END_BYTES = 10_240;

const REFUSED_TYPES: Record<string, [code: string, what: string]> = {
  '1': ['tar-hard-link', 'a hard link'],
  '2': ['tar-symlink', 'a symbolic link'],
  '3': ['tar-character-device', 'a character device'],
  '4': ['tar-block-device', 'a block device'],
  '6': ['tar-fifo', 'a named pipe'],
  '7': ['tar-contiguous', 'a contiguous file'],
  K: ['tar-long-link', 'the long target of a link'],
  S: ['tar-sparse', 'a sparse file'],
};

/** Where a header has its mode, owner, group, time and device numbers, which mean nothing here. */
const UNUSED_NUMBERS = [[100, 108], [108, 116], [116, 124], [136, 148], [329, 337], [337, 345]] as const;

const latin1 = new TextDecoder('latin1');

export interface TarFile {
  /** As checkPath returns it. */
  path: string;
  /** A view into the archive. */
  bytes: Uint8Array;
}

/** Which tar archives a format is made of. */
export interface TarRules {
  /** Plain ustar only: no pax, no GNU headers or numbers, no `./`, no special modes, no target of a link, END_BYTES at the end. */
  plain: boolean;
  /** May let pass `tar-magic`, `tar-header`, `tar-mode`, `tar-padding`, `tar-directory-size` and what checkPath asks it. */
  tolerance: Tolerance;
}

const ANY_TAR: TarRules = { plain: false, tolerance: STRICT };

interface Header {
  type: string;
  name: Uint8Array;
  prefix: Uint8Array;
  size: number;
}

function refuse(code: string, message: string, path: string | null = null, help = 'Pack again with GNU tar, bsdtar, npm or souk pack.'): never {
  throw new PackageError(code, message, path, help);
}

/** True when the bytes begin with a tar header whose checksum fits. */
export function looksLikeTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && checksumFits(bytes.subarray(0, BLOCK));
}

/**
 * Reads a tar archive (ustar, pax, GNU long names unless the rules say otherwise) into its regular files, in archive order;
 * folders are checked and left out, owners and times ignored. Throws PackageError: `tar-…`, `path-…`, `entries`, `file-size`, `unpacked-size`.
 */
export function readTar(bytes: Uint8Array, limits: Limits, rules: TarRules = ANY_TAR): TarFile[] {
  return new TarReader(bytes, limits, rules).read();
}

class TarReader {
  private readonly files: TarFile[] = [];
  private readonly paths = new PathSet();
  private at = 0;
  private entries = 0;
  private unpacked = 0;
  private global = false;
  private longName: string | null = null;
  private pax: PaxHeader | null = null;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly limits: Limits,
    private readonly rules: TarRules,
  ) {}

  read(): TarFile[] {
    for (;;) {
      if (this.at === this.bytes.length) refuse('tar-end-missing', 'The archive has no end marker.');
      if (this.at + BLOCK > this.bytes.length) refuse('tar-truncated', 'The archive ends in the middle of a header.');
      const block = this.bytes.subarray(this.at, this.at + BLOCK);
      if (isZero(block)) break;
      const header = readHeader(block, this.rules);
      this.at += BLOCK;
      if (!this.rules.plain && /^[xgL]$/.test(header.type)) this.extension(header);
      else this.entry(header);
    }
    if (this.pax !== null || this.longName !== null) refuse('tar-orphan-header', 'An extended header is followed by no entry.');
    const rest = this.bytes.subarray(this.at);
    if (!isZero(rest)) refuse('tar-trailing', 'Something follows the end marker of the archive.', null, 'Append nothing to an archive: pack again.');
    if (rest.length < LAST_BLOCKS || rest.length % BLOCK !== 0) refuse('tar-end-missing', 'The archive does not end with two whole empty blocks.');
    if (this.rules.plain && rest.length - BLOCK > END_BYTES) refuse('tar-end-padding', `More than ${END_BYTES} bytes follow the first empty block.`);
    return this.files;
  }

  private extension({ type, size }: Header): void {
    if (size > EXTENSION_BYTES) refuse('tar-extension-size', `An extended header is larger than ${EXTENSION_BYTES} bytes.`);
    const body = this.body(size, null);
    if (type === 'g') {
      if (this.global || this.entries > 0) refuse('tar-pax-global', 'A global header may only be there once, at the beginning.');
      this.global = true;
      checkGlobalPax(body);
    } else if (type === 'x') {
      if (this.pax !== null) refuse('tar-orphan-header', 'Two extended headers follow each other.');
      this.pax = readPax(body);
    } else {
      if (this.longName !== null) refuse('tar-orphan-header', 'Two long names follow each other.');
      if (body.indexOf(0) !== body.length - 1) refuse('tar-long-name', 'A long name does not end with its only NUL.');
      this.longName = decodePath(body.subarray(0, -1));
    }
  }

  private entry(header: Header): void {
    const name = this.takeName(header);
    const shown = displayPath(name);
    const [code, what] = REFUSED_TYPES[header.type] ?? [];
    if (code !== undefined) refuse(code, `${shown} is ${what}.`, shown, 'A package holds files and folders only: put the content itself in.');
    if (header.type !== '0' && header.type !== '\0' && header.type !== '5') refuse('tar-entry-type', `${shown} is of the unknown type "${displayPath(header.type)}".`, shown);
    this.entries += 1;
    if (this.entries > this.limits.entries) refuse('entries', `The archive has more than ${this.limits.entries} entries.`, null, 'Bundle the code, and leave out what is not needed at run time.');
    if (header.type === '5') this.directory(name, header.size);
    else this.file(name, header.size);
  }

  private takeName(header: Header): string {
    const { pax, longName } = this;
    this.pax = this.longName = null;
    if (pax?.path !== undefined && longName !== null) refuse('tar-name-twice', `${displayPath(longName)} has two long names.`, displayPath(longName));
    const name = pax?.path ?? longName ?? decodePath(join(header.prefix, header.name));
    if (pax?.size !== undefined && pax.size !== header.size) refuse('tar-pax-size', `${displayPath(name)} has two different sizes.`, displayPath(name));
    return name;
  }

  private directory(name: string, size: number): void {
    const shown = displayPath(name);
    if (size !== 0) doubt(this.rules, 'tar-directory-size', `The folder ${shown} has content of its own.`, shown);
    this.body(size, shown);
    const path = name.endsWith('/') ? name.slice(0, -1) : name;
    if (path !== '.') this.paths.add(checkPath(path, this.limits, this.rules.tolerance), 'directory');
  }

  private file(name: string, size: number): void {
    const shown = displayPath(name);
    if (this.rules.plain && name.startsWith('./')) refuse('path-segment', `The path ${shown} has a "." part.`, shown);
    const path = checkPath(name, this.limits, this.rules.tolerance);
    this.paths.add(path, 'file');
    checkFileSize(shown, size, this.limits);
    this.unpacked += size;
    if (this.unpacked > this.limits.unpacked_bytes) {
      refuse('unpacked-size', `The files are larger than ${this.limits.unpacked_bytes} bytes together.`, shown, 'Leave out what the extension does not need at run time.');
    }
    this.files.push({ path, bytes: this.body(size, shown) });
  }

  private body(size: number, shown: string | null): Uint8Array {
    const end = this.at + size;
    const next = this.at + Math.ceil(size / BLOCK) * BLOCK;
    if (next > this.bytes.length) refuse('tar-truncated', `The archive ends in the middle of ${shown ?? 'an extended header'}.`, shown);
    if (!isZero(this.bytes.subarray(end, next))) doubt(this.rules, 'tar-padding', `Something is hidden after the end of ${shown ?? 'an extended header'}.`, shown);
    const body = this.bytes.subarray(this.at, end);
    this.at = next;
    return body;
  }
}

/** Refuses unless the reading is a tolerant one. */
function doubt(rules: TarRules, code: string, message: string, path: string | null = null, help = 'Pack again with souk pack.'): void {
  rules.tolerance.refuse(new PackageError(code, message, path, help));
}

function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

function readHeader(block: Uint8Array, rules: TarRules): Header {
  if (!checksumFits(block)) refuse('tar-checksum', 'A header of the archive has a wrong checksum.');
  const gnu = readMagic(block, rules);
  const name = upToNul(block.subarray(0, 100));
  const prefix = upToNul(block.subarray(345, 500));
  // GNU tar keeps times and offsets where ustar has the prefix; node-tar keeps times behind it.
  const behind = gnu ? block.subarray(345, 500) : block.subarray(345 + prefix.length, 500);
  const behindFits = rules.plain ? isZero(behind) : /^[\0 0-7]*$/.test(latin1.decode(behind));
  const type = String.fromCharCode(block[156]!);
  const linkFits = !rules.plain || !/^[05\0]$/.test(type) || isZero(block.subarray(157, 257));
  if (!behindFits || !linkFits || !isZero(block.subarray(500))) doubt(rules, 'tar-header', 'A header has content in a field that must be empty.');
  if (UNUSED_NUMBERS.some(([from, to]) => !isNumber(block.subarray(from, to), rules))) doubt(rules, 'tar-header', 'A header has a mode, owner, time or device that is no number.');
  if (!isZero(block.subarray(name.length, 100))) doubt(rules, 'tar-header', 'A name in a header is followed by more after its NUL.');
  return { type, name, prefix: gnu ? new Uint8Array(0) : prefix, size: readNumber(block.subarray(124, 136), rules) };
}

/** True for a GNU header, whose prefix field is something else. */
function readMagic(block: Uint8Array, rules: TarRules): boolean {
  const magic = latin1.decode(block.subarray(257, 265));
  const gnu = magic === 'ustar  \0' && !rules.plain;
  if (!gnu && magic !== 'ustar\x0000') {
    doubt(rules, 'tar-magic', `A header is not ${rules.plain ? 'plain ustar' : 'ustar or GNU tar'}.`, null, rules.plain ? 'Pack with souk pack.' : 'Pack with GNU tar, bsdtar, npm or souk pack, not in the format of 1979.');
  }
  if (rules.plain && !/^0*[0-7]{0,3}[\0 ]*$/.test(latin1.decode(block.subarray(100, 108)))) {
    doubt(rules, 'tar-mode', 'A header has mode bits that are no permissions, such as setuid.', null, 'Pack with souk pack.');
  }
  return gnu;
}

/** The sum of all bytes with the checksum field taken as spaces; only the unsigned sum is valid. */
function checksumFits(block: Uint8Array): boolean {
  const field = latin1.decode(block.subarray(148, 156));
  if (!/^ *[0-7]+[\0 ]*$/.test(field)) return false;
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at += 1) if (at < 148 || at >= 156) sum += block[at]!;
  return sum === Number.parseInt(field, 8);
}

/** Octal, empty, or in GNU's way in bytes. Some readers end silently at a header where it is none of these. */
function isNumber(field: Uint8Array, { plain }: TarRules): boolean {
  return (!plain && (field[0] === 0x80 || field[0] === 0xff)) || /^ *[0-7]*[\0 ]*$/.test(latin1.decode(field));
}

function readNumber(field: Uint8Array, { plain }: TarRules): number {
  if (plain || (field[0]! & 0x80) === 0) {
    const text = latin1.decode(field);
    if (!/^ *[0-7]+[\0 ]*$/.test(text)) refuse('tar-number', 'A size in a header is not an octal number.');
    return Number.parseInt(text, 8);
  }
  let value = field[0]! & 0x7f;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) refuse('tar-number', 'A size in a header is negative or beyond all limits.');
  return value;
}

function upToNul(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}

function join(prefix: Uint8Array, name: Uint8Array): Uint8Array {
  return prefix.length === 0 ? name : new Uint8Array([...prefix, 0x2f, ...name]);
}
