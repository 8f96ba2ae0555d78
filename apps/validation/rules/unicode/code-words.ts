/** Words by which a program is told to do something, and names by which rights are known. */

const CODE = /^(?:eval|require|child_process|exec(?:File)?(?:Sync)?|spawn(?:Sync)?|globalThis|constructor|__proto__|XMLHttpRequest|sendBeacon|importScripts|atob|execute|powershell|subprocess|__import__|fetch|https?|curl|wget|import|process|function|prototype|document|window|hostname|token|admin(?:istrator)?|root|sudo|owner|passw(?:or)?d|secret|login|access|grant|allow|system|bash|env)$/i;
/** Of these, those that are no words that somebody shows in wide letters, as Japanese shows Latin ones. */
const ONLY_CODE = /^(?:eval|require|child_process|exec(?:File)?(?:Sync)?|spawn(?:Sync)?|globalThis|constructor|__proto__|atob|__import__)$/;
/** What shows as nothing between letters. */
const UNSEEN = /[\u00AD\u061C\u180E\u200B-\u200F\u2060-\u2064\uFEFF]|\u034F/g;
/** The name of a variable of the environment or a constant. */
const OF_PARTS = /^[A-Za-z\d]+(?:_[A-Za-z\d]+)+$/;
const FULL_WIDTH = /^[\uFF01-\uFF5E]+$/;
const ASCII = /^[\0-\x7F]+$/;

/** The word of code that a word in other letters becomes where its letters are made plain, lower or upper, or what shows as nothing is taken out; null for none. `isFolded`: the script makes letters plain, so that wide ones count too. */
export function codeWordOf(word: string, isFolded = false): string | null {
  const plain = word.replace(UNSEEN, '').normalize('NFKC').replaceAll('ı', 'i').replaceAll('İ', 'I');
  if (plain === word || !ASCII.test(plain)) return null;
  return (FULL_WIDTH.test(word) ? isFolded && ONLY_CODE.test(plain) : isOfCode(plain, word)) ? plain : null;
}

/** `eval`, and `NPM_TOKEN`, of which the part that was written otherwise is one. */
function isOfCode(plain: string, word: string): boolean {
  if (CODE.test(plain) || !OF_PARTS.test(plain)) return CODE.test(plain);
  const written = word.split('_');
  return plain.split('_').some((part, at) => part !== written[at] && (CODE.test(part) || /^(?:key|api)$/i.test(part)));
}

/** A name without what shows as nothing, and in the usual form of its letters: two that have the same one look the same. */
export function plainNameOf(name: string): string {
  return name.replace(UNSEEN, '').normalize('NFC');
}
