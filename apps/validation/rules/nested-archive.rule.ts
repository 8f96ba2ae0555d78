import { gunzip } from '#libs/manifest/inflate.js';
import { DEFAULT_LIMITS } from '#libs/manifest/limits.js';
import { PackageError } from '#libs/manifest/manifest.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import type { Rule } from '../check.js';
import { hexAt, kindOf } from './facts/magic.js';
import type { Magic } from './facts/magic.js';
import { Report } from './report.js';

const ARCHIVES: readonly Magic[] = [
  { kind: 'zip', hex: '504b0304' },
  { kind: 'zip', hex: '504b0506' },
  { kind: 'zip', hex: '504b0708' },
  { kind: 'gzip', hex: '1f8b08' },
  { kind: '7z', hex: '377abcaf271c' },
  { kind: 'rar', hex: '526172211a07' },
  { kind: 'xz', hex: 'fd377a585a00' },
  { kind: 'zstd', hex: '28b52ffd' },
  { kind: 'bzip2', hex: '314159265359', offset: 4 },
  { kind: 'tar', hex: '7573746172', offset: 257 },
];
const TAR_HEADER_BYTES = 512;
const CHECKSUM = 148;
const CHECKSUM_BYTES = 8;
const COMPRESSED = /\.gz$/i;
const ZIP_END = Buffer.from('504b0506', 'hex');
const ZIP_END_BYTES = 22;
const LONGEST_ZIP_COMMENT = 0xffff;

/** What is inside an archive inside a package is seen by no other check. */
export const rule: Rule = {
  id: 'nested-archive',
  code: 'ARC-06',
  version: 3,
  title: 'Archives inside the package',
  why: 'What is inside an archive inside a package is seen by no other check.',
  run(pkg) {
    const report = new Report(rule.id);
    for (const file of pkg.files) {
      const kind = archiveKind(file.bytes);
      if (!kind) continue;
      const plain = kind === 'gzip' ? compressedFrom(file, pkg) : null;
      if (plain !== null) {
        report.add({ severity: 'low', message: `this file is \`${plain}\` of the package, compressed, as servers send it`, help: 'Leave it out where nobody serves it.', file: file.path, evidence: hexAt(file.bytes, 0, 16) });
        continue;
      }
      report.add({
        severity: 'high',
        message: `this file is or carries an archive (${kind}), whose content is not checked`,
        help: 'Put the files themselves into the package.',
        file: file.path,
        evidence: hexAt(file.bytes, 0, 16),
      });
    }
    return report.findings();
  },
};

/** The file beside it that this one is when it is unpacked, and nothing else behind it; null for any other. */
function compressedFrom({ path, bytes }: PackageFile, { files }: Package): string | null {
  const plain = COMPRESSED.test(path) ? files.find((file) => file.path === path.replace(COMPRESSED, '')) : undefined;
  if (plain === undefined || plain.size === 0) return null;
  try {
    return sha256(gunzip(bytes, { ...DEFAULT_LIMITS, unpacked_bytes: plain.size, entries: 0 })) === plain.sha256 ? plain.path : null;
  } catch (error) {
    // Not what it says, or more than the file: an archive like any other.
    if (error instanceof PackageError) return null;
    throw error;
  }
}

function archiveKind(bytes: Uint8Array): string | null {
  const kind = kindOf(bytes, ARCHIVES);
  if (kind === 'bzip2') return hexAt(bytes, 0, 3) === '425a68' ? kind : null;
  if (kind === 'tar') return isTarHeader(bytes) ? kind : null;
  return kind ?? (endsAsZip(bytes) ? 'zip, behind other content' : null);
}

/**
 * The checksum of the header fits (POSIX.1-1988, ustar), as programs read it: with blanks before it, its bytes with or without
 * signs. A script that names the format at this offset is no archive.
 */
function isTarHeader(bytes: Uint8Array): boolean {
  const field = Buffer.from(bytes.subarray(CHECKSUM, CHECKSUM + CHECKSUM_BYTES)).toString('latin1');
  const stored = parseInt(field.replace(/^[\0\s]+/, ''), 8);
  const header = bytes.slice(0, TAR_HEADER_BYTES).fill(0x20, CHECKSUM, CHECKSUM + CHECKSUM_BYTES);
  const sum = header.reduce((total, byte) => total + byte, 0);
  return stored === sum || stored === new Int8Array(header).reduce((total, byte) => total + byte, 0);
}

/** A zip file is read from its end, so anything may stand before it: an image can be a zip file too. */
function endsAsZip(bytes: Uint8Array): boolean {
  const tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - ZIP_END_BYTES - LONGEST_ZIP_COMMENT)));
  for (let at = tail.lastIndexOf(ZIP_END); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(ZIP_END, at - 1)) {
    if (at + ZIP_END_BYTES <= tail.length && at + ZIP_END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return true;
  }
  return false;
}
