/** A hash that a browser holds a script against, of the length that it has. */
const HASH = /^(?:sha256-[\w+/-]{43}=|sha384-[\w+/-]{64}|sha512-[\w+/-]{86}==)$/;

/** Does a text say which script is meant, so that nobody can put another in its place? Browsers ignore what is no hash. */
export function isIntegrity(text: string | null | undefined): boolean {
  const hashes = text?.trim().split(/\s+/) ?? [];
  return hashes.length > 0 && hashes.every((hash) => HASH.test(hash));
}
