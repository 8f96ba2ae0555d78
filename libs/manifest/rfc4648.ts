/** Base64 with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** The bytes that encodeBase64 writes so, or null: no other alphabet, no space, no missing padding, no stray bits. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const length = (text.length / 4) * 3 - padding;
  const latin1 = decoded(text);
  // `atob` takes white space and missing padding as well: then fewer bytes come out than this text stands for.
  if (latin1 === null || latin1.length !== length) return null;
  if (btoa(latin1.slice(Math.floor((length - 1) / 3) * 3)) !== text.slice(-4)) return null;
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = latin1.charCodeAt(at);
  return bytes;
}

function decoded(text: string): string | null {
  try {
    return atob(text);
  } catch {
    return null;
  }
}
