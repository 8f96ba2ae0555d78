import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Invocation, Location, Log, ReportingDescriptor, Result } from 'sarif';
import type { LocalScan } from '#libs/contracts/local-scan.js';
import type { Severity } from '#libs/contracts/severity.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { release } from '#libs/release.js';
import { unanswered } from './unanswered.js';

type Finding = LocalScan['findings'][number];
interface Scanned {
  path: string;
  isFolder: boolean;
}

/** What stands for the package itself. */
type Whole = ArtifactLocation & { uri: string };

const LEVEL: Record<Severity, 'error' | 'warning' | 'note'> = { block: 'error', critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' };
/** What the addresses of files are relative to. */
const BASE = 'EXTENSION';
/** How the ids of a marketplace's YARA rules begin, whose titles are only in what they find. */
const YARA = 'yara/';
/** GitHub's scale, which other viewers read too: 9 and more is critical. */
const SECURITY_SEVERITY: Record<Severity, string> = { block: '9.5', critical: '9.0', high: '7.5', medium: '5.0', low: '2.0', info: '0.0' };

/**
 * A scan as SARIF 2.1.0 (OASIS, 2023): one run, one result for each finding. Addresses are relative to the extension's
 * folder, lines and columns begin at 1, columns count UTF-16 units. A fingerprint stays when a finding only moves.
 * `scanned` is the file of the package, or the folder that it was packed from: only that folder has an address on this computer.
 */
export function sarifOf(scan: LocalScan, { path, isFolder }: Scanned) {
  const { href } = pathToFileURL(path);
  const whole: Whole = isFolder ? { uri: '.', uriBaseId: BASE } : { uri: href };
  const ids = [...new Set(scan.findings.map(({ rule }) => rule))].sort();
  const fingerprint = fingerprints();
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'souk', semanticVersion: release.version, rules: ids.map((id) => descriptor(id, scan)) } },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { [BASE]: { ...(isFolder && { uri: href.replace(/\/*$/, '/') }), description: { text: 'The folder of the extension, which is the root of the package.' } } },
      invocations: [invocation(scan)],
      results: scan.findings.map((finding) => result(finding, ids.indexOf(finding.rule), fingerprint(finding), whole)),
      properties: { verdict: scan.verdict, score: scan.score, reasons: scan.reasons, conditions: scan.conditions },
    }],
  } satisfies Log;
}

/** Results alone would say that nothing was found where nothing was looked for. */
function invocation({ checks }: LocalScan) {
  const silent = unanswered(checks);
  return {
    executionSuccessful: !silent.some(({ isFault }) => isFault),
    ...(silent.length > 0 && { toolExecutionNotifications: silent.map(({ why, help, isFault }) => ({ level: isFault ? 'error' as const : 'note' as const, message: { text: `${why} ${help}` } })) }),
  } satisfies Invocation;
}

function descriptor(id: string, { rules, findings }: LocalScan) {
  const rule = rules.find((each) => each.id === id);
  const of = findings.filter((finding) => finding.rule === id);
  const title = rule?.title ?? (id.startsWith(YARA) ? of[0]!.message : sentence(id));
  return {
    id,
    name: id.replace(/(?:^|[-/])(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    ...(of[0]?.why && { fullDescription: { text: of[0].why } }),
    help: { text: of.find(({ help }) => help !== '')?.help ?? title },
    properties: { ...(rule && { code: rule.code, version: rule.version }), tags: ['security'], 'security-severity': SECURITY_SEVERITY[of[0]?.severity ?? 'info'] },
  } satisfies ReportingDescriptor;
}

function sentence(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function result(finding: Finding, ruleIndex: number, fingerprint: string, whole: Whole) {
  const { rule, severity, message, help, check } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: help === '' ? message : `${message.replace(/\.$/, '')}. ${help}` },
    locations: [location(finding, whole)],
    partialFingerprints: { 'soukFinding/v1': fingerprint },
    properties: { severity, check },
  } satisfies Result;
}

/** A place in a file; what is about the whole package is about its own file, or the root of the folder: code hosts want a place for everything. */
function location({ file, line, column, member, evidence }: Finding, whole: Whole) {
  const name = member ?? (file?.startsWith('/') ? file : null);
  const artifactLocation = file === null || file === name ? whole : { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: BASE };
  const region = line === null || artifactLocation.uri === '.' ? null : { startLine: line, ...(column !== null && { startColumn: column }), ...(evidence !== null && { snippet: { text: evidence } }) };
  return { physicalLocation: { artifactLocation, ...(region && { region }) }, ...(name !== null && { logicalLocations: [{ fullyQualifiedName: name, kind: 'member' }] }) } satisfies Location;
}

/** By what was seen and where, not by its line; the same seen twice is told apart by its order. */
function fingerprints(): (finding: Finding) => string {
  const seen = new Map<string, number>();
  return ({ rule, file, evidence, message }) => {
    const key = JSON.stringify([rule, file, evidence ?? message]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return sha256(new TextEncoder().encode(`${key} ${count}`));
  };
}
