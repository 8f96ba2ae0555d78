import { decode } from '../text.js';

/** Bytes in which a browser looks for the charset of a page (HTML, "prescan a byte stream"). */
const PRESCAN = 1_024;
const DECLARED = /<meta\b[^>]*\bcharset\s*=\s*["']?\s*([\w.:-]+)/i;

/** The text of a page as a browser reads it: by its byte order mark, by the charset that it declares, or as UTF-8. */
export function decodePage(bytes: Uint8Array): string {
  if (hasMark(bytes)) return decode(bytes);
  const label = DECLARED.exec(Buffer.from(bytes.subarray(0, PRESCAN)).toString('latin1'))?.[1]?.toLowerCase() ?? '';
  // A page that says so in ASCII cannot be UTF-16.
  return label === '' || /^utf-?(?:8|16)/.test(label) ? decode(bytes) : (decodeAs(label, bytes) ?? decode(bytes));
}

function hasMark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function decodeAs(label: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(label).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
