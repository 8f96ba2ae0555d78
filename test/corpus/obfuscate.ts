import { createHash } from 'node:crypto';
import type { ObfuscatorOptions } from 'javascript-obfuscator';
import obfuscator from 'javascript-obfuscator';
import { minify } from 'terser';
import { DISGUISED } from './disguise.js';

/** Turns a script into one that does the same and cannot be read. Deterministic. */
export type Obfuscation = (text: string, seed: number) => string | Promise<string>;

const LOW: ObfuscatorOptions = { optionsPreset: 'low-obfuscation' };
const MEDIUM: ObfuscatorOptions = { optionsPreset: 'medium-obfuscation' };
const HIGH: ObfuscatorOptions = { optionsPreset: 'high-obfuscation' };
const MANGLED: ObfuscatorOptions = { identifierNamesGenerator: 'mangled' };
const EVERYTHING: ObfuscatorOptions = { stringArrayThreshold: 1, controlFlowFlatteningThreshold: 1, deadCodeInjectionThreshold: 0.4 };

/** What people use, by the names of its presets, and then made harder to recognise. */
export const OBFUSCATIONS: Record<string, Obfuscation> = {
  default: by({}),
  low: by(LOW),
  'low, mangled names': by({ ...LOW, ...MANGLED }),
  medium: by(MEDIUM),
  'medium, mangled names': by({ ...MEDIUM, ...MANGLED }),
  high: by(HIGH),
  'high, mangled names': by({ ...HIGH, ...MANGLED }),
  'high, everything': by({ ...HIGH, ...EVERYTHING, identifierNamesGenerator: 'mangled-shuffled' }),
  'base64 texts': by({ ...MANGLED, stringArrayEncoding: ['base64'], stringArrayThreshold: 1, stringArrayIndexesType: ['hexadecimal-numeric-string'] }),
  'rc4 texts, wrapped calls': by({ ...MANGLED, stringArrayEncoding: ['rc4'], stringArrayThreshold: 1, stringArrayWrappersCount: 3, stringArrayWrappersType: 'function', stringArrayCallsTransform: true }),
  'without a string array': by({ ...MANGLED, compact: false, stringArray: false, controlFlowFlattening: true, controlFlowFlatteningThreshold: 1, numbersToExpressions: true, splitStrings: true, splitStringsChunkLength: 4, transformObjectKeys: true }),
  'self-defending': by({ ...LOW, ...MANGLED, selfDefending: true, debugProtection: true, disableConsoleOutput: true }),
  'escaped texts': by({ stringArray: false, unicodeEscapeSequence: true }),
  'default, then minified': minified(by({ ...MANGLED })),
  'high, then minified': minified(by({ ...HIGH, ...MANGLED, selfDefending: false })),
  'base64 in eval': (text) => `eval(atob("${Buffer.from(text).toString('base64')}"))`,
  'character codes in Function': (text) => `new Function(String.fromCharCode(${[...Buffer.from(text)].join(',')}))()`,
  'list of codes': (text) => `var c=[${[...Buffer.from(text)].join(',')}],s="";for(var i=0;i<c.length;i++)s+=String.fromCharCode(c[i]);(0,eval)(s)`,
  'xored texts': xored,
  'packed words': packed,
  'symbols only': symbols,
  'a thread made of pieces': (text) => `const { Worker } = require("worker_threads");\nconst parts = ${JSON.stringify(pieces(text))};\nnew Worker(Buffer.from(parts.join(""), "base64").toString(), { eval: true });`,
  'an element made of a text': (text) => `const made = document.createElement("script");\nmade.src = URL.createObjectURL(new Blob([atob(${JSON.stringify(pieces(text))}.join(""))], { type: "text/javascript" }));\ndocument.head.append(made);`,
  'a handler that decodes': (text) => `const image = new Image();\nimage.setAttribute("on" + "error", atob(${JSON.stringify(pieces(text))}.join("")));\nimage.src = "x:";`,
  'an address made of a text': (text) => `const load = (code) => import(["data", "text/javascript," + code].join(":"));\nload("${encodeURIComponent(text).replaceAll("'", '%27')}");`,
  ...DISGUISED,
};

function by(options: ObfuscatorOptions): Obfuscation {
  return (text, seed) => obfuscator.obfuscate(text, { ...options, seed, target: 'node' }).getObfuscatedCode();
}

function minified(first: Obfuscation): Obfuscation {
  return async (text, seed) => {
    const { code } = await minify(await first(text, seed), { compress: true, mangle: { toplevel: true } });
    return code ?? '';
  };
}

/** A function that decrypts one text, and the text. */
function xored(text: string, seed: number): string {
  const key = createHash('sha256').update(String(seed)).digest('hex').slice(0, 12);
  const bytes = Buffer.from(Buffer.from(text).map((byte, at) => byte ^ key.charCodeAt(at % key.length)));
  return `const k="${key}",d=(t)=>{const b=Buffer.from(t,"base64").toString("latin1");let o="";for(let i=0;i<b.length;i++)o+=String.fromCharCode(b.charCodeAt(i)^k.charCodeAt(i%k.length));return o};\nmodule._compile(d("${bytes.toString('base64')}"),__filename);`;
}

/** As packers of the 2000s did it: words by number, put together again in eval. */
function packed(text: string): string {
  const words = [...new Set(text.match(/\w+/g))];
  const body = text.replace(/\w+/g, (word) => words.indexOf(word).toString(36));
  return `eval(function(p,a,c,k,e,d){while(c--)if(k[c])p=p.replace(new RegExp('\\\\b'+c.toString(36)+'\\\\b','g'),k[c]);return p}(${JSON.stringify(body)},36,${words.length},${JSON.stringify(words.join('|'))}.split('|'),0,{}))`;
}

/** In base64, as long as lines of letters. */
function pieces(text: string): string[] {
  return Buffer.from(text).toString('base64').match(/.{1,72}/g) ?? [''];
}

const DIGITS = ['+[]', '+!+[]', ...Array.from({ length: 8 }, (_, index) => Array.from({ length: index + 2 }, () => '!+[]').join('+'))];

/** The codes of the first characters, in six symbols. */
function symbols(text: string): string {
  const codes = [...Buffer.from(text.slice(0, 300))].map((code) => `[${[...String(code)].map((digit) => `[${DIGITS[Number(digit)]}]`).join('+')}]`);
  return `[${codes.join(',')}][([][[]]+[])[+!+[]]]`;
}
