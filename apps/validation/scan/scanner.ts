import { setTimeout as pause } from 'node:timers/promises';
import type { Profile } from '#libs/contracts/profile.js';
import { CHECKS } from '#libs/contracts/checks.js';
import { withWalls } from '#libs/sandbox/process.js';
import { openSandbox } from '#libs/sandbox/sandbox.js';
import type { Sandbox } from '#libs/sandbox/sandbox.js';
import { COMPILE_MS } from '#libs/yara/compile.js';
import type { YaraSource } from '#libs/yara/source.js';
import { SANDBOX_CHECK, YARA_CHECK, YARA_VERSION } from '../check.js';
import type { CheckRun, Finding } from '../check.js';
import { INFERENCE_MISS, judgeRun, runEntries } from '../sandbox-check.js';
import type { SandboxRun } from '../sandbox-check.js';
import { visible } from '../rules/text.js';
import type { PublisherKeys } from './origin.js';
import { ScanChild } from './process.js';
import type { ScanLaunch, YaraSearch } from './process.js';
import type { Opened, ScanReport } from './report.js';

export type { ScannedPackage, ScanReport } from './report.js';

/** Where the service finds its scanner. */
export const SCANNER = Symbol('scanner');

/** MB of JavaScript heap of one child. */
const MEMORY_MB = 512;
/** MB of memory that one child may occupy altogether. */
const RSS_MB = 900;
/** Milliseconds for one package. */
const TIMEOUT_MS = 20_000;
/** Packages that one child reads before it is replaced. */
const MAX_PACKAGES = 100;
/** Milliseconds for the search of one package with YARA rules. */
const YARA_MS = 5_000;
/** Milliseconds for compiling them, once in each child: what was accepted is ready in time on a machine that is three times as busy. */
const YARA_COMPILE_MS = COMPILE_MS * 3;
/** Milliseconds for one run of an entry in the sandbox. */
const SANDBOX_MS = 5_000;
/** How far the children of patient scans let other processes go first, 0 to 19: beside one that is busy they get a tenth of a processor. */
export const PATIENT_NICENESS = 10;
/** So many times longer may a patient scan take. */
const PATIENT_TIMES = 5;
/** Milliseconds that a scan waits for a child where none starts, and between two tries. */
const START_MS = 60_000;
const START_AGAIN_MS = 1_000;
/** Children that wait warm beside those that scan: one that is new, the others for the tenants they served last. 0: none is started before it is needed. */
const WARM = 5;

/** Characters of a path that a reason shows. */
const LONGEST_PATH = 200;
/** Tenants whose last turn is remembered. */
const MOST_TURNS = 10_000;

export interface ScannerOptions {
  /** Packages that are scanned at the same time; while all are one tenant's, one of another besides. */
  children: number;
  memoryMb?: number;
  rssMb?: number;
  timeoutMs?: number;
  maxPackages?: number;
  warm?: number;
  /** The program of a child. */
  program?: URL;
  /** Milliseconds for one run in the sandbox. */
  sandboxMs?: number;
  /** Hears of each scope that an extension used and the inference did not see: a mistake of ours. */
  missed?: (finding: Finding) => void;
  yaraMs?: number;
  compileMs?: number;
  startMs?: number;
}

/** How one package is to be scanned. */
export interface ScanOptions {
  /** The marketplace's rules to search with. */
  yara?: readonly YaraSource[];
  /** Waits until nobody else waits for a child, and lets other processes go first: for what nobody waits for. */
  patient?: boolean;
  /** The publisher's, that a signature is held against; null for what was published already. */
  keys?: PublisherKeys | null;
}

/**
 * Opens the pool of disposable child processes. Rejects when no child comes up at all. The first child tells whether
 * the kernel grants a namespace of its own; without one, Node's permission model and the network policy remain.
 */
export async function openScanner({ children, memoryMb = MEMORY_MB, rssMb = RSS_MB, timeoutMs = TIMEOUT_MS, maxPackages = MAX_PACKAGES, warm = WARM, program, sandboxMs = SANDBOX_MS, missed = () => {}, yaraMs = YARA_MS, compileMs = YARA_COMPILE_MS, startMs = START_MS }: ScannerOptions): Promise<Scanner> {
  const launch = { memoryMb, rssMb, timeoutMs, yaraMs, compileMs, program: program ?? new URL('./child.js', import.meta.url) };
  const { first, wrapper, isolation } = await withWalls((wrapper) => ScanChild.start({ ...launch, wrapper }));
  return new Scanner({ ...launch, wrapper }, first, { children, maxPackages, warm, isolation, sandboxMs, startMs, missed });
}

