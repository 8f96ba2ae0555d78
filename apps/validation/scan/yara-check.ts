import { SEVERITIES, type Severity } from '#libs/contracts/severity.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { severityOf } from '#libs/yara/severities.js';
import { isTrap, YaraRules } from '#libs/yara/yara.js';
import type { YaraMatch } from '#libs/yara/yara.js';
import type { YaraSource } from '#libs/yara/source.js';
import { YARA_CHECK, YARA_VERSION } from '../check.js';
import type { Finding } from '../check.js';
import { Report } from '../rules/report.js';
import { evidence, visible } from '../rules/text.js';
import type { YaraRun } from './report.js';

/** What a match is worth when the rule's `severity` does not say, or says what is none: such rules are refused today, and were not always. */
const DEFAULT_SEVERITY: Severity = 'high';
const LONGEST_TEXT = 1_000;
const LONGEST_NAME = 390;
/** Bytes of a match that are read as text, and that are shown where it is none. */
const LONGEST_MATCH = 1_000;
const MOST_BYTES = 24;

let compiled: { key: string; rules: YaraRules } | null = null;

/** Searches every file of a package with the tenant's rules, and tells of each before: a search may have no end. Throws on a trap of the engine: this process must end then. */
export async function yaraRun({ files }: Pick<Package, 'files'>, sources: readonly YaraSource[], searching: (path: string) => Promise<void>): Promise<YaraRun> {
  const started = performance.now();
  const run = { check: YARA_CHECK, version: YARA_VERSION } as const;
  try {
    const rules = compile(sources);
    const report = new Report(YARA_CHECK);
    for (const file of files) {
      await searching(file.path);
      for (const match of rules.search(file.bytes)) report.add(findingOf(match, file));
    }
    const findings = report.findings();
    return { ...run, outcome: findings.length > 0 ? 'found' : 'passed', durationMs: performance.now() - started, findings, detail: null };
  } catch (error) {
    if (isTrap(error)) throw error;
    return { ...run, outcome: 'crashed', durationMs: performance.now() - started, findings: [], detail: shortened(String(error), LONGEST_TEXT) };
  }
}

/** Compiles the rules, so that a search has its time for itself; what is wrong with them the search tells. Throws on a trap, as it does. */
export function prepareYara(sources: readonly YaraSource[]): true {
  try {
    compile(sources);
  } catch (error) {
    if (isTrap(error)) throw error;
  }
  return true;
}

/** Compiles once for as long as the sources stay the same: a child serves one tenant. */
function compile(sources: readonly YaraSource[]): YaraRules {
  const key = JSON.stringify(sources);
  if (compiled?.key === key) return compiled.rules;
  compiled?.rules.free();
  compiled = null;
  const rules = YaraRules.compile(sources);
  compiled = { key, rules };
  return rules;
}

/** Each rule is one of its own: `yara/<namespace>/<rule>`. */
function findingOf({ namespace, rule, meta, offset, length }: YaraMatch, { path, bytes }: PackageFile): Finding {
  const name = shortened(`${namespace}/${rule}`, LONGEST_NAME);
  const words = (key: string): string | null => (typeof meta.get(key) === 'string' ? shortened(String(meta.get(key)), LONGEST_TEXT) : null);
  const said = severityOf(meta.get('severity'));
  const about = words('description') ?? `The YARA rule ${name} matches this file.`;
  const doubt = said === null && meta.has('severity') ? ` (The rule's severity is none of ${SEVERITIES.join(', ')}, and counts as ${DEFAULT_SEVERITY}.)` : '';
  const help = words('help') ?? 'Remove what the rule looks for, or ask whoever keeps the rule what it stands for: on a marketplace, its maintainers.';
  return { rule: `${YARA_CHECK}/${name}`, severity: said ?? DEFAULT_SEVERITY, file: path, ...placeOf(bytes, offset), message: `${about}${doubt}`, evidence: offset === null ? null : excerptOf(bytes.subarray(offset, offset + length)), help };
}

/** What a pattern matched: its first line as text, or its bytes as YARA writes them (`{ 4d 5a 90 }`); null for nothing that can be seen. */
function excerptOf(matched: Uint8Array): string | null {
  const text = readable(matched.subarray(0, LONGEST_MATCH));
  if (text !== null) return evidence(text, 0) || null;
  const bytes = [...matched.subarray(0, MOST_BYTES)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `{ ${bytes.join(' ')} ${matched.length > MOST_BYTES ? '… ' : ''}}`;
}

/** Text in UTF-8, up to a letter that is cut off at the end; null for anything else. */
function readable(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** Line and column (UTF-16 units) of an offset in bytes; null in what is not text. A byte order mark, and half a character, take no column. */
function placeOf(bytes: Uint8Array, offset: number | null): { line: number | null; column: number | null } {
  const before = bytes.subarray(0, offset ?? 0);
  if (offset === null || before.includes(0)) return { line: null, column: null };
  const lines = before.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
  const line = new TextDecoder().decode(before.subarray(before.lastIndexOf(10) + 1), { stream: true });
  return { line: lines + 1, column: line.length + 1 };
}

function shortened(text: string, length: number): string {
  return visible(text).slice(0, length);
}
