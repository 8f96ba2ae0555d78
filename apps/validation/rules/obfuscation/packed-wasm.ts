import { inflateRaw } from '#libs/manifest/deflate.js';
import { decodeBase64 } from '#libs/manifest/rfc4648.js';

/** Base64 of what zlib begins with at each of its levels, and gzip without a name (RFC 1950, RFC 1952). */
const ZLIB = /^e[AFJN]/;
const GZIP = /^H4sIA/;
const [ZLIB_HEAD, GZIP_HEAD] = [2, 10];
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/;
/** Machine code gets so many times smaller at most; what gets smaller than that is no module. */
const MOST_TIMES = 30;
const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const LAST_SECTION = 13;
const DATA_SECTION = 11;

/** Is a text a module of WebAssembly, inflated from base64, and nothing else to its last byte? */
export function isPackedWasm(text: string): boolean {
  const head = ZLIB.test(text) ? ZLIB_HEAD : GZIP.test(text) ? GZIP_HEAD : 0;
  if (head === 0 || !BASE64.test(text)) return false;
  const packed = decodeBase64(text)?.subarray(head);
  const inflated = packed ? inflateRaw(packed, packed.length * MOST_TIMES) : 'corrupt';
  return typeof inflated !== 'string' && isModule(inflated.unpacked);
}

/** Base64 of the head of a module. */
const WASM = /^AGFzbQEAAAA/;

/** Is a text a module of WebAssembly in base64, and nothing else to its last byte, that does more than to keep data? */
export function isWasm(text: string): boolean {
  const bytes = WASM.test(text) && BASE64.test(text) ? decodeBase64(text) : null;
  return bytes !== null && isModule(bytes, true);
}

/** Sections with an id and a length each, from the head to the end (WebAssembly, "Binary Format"). Those of names and notes (0) do nothing and may hold anything: there is no more in them than in the others. `doing`: neither in data (11). */
function isModule(bytes: Uint8Array, doing = false): boolean {
  if (!HEAD.every((byte, at) => bytes[at] === byte)) return false;
  const lengths = { code: 0, notes: 0 };
  let at = HEAD.length;
  while (at < bytes.length) {
    const id = bytes[at++]!;
    let size = 0;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      if (shift > 28 || at >= bytes.length) return false;
      byte = bytes[at++]!;
      size += (byte & 0x7f) * 2 ** shift;
    }
    if (id > LAST_SECTION) return false;
    lengths[id === 0 || (doing && id === DATA_SECTION) ? 'notes' : 'code'] += size;
    at += size;
  }
  return at === bytes.length && lengths.code > 0 && lengths.notes <= lengths.code;
}