/** What a scan goes by once it has a child. */
interface Asked {
  tenantId: string;
  bytes: Uint8Array;
  profile: Profile;
  yara: readonly YaraSource[];
  patient: boolean;
}

interface Waiting {
  tenantId: string;
  wake: () => void;
}

/** Scans packages in child processes that may die; a child sees packages of one tenant only. */
export class Scanner {
  /** Children that do not scan, longest idle first. */
  #idle: ScanChild[];
  readonly #busy = new Set<ScanChild>();
  /** By whether they are for patient scans, as the sandboxes. */
  readonly #starting = new Map<boolean, Promise<void>>();
  /** The tenants of the scans that have a slot. */
  readonly #scanning: string[] = [];
  /** Scans that wait for one. */
  readonly #waiting: Waiting[] = [];
  /** When each tenant last had a slot, counted in slots. */
  readonly #turns = new Map<string, number>();
  #turn = 0;
  /** Scans that let the others go first. */
  readonly #patient: Waiting[] = [];
  #closing = false;
  /** The last child that was to start did. */
  #starts = true;
  readonly #sandboxes = new Map<boolean, Promise<Sandbox>>();

  constructor(private readonly launch: ScanLaunch, first: ScanChild, private readonly limits: { children: number; maxPackages: number; warm: number; isolation: string; sandboxMs: number; startMs: number; missed: (finding: Finding) => void }) {
    this.#idle = [first];
  }

  /** What keeps a child away from the rest of the machine, for the log. */
  get isolation(): string {
    return this.limits.isolation;
  }

  /** Process ids of the children that live now. */
  get pids(): number[] {
    return this.#living().map((child) => child.pid);
  }

