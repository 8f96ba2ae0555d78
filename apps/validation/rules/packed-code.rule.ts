import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { isRunner, isSender } from './calls.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import { count, eachScript, share } from './obfuscation/each-script.js';
import { decode } from './text.js';

/** `![]` and `+[]` for constants: some are a habit of obfuscators, many are a language of their own. */
const FEW_EMPTY_ARRAYS = 3;
const MANY_EMPTY_ARRAYS = 40;
/** From this part of a script on, one text is what it is there for. */
const MOST_OF_IT = 0.6;

/** They mostly get functions; that they get texts is said by a rule of its own. */
const TIMER = /^set(?:Timeout|Interval)$/;

/**
 * Code in symbols only, alone or as one call beside plain code, in a packer of the `p,a,c,k,e,d` kind, or in a text that is
 * evaluated. Long texts that are no script themselves, as fonts are, do not make it symbols, nor do lists of texts in a script that
 * calls nothing. Code in a text is low where it is read as a script of its own, gets nothing from around it, and neither sends nor
 * runs anything. A text that is a WebAssembly module of the package once more is none of it.
 */
export const rule: Rule = {
  id: 'packed-code',
  code: 'OBF-08',
  version: 15,
  title: 'Code that unpacks itself',
  why: 'Packed code says what it does only when it runs, and not to whoever reads it.',
  sections: true,
  run(pkg) {
    const acting = new Set(scriptsOf(pkg).filter(({ parts, uses }) => parts === null && uses.some((use) => isSender(use) || (isRunner(use) && !TIMER.test(use.what)))).map(({ path }) => path));
    return eachScript(rule.id, pkg, (features, path) => {
      if (count(features, 'symbols') > 0) return { severity: 'high', feature: 'symbols', message: 'code is written in symbols instead of words' };
      if (count(features, 'packer') > 0) return { severity: 'high', feature: 'packer', message: 'the words of the code lie in a list, and a packer puts them together' };
      const inText = count(features, 'codeInText') > 0 ? 'codeInText' : 'readCodeInText';
      const isHidden = inText === 'codeInText' || acting.has(path);
      if (isHidden && count(features, inText) > 0) return { severity: 'high', feature: inText, message: 'a long piece of code stands in a text and is evaluated' };
      if (count(features, 'runsOther') > 0 && share(features, 'longestText', 'character') >= MOST_OF_IT && !copiesModule(pkg, path, count(features, 'longestText'))) return { severity: 'high', feature: 'longestText', message: 'most of this script is one text, and the rest makes code of something' };
      if (share(features, 'unreadText', 'character') >= MOST_OF_IT && !copiesModule(pkg, path, count(features, 'unreadText'))) return { severity: 'high', feature: 'unreadText', message: 'most of this script is one text that is no code, and a script or a handler is made of something' };
      const empty = count(features, 'emptyArrayMath');
      if (empty >= FEW_EMPTY_ARRAYS) return { severity: empty >= MANY_EMPTY_ARRAYS ? 'high' : 'medium', feature: 'emptyArrayMath', message: 'constants are computed from empty arrays' };
      return count(features, inText) > 0 ? { severity: 'low', feature: inText, message: 'a long piece of code stands in a text and is evaluated; it is read like a script' } : null;
    });
  },
};

const HEAD = Buffer.from([0, 0x61, 0x73, 0x6d]);

/** Is a text of this size, with its quotation marks, a WebAssembly module that lies in the package as a file too, in base64, as bundlers put it in? That file is told by itself. */
function copiesModule({ files }: Package, path: string, size: number): boolean {
  const script = files.find((file) => file.path === path);
  return script !== undefined && files.some(({ path: each, bytes }) => each.endsWith('.wasm') && 4 * Math.ceil(bytes.length / 3) === size - 2 && HEAD.equals(bytes.subarray(0, HEAD.length)) && decode(script.bytes).includes(Buffer.from(bytes).toString('base64')));
}
