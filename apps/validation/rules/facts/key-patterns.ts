/** What keys of well-known services begin with, as patterns that find them have it. */
const KINDS: readonly RegExp[] = [
  /AKIA/,
  /\bgh\[|\bgh\(|\bghp_|github_pat/,
  /\bnpm_/,
  /\bsk_\(?(?:live|\?:live)|\bsk_\[|\bsk-ant/,
  /\bxox/,
  /PRIVATE KEY/,
  /\bAIza/,
  /\bglpat/,
  /\b(?:mongodb|postgres)/,
  /\b0x[^\n]{0,20}\{64\}/,
  /\beyJ/,
];
/** Cheap to look for; each of the patterns has one of these. */
const HINT = /AKIA|gh|npm_|sk[_-]|xox|KEY|AIza|glpat|mongodb|postgres|\{64\}|eyJ/;

/** The kinds of keys that a regular expression finds, by its source. */
export function keysFoundBy(pattern: string): number[] {
  return HINT.test(pattern) && pattern.length <= 2_000 ? KINDS.flatMap((kind, index) => (kind.test(pattern) ? [index] : [])) : [];
}
