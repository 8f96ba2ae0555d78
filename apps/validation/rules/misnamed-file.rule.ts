import type { PackageFile } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { hexAt, kindOf } from './facts/magic.js';
import type { Magic } from './facts/magic.js';
import { Report } from './report.js';
import { decode, extensionOf } from './text.js';

const OGG = { kind: 'ogg', hex: '4f676753' };
const RIFF = { kind: 'riff', hex: '52494646' };
const TRUETYPE = [{ kind: 'ttf', hex: '00010000' }, { kind: 'otf', hex: '4f54544f' }, { kind: 'ttf', hex: '74727565' }, { kind: 'ttc', hex: '74746366' }];
const MP3 = [{ kind: 'mp3', hex: '494433' }, ...['fffb', 'fffa', 'fff3', 'fff2', 'ffe3', 'ffe2'].map((hex) => ({ kind: 'mp3', hex }))];
const ISO_MEDIA = [{ kind: 'iso media', hex: '66747970', offset: 4 }];

/** What files of these names start with. */
const MAGIC: ReadonlyMap<string, readonly Magic[]> = new Map(Object.entries({
  '.png': [{ kind: 'png', hex: '89504e470d0a1a0a' }],
  '.jpg': [{ kind: 'jpeg', hex: 'ffd8ff' }],
  '.jpeg': [{ kind: 'jpeg', hex: 'ffd8ff' }],
  '.gif': [{ kind: 'gif', hex: '47494638' }],
  '.webp': [RIFF],
  '.avif': ISO_MEDIA,
  '.bmp': [{ kind: 'bmp', hex: '424d' }],
  '.ico': [{ kind: 'ico', hex: '00000100' }, { kind: 'png', hex: '89504e470d0a1a0a' }],
  '.woff': [{ kind: 'woff', hex: '774f4646' }],
  '.woff2': [{ kind: 'woff2', hex: '774f4632' }],
  '.ttf': TRUETYPE,
  '.otf': TRUETYPE,
  '.pdf': [{ kind: 'pdf', hex: '25504446' }],
  '.wav': [RIFF],
  '.ogg': [OGG],
  '.mp3': MP3,
  '.mp4': ISO_MEDIA,
  '.wasm': [{ kind: 'wasm', hex: '0061736d' }],
}));

const PICTURES: readonly Magic[] = [{ kind: 'png', hex: '89504e470d0a1a0a' }, { kind: 'jpeg', hex: 'ffd8ff' }, { kind: 'gif', hex: '47494638' }, RIFF];
const IS_PICTURE = new Set(['.png', '.jpg', '.jpeg', '.gif', '.webp', '.bmp', '.ico', '.avif']);
/** What a tool made of a PNG that it took for text. */
const BROKEN_PNG: Magic = { kind: 'broken png', hex: 'efbfbd504e470d0a1a0a' };
/** What stands for a file that is kept elsewhere, when nobody fetched it. */
const POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\r?\noid sha256:[\da-f]{64}\r?\nsize \d{1,15}\r?\n?$/;
const LONGEST_POINTER = 200;

/**
 * A picture that is none is a place to hide code in: nobody opens it, and a script can read it. Low for what hides no more than a
 * picture under its own name could: a whole picture of another kind, up to its last byte, a PNG that a tool took for text, and a
 * pointer of Git to a file that is not there.
 */
export const rule: Rule = {
  id: 'misnamed-file',
  code: 'ARC-07',
  version: 2,
  title: 'Files that are not what their name says',
  why: 'A file that is not what its name says is opened by nobody, and a script can still read code out of it.',
  run(pkg) {
    const report = new Report(rule.id);
    for (const file of pkg.files) {
      if (!isMisnamed(file)) continue;
      const content = file.bytes.subarray(0, 1_000).includes(0) ? 'something else' : 'text';
      report.add({
        severity: isHarmless(file) ? 'low' : 'medium',
        message: `by its name this file is ${extensionOf(file.path).slice(1)}, by its content it is ${content}`,
        help: 'Give it the name of what it is, or leave it out of the package.',
        file: file.path,
        evidence: hexAt(file.bytes, 0, 16),
      });
    }
    return report.findings();
  },
};

function isMisnamed({ path, bytes }: PackageFile): boolean {
  const magics = MAGIC.get(extensionOf(path));
  return magics !== undefined && bytes.length > 0 && kindOf(bytes, magics) === null;
}

function isHarmless({ path, bytes }: PackageFile): boolean {
  if (bytes.length <= LONGEST_POINTER && POINTER.test(decode(bytes))) return true;
  if (!IS_PICTURE.has(extensionOf(path))) return false;
  const { length } = bytes;
  switch (kindOf(bytes, [...PICTURES, BROKEN_PNG])) {
    case 'png':
      return hexAt(bytes, length - 12, 12) === '0000000049454e44ae426082';
    case 'jpeg':
      return hexAt(bytes, length - 2, 2) === 'ffd9';
    case 'gif':
      return hexAt(bytes, length - 1, 1) === '3b';
    case 'riff':
      return hexAt(bytes, 8, 4) === '57454250' && new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) + 8 === length;
    case 'broken png':
      return extensionOf(path) === '.png';
    default:
      return false;
  }
}
