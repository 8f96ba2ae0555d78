import type { PackageFile } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { hexAt, kindOf } from './magic.js';
import type { Magic } from './magic.js';
import { Report } from './report.js';
import { extensionOf } from './text.js';

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

/** A picture that is none is a place to hide code in: nobody opens it, and a script can read it. */
export const rule: Rule = {
  id: 'misnamed-file',
  code: 'ARC-07',
  version: 1,
  title: 'Files that are not what their name says',
  run(pkg) {
    const report = new Report(rule.id);
    for (const file of pkg.files) {
      if (!isMisnamed(file)) continue;
      const content = file.bytes.subarray(0, 1_000).includes(0) ? 'something else' : 'text';
      report.add({
        severity: 'medium',
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
