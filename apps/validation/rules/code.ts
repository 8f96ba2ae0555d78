import type { Severity } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import type { Flow } from './javascript/flows/flow-sets.js';
import type { Meaning } from './javascript/names/meaning.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import { hostIn } from './facts/places.js';
import { pythonOf } from './python/modules.js';
import { weighed } from './reach.js';
import { Report } from './report.js';

/** One argument of a call, as far as it can be told without running anything. */
export interface Argument {
  /** The string that it always is, or null. */
  constant: string | null;
  /** It is a string in any case. */
  text: boolean;
  /** The string that it makes, `\0` for each part that is only known at run time. */
  shape: string;
  /** It is a script in base64, which is read as one. */
  read?: true;
  /** Of the address of a script: a hash beside it says which one is meant. */
  fixed?: true;
  /** Of code: nobody can read it, because it is cut up in words, or made of a long text that says nothing. */
  hidden?: 'cut' | 'turned';
  /** Where a request goes whose options these are, as an address. */
  address?: string;
  /** Where its value may come from; told of calls that run or send what they get. */
  flows: readonly Flow[];
}

/** One place where code does something that rules ask about. */
export interface Use {
  /** In Python, `py:` and the full name: `py:os.system`. */
  what: Meaning;
  how: 'call' | 'import' | 'value' | 'write';
  arguments: readonly Argument[];
  /** From 1, as the column. */
  line: number;
  column: number;
  evidence: string;
}

/** A text in code that names a place outside of it: an address, a file with credentials. */
export interface CodeText {
  /** With `\0` for each part that is only known at run time. */
  shape: string;
  line: number;
  column: number;
  evidence: string;
  /** Another text is asked whether it begins with it. */
  asked?: true;
}

/** What a script or module does, whatever its language. */
export interface Code {
  path: string;
  uses: readonly Use[];
  texts: readonly CodeText[];
}

/** A question about a whole script that is asked for many places in it: answered once for each script. */
export function once(ask: (code: Code) => boolean): (code: Code) => boolean {
  const answers = new WeakMap<Code, boolean>();
  return (code) => {
    const answer = answers.get(code) ?? ask(code);
    answers.set(code, answer);
    return answer;
  };
}

/** All code of a package that is read, JavaScript and Python. */
export function codeOf(pkg: Package): readonly Code[] {
  return [...scriptsOf(pkg), ...pythonOf(pkg)];
}

/** Servers that are shown of one package. */
export const MOST_HOSTS = 1_000;

/** The servers that the code names, sorted, each once, at most 200. */
export function hostsOf(pkg: Package): string[] {
  const hosts = codeOf(pkg).flatMap(({ texts }) => texts.flatMap(({ shape }) => hostIn(shape)?.host ?? []));
  return [...new Set(hosts)].sort().slice(0, MOST_HOSTS);
}

/** What a rule says of one place, or null. */
export type Judgement = { severity: Severity; message: string; help: string } | null;

interface Judges {
  use?: (use: Use, code: Code) => Judgement;
  text?: (text: CodeText, code: Code) => Judgement;
  /** What a finding in a file weighs, if not what it does anywhere; see reach.ts. */
  weigh?: typeof weighed;
}

/** The findings of a rule that judges places one by one; the same said twice of one line is said once, unless it is worse: minified code has one line. */
export function judgeCode(id: string, pkg: Package, { use: ofUse, text: ofText, weigh = weighed }: Judges): Finding[] {
  const report = new Report(id);
  for (const code of codeOf(pkg)) {
    const said = new Set<string>();
    const add = (judgement: Judgement, { line, column, evidence }: Use | CodeText): void => {
      const key = judgement && `${line} ${judgement.severity} ${judgement.message}`;
      if (!key || said.has(key)) return;
      said.add(key);
      report.add({ ...weigh(pkg, code.path, judgement), file: code.path, line, column, evidence });
    };
    if (ofUse) for (const use of code.uses) add(ofUse(use, code), use);
    if (ofText) for (const text of code.texts) add(ofText(text, code), text);
  }
  return report.findings();
}
