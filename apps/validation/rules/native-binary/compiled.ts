import type { Severity } from '#libs/contracts/severity.js';
import type { PackageFile } from '#libs/manifest/manifest.js';
import { extensionOf } from '../text.js';
import { hexAt, kindOf } from '../facts/magic.js';

const MACH_O = ['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe'].map((hex) => ({ kind: 'Mach-O program', hex }));
/** The upper half of the number that code which V8 compiled begins with (src/snapshot/code-serializer.h), the lower one changes with its version. */
const V8_CACHE = 'dec0';
const FAT_MACH_O = ['cafebabe', 'bebafeca'];
/** A fat Mach-O file counts its architectures where a Java class has its version, which is 45 or more. */
const MOST_ARCHITECTURES = 40;

/** What a file is that was compiled, and how grave that is; null for any other file. */
export function compiledIn({ path, bytes }: PackageFile): { severity: Severity; what: string } | null {
  if (extensionOf(path) === '.node') return { severity: 'high', what: 'a native module of Node.js, which runs inside the host' };
  const program = kindOf(bytes, [{ kind: 'ELF program', hex: '7f454c46' }, ...MACH_O]) ?? windowsProgram(bytes) ?? fatMachO(bytes);
  if (program) return { severity: 'high', what: `a compiled program (${program})` };
  if (extensionOf(path) === '.jsc' && hexAt(bytes, 2, 2) === V8_CACHE) return { severity: 'high', what: 'compiled JavaScript, whose source nobody can see' };
  if (isBytecode(path, bytes)) return { severity: 'high', what: 'compiled Python, which runs in the place of its source' };
  return hexAt(bytes, 0, 4) === '0061736d' ? { severity: 'medium', what: 'WebAssembly, which cannot be reviewed as it is' } : null;
}

/** `.pyc`: two bytes for the version of Python, then a line end (CPython, "importlib._bootstrap_external"). */
function isBytecode(path: string, bytes: Uint8Array): boolean {
  return /^\.py[co]$/.test(extensionOf(path)) || (/^..0d0d0a0[0-3]000000/.test(hexAt(bytes, 0, 8)));
}

function windowsProgram(bytes: Uint8Array): string | null {
  if (hexAt(bytes, 0, 2) !== '4d5a' || bytes.length < 64) return null;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0x3c, true);
  return hexAt(bytes, header, 4) === '50450000' ? 'Windows program' : null;
}

function fatMachO(bytes: Uint8Array): string | null {
  const magic = hexAt(bytes, 0, 4);
  if (!FAT_MACH_O.includes(magic) || bytes.length < 8) return null;
  const architectures = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, magic === 'bebafeca');
  return architectures > 0 && architectures < MOST_ARCHITECTURES ? 'Mach-O program for several processors' : null;
}
