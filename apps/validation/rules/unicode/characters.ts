/** Characters that have no shape of their own: bidi controls, zero width, fillers, variation selectors, tags, annotations, private use, and those that Unicode keeps to be ignored. */
export const INVISIBLE = /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]+|[\uE000-\uF8FF\u{F0000}-\u{FFFFD}\u{100000}-\u{10FFFD}]{16,}/gu;
export const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
export const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u20E3]/u;
/** Scripts whose letters are written with joiners and soft breaks between them. */
export const JOINING_LETTER = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Thai}\p{Script=Lao}\p{Script=Tibetan}]/u;

const ANY_INVISIBLE = new RegExp(INVISIBLE.source, 'u');

/** Does it hold a character that cannot be seen? */
export function holdsInvisible(text: string): boolean {
  return ANY_INVISIBLE.test(text);
}

/** Is each character the one behind the one before it? */
export function isInOrder(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  return codes.every((code, index) => index === 0 || code === codes[index - 1]! + 1);
}
