import { advisoryOf, hostValue, indicatorsOf, packageValue, reasonToIgnore, type Advisory, type AdvisoryRecord, type Indicator } from '#libs/contracts/advisories.js';
import type { Profile } from '#libs/contracts/profile.js';
import { admittedByNpm, admittedByPython, type Admitted } from './affected.js';
import { KNOWN_MALICIOUS_CHECK, KNOWN_MALICIOUS_VERSION, type CheckRun } from './check.js';
import { MOST_COMPONENTS } from './components.js';
import { MOST_HOSTS } from './rules/code.js';
import { Report } from './rules/report.js';
import { visible } from './rules/text.js';
import type { ScannedPackage } from './scan/report.js';

/** Files with fewer bytes are not compared: an empty one, `{}` or `export {}` is everybody's. */
export const LEAST_FILE_BYTES = 64;
/** Versions that one finding names. */
const MOST_VERSIONS_TOLD = 5;

type Asked = Pick<Indicator, 'kind' | 'value'>;

/** An indicator of the marketplace that a package has, with its advisory. */
export type Known = Indicator & Advisory;

/** Finds which of these are known to be malicious. */
export type Lookup = (asked: readonly Asked[]) => Promise<readonly Known[]>;

/** What a package is compared by, besides what its scan told. */
export interface Compared {
  package: ScannedPackage;
  packageSha256: string;
  /** Slug of its marketplace; null for none. */
  tenant: string | null;
}

/** One thing about the package that an advisory may name. */
interface Trait extends Asked {
  file: string | null;
  /** The same for people. */
  shown: string;
  /** Begins the sentence of a finding; ends before the id of the advisory. */
  says: (versions: string) => string;
  help: string;
  /** Of the versions that an advisory names, those that this is or may become. */
  admitted?: (affected: readonly string[]) => Admitted;
}

/**
 * Compares a package with advisories: its digest and those of its files, the servers that its code names, its own name, and the
 * packages that it carries or asks for. Code MAN-09 of the rule catalogue. Where more was found than a scan tells, nothing is no answer.
 */
export async function checkKnownMalicious(compared: Compared, lookup: Lookup): Promise<CheckRun> {
  const started = performance.now();
  const traits = new Map<string, Trait[]>();
  for (const trait of traitsOf(compared)) {
    const same = traits.get(keyOf(trait));
    if (same) same.push(trait);
    else traits.set(keyOf(trait), [trait]);
  }
  const asked = [...traits.values()].map(([first]) => ({ kind: first!.kind, value: first!.value }));
  const report = new Report(KNOWN_MALICIOUS_CHECK);
  for (const known of await lookup(asked)) {
    for (const trait of traits.get(keyOf(known)) ?? []) add(report, trait, known);
  }
  const findings = report.findings();
  const detail = findings.length > 0 ? null : leftOut(compared.package);
  return { check: KNOWN_MALICIOUS_CHECK, version: KNOWN_MALICIOUS_VERSION, outcome: findings.length > 0 ? 'found' : detail === null ? 'passed' : 'missing', durationMs: performance.now() - started, findings, detail };
}

/** Does the policy want this check? */
export function isCompared(profile: Profile): boolean {
  return profile.checks[KNOWN_MALICIOUS_CHECK]?.enabled !== false;
}

/** Looks in these records; withdrawn ones do not count. */
export function amongRecords(records: readonly AdvisoryRecord[]): Lookup {
  const known = new Map<string, Known[]>();
  for (const record of records) {
    for (const indicator of lookedFor(record)) {
      const key = keyOf(indicator);
      known.set(key, [...(known.get(key) ?? []), { ...indicator, ...advisoryOf(record) }]);
    }
  }
  return async (asked) => asked.flatMap((each) => known.get(keyOf(each)) ?? []);
}

/** How many of these records can match a package of no marketplace, and why others cannot. A sentence without its end. */
export function toldOf(records: readonly AdvisoryRecord[]): string {
  const indicators = records.map(lookedFor);
  const isOwn = ({ kind, value }: Indicator): boolean => kind === 'package' && value.startsWith('Souk:');
  const compared = indicators.filter((each) => !each.every(isOwn)).length;
  const own = indicators.filter((each) => each.some(isOwn)).length;
  return `${records.length} ${records.length === 1 ? 'record' : 'records'}, ${compared} can be compared${own === 0 ? '' : `; packages of a Souk marketplace, which ${own} of them name, are compared by that marketplace only`}`;
}

/** What a record is recognised by; nothing where it does not count. */
function lookedFor(record: AdvisoryRecord): Indicator[] {
  const indicators = indicatorsOf(record);
  return record.withdrawn || reasonToIgnore(record, indicators) !== null ? [] : indicators;
}

