import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Compiler, initSync } from '@virustotal/yara-x';
import type { Rules, Scanner } from '@virustotal/yara-x';
import type { YaraProblem, YaraSource } from './source.js';

/**
 * YARA-X in WebAssembly. Only for disposable processes: the engine's own time limit does not bind while it searches for
 * patterns, so whoever needs an end ends the process.
 */

/** Matches of one pattern that are looked at. */
const MOST_PATTERN_MATCHES = 100;

/** One rule that matched. */
export interface YaraMatch {
  /** Name of the source. */
  namespace: string;
  rule: string;
  meta: ReadonlyMap<string, unknown>;
  /** Bytes from the beginning, of the first pattern that was found; null when the rule has none. */
  offset: number | null;
  /** Bytes that this pattern matched there; 0 when the rule has none. */
  length: number;
}

/** The sources do not compile. */
export class YaraRefused extends Error {
  override readonly name = 'YaraRefused';
  constructor(readonly problems: readonly YaraProblem[]) {
    super(problems.map(({ name, message }) => `${name}: ${message}`).join('; '));
  }
}

/** In bytes. */
interface Place {
  offset: number;
  length: number;
}

interface ScanResult {
  errors?: string[];
  matches: { identifier: string; namespace: string; isPrivate: boolean; metadata: { identifier: string; value: unknown }[]; patterns: { isPrivate: boolean; matches: Place[] }[] }[];
}

/** Sources compiled together, each in a namespace of its name. */
export class YaraRules {
  private readonly scanner: Scanner;

  private constructor(private readonly rules: Rules) {
    this.scanner = rules.scanner();
    this.scanner.setMaxMatchesPerPattern(MOST_PATTERN_MATCHES);
  }

  /** Throws YaraRefused with every problem of every source. */
  static compile(sources: readonly YaraSource[]): YaraRules {
    start();
    const compiler = new Compiler();
    try {
      const problems = sources.flatMap((source) => problemsOf(compiler, source));
      if (problems.length > 0) throw new YaraRefused(problems);
      return new YaraRules(compiler.build());
    } finally {
      compiler.free();
    }
  }

  /** The rules that match these bytes; private rules are left out. Throws when the search itself failed. */
  search(bytes: Uint8Array): YaraMatch[] {
    const { errors = [], matches } = this.scanner.scan(bytes) as ScanResult;
    if (errors.length > 0) throw new Error(`YARA failed: ${errors.join('; ')}`);
    return matches.filter((match) => !match.isPrivate).map(({ namespace, identifier, metadata, patterns }) => ({ namespace, rule: identifier, meta: new Map(metadata.map(({ identifier: key, value }) => [key, value])), ...firstOf(patterns) }));
  }

  /** Gives the engine's memory back. */
  free(): void {
    this.scanner.free();
    this.rules.free();
  }
}

/** True when the engine itself broke: after that nothing of it may be used in this process. */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

let started = false;

function start(): void {
  if (started) return;
  const wasm = new URL('yara_x_js_bg.wasm', `file://${createRequire(import.meta.url).resolve('@virustotal/yara-x')}`);
  initSync({ module: readFileSync(wasm) });
  started = true;
}

function firstOf(patterns: ScanResult['matches'][number]['patterns']): Pick<YaraMatch, 'offset' | 'length'> {
  const [first, ...others] = patterns.flatMap(({ matches }) => matches);
  if (first === undefined) return { offset: null, length: 0 };
  const { offset, length } = others.reduce((least, place) => (place.offset < least.offset ? place : least), first);
  return { offset, length };
}

/** Adds a source; what is wrong with it. A trap of the engine is thrown on. */
function problemsOf(compiler: Compiler, { name, source }: YaraSource): YaraProblem[] {
  compiler.newNamespace(name);
  const before = compiler.errors.length;
  try {
    compiler.addSource(source);
    return [];
  } catch (error) {
    if (isTrap(error)) throw error;
    const reports = compiler.errors.slice(before);
    return (reports.length > 0 ? reports : [String(error)]).map((report) => ({ name, ...readReport(report) }));
  }
}

/** A report is `error[E025]: title`, then `--> line:3:5`, then the line with carets and what is wrong there. */
function readReport(report: string): Omit<YaraProblem, 'name'> {
  const title = /^error(?:\[\w+\])?: (.*)$/m.exec(report)?.[1] ?? report.split('\n', 1)[0]!;
  const place = /--> line:(\d+):(\d+)/.exec(report);
  const why = /\^+ (.+)$/m.exec(report)?.[1];
  return { line: place ? Number(place[1]) : null, column: place ? Number(place[2]) : null, message: why === undefined ? title : `${title}: ${why}` };
}