  /** Which tenant each child belongs to, by process id; a child that served nobody yet is left out. */
  get owners(): Map<number, string> {
    return new Map(this.#living().flatMap(({ pid, tenantId }) => (tenantId === null ? [] : [[pid, tenantId]])));
  }

  /**
   * Reads and checks a package in a child of this tenant, holds its signature against the publisher's keys, and runs its
   * entries in the sandbox at the same time. A child that dies over it is a result (`dead`, or what it told before, with `died`). Rejects only for reasons that are not the package's: for a minute no child starts, or the scanner is closing.
   * Such a scan may be repeated.
   */
  async scan(tenantId: string, bytes: Uint8Array, profile: Profile, { yara = [], patient = false, keys = null }: ScanOptions = {}): Promise<ScanReport> {
    await this.#enter(tenantId, patient ? this.#patient : this.#waiting);
    try {
      const child = await this.#take(tenantId, patient);
      const { opened, report } = child.scan(bytes, profile, keys);
      const [checked, ran] = await Promise.allSettled([this.#check(child, report, { tenantId, bytes, profile, yara, patient }), this.#run(tenantId, opened, { profile, patient })]);
      this.#refuseWhenClosing();
      if (checked.status === 'rejected') throw checked.reason;
      if (checked.value.kind !== 'scanned') return checked.value;
      if (ran.status === 'rejected') throw ran.reason;
      return this.#with(checked.value, ran.value);
    } finally {
      this.#leave(tenantId);
    }
  }

  /** Rejects while no child starts, of the scan or of the sandbox; asking tries again. */
  async ready(): Promise<void> {
    if (!this.#starts) await this.#start(false);
    await this.prepareSandbox();
  }

  /** Starts a child of the sandbox before the first package needs one. */
  prepareSandbox(patient = false): Promise<Sandbox> {
    const open = this.#sandboxes.get(patient);
    if (open) return open;
    const how = patient ? { limits: { deadlineMs: this.limits.sandboxMs * PATIENT_TIMES }, spare: false, niceness: PATIENT_NICENESS } : { limits: { deadlineMs: this.limits.sandboxMs }, spare: this.limits.warm > 0 };
    const opening = openSandbox(how);
    this.#sandboxes.set(patient, opening);
    // Without one, the next scan that needs it tries again.
    opening.catch(() => this.#sandboxes.delete(patient));
    return opening;
  }

  /** What the child says, and what the marketplace's own rules find then. */
  async #check(child: ScanChild, answer: Promise<ScanReport>, asked: Asked): Promise<ScanReport> {
    const { profile, yara } = asked;
    const report = await answer;
    const isSearched = report.kind === 'scanned' && report.died === null && profile.checks[YARA_CHECK]?.enabled !== false;
    const search = isSearched ? await searched(child, yara, report.package.files.length) : null;
    this.#giveBack(child);
    return search !== null && report.kind === 'scanned' ? { ...report, runs: [...report.runs, await this.#explained(search, asked)] } : report;
  }

  /** A search without an end, with the file that it was about and whose rules have none there: another child reads the package again, and searches that file with one source after the other. */
  async #explained({ run, searching }: YaraSearch, { tenantId, bytes, profile, yara, patient }: Asked): Promise<CheckRun> {
    if (run.outcome !== 'timed-out' || searching === null) return run;
    const child = await this.#take(tenantId, patient);
    const { kind } = await child.scan(bytes, withoutChecks(profile), null).report;
    const source = kind === 'scanned' ? await child.endless(yara, searching) : null;
    this.#giveBack(child);
    const whose = source === null ? '' : `; the YARA rules ${source.name} have no end with that file`;
    return { ...run, detail: `${run.detail}, while ${visible(searching).slice(0, LONGEST_PATH)} was searched${whose}` };
  }

  /** Runs the entries of what the child opened; null where nothing is to be run. */
  async #run(tenantId: string, opening: Promise<Opened | null>, { profile: { checks }, patient }: { profile: Profile; patient: boolean }): Promise<SandboxRun | null> {
    const opened = await opening;
    if (opened === null || checks[SANDBOX_CHECK]?.enabled === false) return null;
    this.#refuseWhenClosing();
    const sandbox = await this.#untilItStarts(() => this.prepareSandbox(patient));
    this.#refuseWhenClosing();
    return runEntries(sandbox, { tenantId, manifest: opened.package.manifest, loadable: opened.loadable });
  }

  #with(report: Extract<ScanReport, { kind: 'scanned' }>, ran: SandboxRun | null): ScanReport {
    if (ran === null) return report;
    const run = judgeRun(ran, { manifest: report.package.manifest, permissions: report.permissions, found: report.runs.flatMap(({ findings }) => findings) });
    for (const finding of run.findings) if (finding.rule === INFERENCE_MISS) this.limits.missed(finding);
    return { ...report, runs: [...report.runs, run] };
  }

  /** Ends every child, and rejects the scans that run or wait. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const { wake } of [...this.#waiting.splice(0), ...this.#patient.splice(0)]) wake();
    await Promise.allSettled(this.#starting.values());
    const sandboxes = await Promise.allSettled(this.#sandboxes.values());
    const children = [...this.#idle, ...this.#busy];
    for (const child of children) child.end('crashed', 'the scanner is closing');
    await Promise.all([...children.map((child) => child.exited), ...sandboxes.map((sandbox) => (sandbox.status === 'fulfilled' ? sandbox.value.close() : null))]);
  }

  #living(): ScanChild[] {
    return [...this.#idle, ...this.#busy].filter((child) => child.alive);
  }

  async #enter(tenantId: string, line: Waiting[]): Promise<void> {
    this.#refuseWhenClosing();
    await new Promise<void>((wake) => {
      line.push({ tenantId, wake });
      this.#admit();
    });
    this.#refuseWhenClosing();
  }

  #leave(tenantId: string): void {
    this.#scanning.splice(this.#scanning.indexOf(tenantId), 1);
    this.#admit();
  }

  /** Hands out the slots that are free. While one tenant has them all, one more is free for others: what stalls a tenant's scans must not stall theirs. */
  #admit(): void {
    const [holder] = this.#scanning;
    const free = this.limits.children - this.#scanning.length;
    const isOneTenants = free === 0 && this.#scanning.every((each) => each === holder);
    const next = free > 0 ? (this.#next(this.#waiting) ?? this.#next(this.#patient)) : isOneTenants ? this.#next(this.#waiting, holder) : null;
    if (!next) return;
    this.#scanning.push(next.tenantId);
    if (this.#turns.size >= MOST_TURNS) this.#turns.clear();
    this.#turns.set(next.tenantId, ++this.#turn);
    next.wake();
    this.#admit();
  }

  /** Takes from a line, of the tenant whose last turn was longest ago, the scan that waits longest. */
  #next(line: Waiting[], except?: string): Waiting | null {
    const able = line.filter(({ tenantId }) => tenantId !== except);
    const turns = able.map(({ tenantId }) => this.#turns.get(tenantId) ?? 0);
    const next = able[turns.indexOf(Math.min(...turns))];
    if (!next) return null;
    line.splice(line.indexOf(next), 1);
    return next;
  }

  #refuseWhenClosing(): void {
    if (this.#closing) throw new Error('the scanner is closing; scan again later');
  }

  async #take(tenantId: string, patient: boolean): Promise<ScanChild> {
    let child = this.#pick(tenantId, patient);
    while (!child) {
      if (patient) this.#makeRoom();
      await this.#untilItStarts(() => this.#start(patient));
      this.#refuseWhenClosing();
      child = this.#pick(tenantId, patient);
    }
    if (!patient) this.#keepSpare();
    return child;
  }

  /** A child that this tenant used before, else one that nobody used yet. */
  #pick(tenantId: string, patient: boolean): ScanChild | null {
    this.#idle = this.#idle.filter((child) => child.alive);
    const able = this.#idle.filter((each) => each.patient === patient);
    const child = able.find((each) => each.tenantId === tenantId) ?? able.find((each) => each.tenantId === null);
    if (!child) return null;
    child.tenantId = tenantId;
    this.#idle = this.#idle.filter((each) => each !== child);
    this.#busy.add(child);
    return child;
  }

  #giveBack(child: ScanChild): void {
    this.#busy.delete(child);
    if (!child.alive) return;
    if (child.served >= this.limits.maxPackages) child.end('crashed', 'it read its share of packages');
    else this.#idle.push(child);
  }

  /** Has one unused child warm, in the place of the one that idles longest when there are enough. */
  #keepSpare(): void {
    if (this.limits.warm === 0 || this.#idle.some((child) => child.tenantId === null && !child.patient)) return;
    this.#makeRoom();
    // When this fails, the scan that needs the child starts one itself and meets the error.
    this.#start(false).catch(() => undefined);
  }

  #makeRoom(): void {
    if (this.#idle.length + this.#busy.size >= this.limits.children + this.limits.warm) this.#idle.shift()?.end('crashed', 'its place is needed');
  }

  /** What keeps a child from starting is no reason to give a package up: memory comes back, and files are replaced. */
  async #untilItStarts<T>(start: () => Promise<T>): Promise<T> {
    const end = performance.now() + this.limits.startMs;
    for (;;) {
      try {
        return await start();
      } catch (error) {
        if (performance.now() + START_AGAIN_MS > end) throw error;
        await pause(START_AGAIN_MS);
        this.#refuseWhenClosing();
      }
    }
  }