function keyOf({ kind, value }: Asked): string {
  return `${kind} ${value}`;
}

/** An attacker who names enough others would hide behind them. */
function leftOut({ hosts, components }: ScannedPackage): string | null {
  if (hosts === null || components === null) return 'the scan ended before it had told which servers the code names and what it carries, and these were not compared with the advisories';
  if (hosts.length >= MOST_HOSTS) return `the code names ${MOST_HOSTS} servers or more, and those beyond were not compared with the advisories`;
  return components.length >= MOST_COMPONENTS ? `it has ${MOST_COMPONENTS} dependencies or more, and those beyond were not compared with the advisories` : null;
}

function add(report: Report, { file, shown, says, help, admitted }: Trait, { id, summary, url, versions }: Known): void {
  const found = admitted ? admitted(versions) : { how: 'all' as const, versions: [] };
  if (found === null) return;
  const told = found.versions.slice(0, MOST_VERSIONS_TOLD).join(', ') + (found.versions.length > MOST_VERSIONS_TOLD ? ' and others' : '');
  const about = summary === '' ? '' : `: ${visible(summary).replace(/\.$/, '')}`;
  report.add({
    // What would be malicious in any case blocks; what only might become so is a maintainer's to judge.
    severity: found.how === 'all' ? 'block' : 'high',
    file,
    message: `${says(told === '' ? 'every version' : told)} by the advisory ${id}${about}.`,
    evidence: `${id}: ${shown}`.slice(0, 400),
    help: `${help} ${url === null ? `The advisory is ${id}.` : `Read ${url}`} If the advisory is mistaken, tell the maintainers of the marketplace its id: they can remove it.`,
  });
}

function traitsOf({ package: { manifest, files, hosts, components }, packageSha256, tenant }: Compared): Trait[] {
  const { name, version, dialect } = manifest;
  const own = [...(tenant === null ? [] : [`Souk:${tenant}`]), ...(dialect === 'vscode' ? ['VSCode'] : [])];
  return [
    { kind: 'sha256', value: packageSha256, file: null, shown: packageSha256, says: () => 'The package is, byte for byte, one that is known as malicious', help: 'Do not publish it.' },
    ...files.filter(({ size }) => size >= LEAST_FILE_BYTES).map(({ path, sha256 }) => ofFile(path, sha256)),
    ...(hosts ?? []).flatMap(ofHost),
    ...own.flatMap((ecosystem) => [
      ofPackage(ecosystem, { name, range: version, file: null, carried: true }),
      ...Object.entries(manifest.dependencies).map(([dependency, range]) => ofPackage(ecosystem, { name: dependency, range, file: null, carried: false })),
    ]),
    ...(components ?? []).map((component) => ofPackage(component.ecosystem, component)),
  ];
}

function ofFile(path: string, sha256: string): Trait {
  return { kind: 'sha256', value: sha256, file: path, shown: sha256, says: () => 'This file is, byte for byte, one that is known as malicious', help: 'Remove the file, and look for how it came into the package.' };
}

/** The server and every domain that it is part of: who has one has the others. */
function ofHost(host: string): Trait[] {
  const whole = hostValue(host);
  const labels = /^[\d.]+$|^\[/.test(whole) ? [] : whole.split('.');
  const parents = labels.slice(1, -1).map((_, at) => labels.slice(at + 1).join('.'));
  return [whole, ...parents].map((value) => ({ kind: 'host', value, file: null, shown: visible(host), says: () => `The code names ${visible(host)}, a server that is known as malicious`, help: 'Remove the code that talks to it, and look for how it came into the package.' }));
}

interface Named {
  name: string;
  range: string;
  file: string | null;
  carried: boolean;
}

function ofPackage(ecosystem: string, { name, range, file, carried }: Named): Trait {
  const shown = visible(`${name} ${range}`).trim();
  const admitted = (affected: readonly string[]): Admitted => (ecosystem === 'PyPI' ? admittedByPython(range, affected) : admittedByNpm(range, affected));
  const of = { kind: 'package', value: packageValue(ecosystem, name)!, file, shown: `${ecosystem} ${shown}`, admitted } as const;
  if (carried) return { ...of, says: (versions) => `${shown} (${ecosystem}) is known as malicious (${versions})`, help: 'Remove it, or take a version that no advisory names.' };
  return { ...of, says: (versions) => `The dependency ${shown} (${ecosystem}) admits what is known as malicious (${versions})`, help: 'Remove the dependency, or ask for versions that no advisory names.' };
}
