/** Comments, texts, regular expressions, words and numbers: in YARA every `/` begins one of the first three, as division is written `\`. */
const TOKEN = /\/\/.*|\/\*[^]*?\*\/|"""[^]*?"""|"(?:\\.|[^"\\\n])*"|\/(?:\\.|[^/\\\n])+\/|[$#@!]\w*\*?|\w+|-?[\d.]+|=/g;
const COMMENT = /^\/[/*]/;

/** The tokens of a source that compiles, with their places; comments, and marks other than `=`, are left out. */
export function tokensOf(source: string): RegExpExecArray[] {
  return [...source.matchAll(TOKEN)].filter(([token]) => !COMMENT.test(token));
}