  #start(patient: boolean): Promise<void> {
    const under = this.#starting.get(patient);
    if (under) return under;
    const { timeoutMs, yaraMs, compileMs } = this.launch;
    const launch = patient ? { ...this.launch, niceness: PATIENT_NICENESS, timeoutMs: timeoutMs * PATIENT_TIMES, yaraMs: yaraMs * PATIENT_TIMES, compileMs: compileMs * PATIENT_TIMES } : this.launch;
    const starting = ScanChild.start(launch)
      .then((child) => void this.#idle.push(child))
      .then(() => void (this.#starts = true), (error: unknown) => ((this.#starts = false), Promise.reject(error as Error)))
      .finally(() => this.#starting.delete(patient));
    this.#starting.set(patient, starting);
    return starting;
  }
}

/** What the marketplace's rules find; without any there is nothing to find. */
async function searched(child: ScanChild, yara: readonly YaraSource[], files: number): Promise<YaraSearch> {
  return yara.length > 0 ? child.search(yara, files) : { searching: null, run: { check: YARA_CHECK, version: YARA_VERSION, outcome: 'passed', durationMs: 0, findings: [], detail: null } };
}

/** For a package that is only to be read. */
function withoutChecks(profile: Profile): Profile {
  return { ...profile, checks: Object.fromEntries(CHECKS.map((check) => [check, { enabled: false, enforced: false, required: false }])) };
}
