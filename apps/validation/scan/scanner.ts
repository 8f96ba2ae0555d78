import type { Profile } from '#libs/contracts/profile.js';
import { withWalls } from '#libs/sandbox/process.js';
import { ScanChild } from './process.js';
import type { ScanLaunch } from './process.js';
import type { ScanReport } from './report.js';

export type { ScannedPackage, ScanReport } from './report.js';

/** Where the service finds its scanner. */
export const SCANNER = Symbol('scanner');

/** MB of JavaScript heap of one child. */
const MEMORY_MB = 256;
/** MB of memory that one child may occupy altogether. */
const RSS_MB = 512;
/** Milliseconds for one package. */
const TIMEOUT_MS = 20_000;
/** Packages that one child reads before it is replaced. */
const MAX_PACKAGES = 100;
/** Children that wait warm beside those that scan: one that is new, the others for the tenants they served last. */
const WARM = 5;

export interface ScannerOptions {
  /** Packages that are scanned at the same time. */
  children: number;
  memoryMb?: number;
  rssMb?: number;
  timeoutMs?: number;
  maxPackages?: number;
  warm?: number;
  /** The program of a child. */
  program?: URL;
}

/**
 * Opens the pool of disposable child processes. Rejects when no child comes up at all. The first child tells whether
 * the kernel grants a namespace of its own; without one, Node's permission model and the network policy remain.
 */
export async function openScanner({ children, memoryMb = MEMORY_MB, rssMb = RSS_MB, timeoutMs = TIMEOUT_MS, maxPackages = MAX_PACKAGES, warm = WARM, program }: ScannerOptions): Promise<Scanner> {
  const launch = { memoryMb, rssMb, timeoutMs, program: program ?? new URL('./child.js', import.meta.url) };
  const { first, wrapper, isolation } = await withWalls((wrapper) => ScanChild.start({ ...launch, wrapper }));
  return new Scanner({ ...launch, wrapper }, first, { children, maxPackages, warm, isolation });
}

/** Scans packages in child processes that may die; a child sees packages of one tenant only. */
export class Scanner {
  /** Children that do not scan, longest idle first. */
  #idle: ScanChild[];
  readonly #busy = new Set<ScanChild>();
  #starting: Promise<void> | null = null;
  /** Scans that wait for one of the slots. */
  readonly #waiting: (() => void)[] = [];
  #slots: number;
  #closing = false;

  constructor(private readonly launch: ScanLaunch, first: ScanChild, private readonly limits: { children: number; maxPackages: number; warm: number; isolation: string }) {
    this.#idle = [first];
    this.#slots = limits.children;
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
   * Reads and checks a package in a child of this tenant. A child that dies over it is a result (`dead`). Rejects only
   * for reasons that are not the package's: no child starts, or the scanner is closing. Such a scan may be repeated.
   */
  async scan(tenantId: string, bytes: Uint8Array, profile: Profile): Promise<ScanReport> {
    await this.#enter();
    try {
      const child = await this.#take(tenantId);
      const report = await child.scan(bytes, profile);
      this.#giveBack(child);
      this.#refuseWhenClosing();
      return report;
    } finally {
      this.#leave();
    }
  }

  /** Ends every child, and rejects the scans that run or wait. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.allSettled([this.#starting]);
    const children = [...this.#idle, ...this.#busy];
    for (const child of children) child.end('crashed', 'the scanner is closing');
    await Promise.all(children.map((child) => child.exited));
  }

  #living(): ScanChild[] {
    return [...this.#idle, ...this.#busy].filter((child) => child.alive);
  }

  async #enter(): Promise<void> {
    if (this.#slots > 0) this.#slots--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#refuseWhenClosing();
  }

  /** Hands the slot to whoever waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#slots++;
  }

  #refuseWhenClosing(): void {
    if (this.#closing) throw new Error('the scanner is closing; scan again later');
  }

  async #take(tenantId: string): Promise<ScanChild> {
    let child = this.#pick(tenantId);
    while (!child) {
      await this.#start();
      this.#refuseWhenClosing();
      child = this.#pick(tenantId);
    }
    this.#keepSpare();
    return child;
  }

  /** A child that this tenant used before, else one that nobody used yet. */
  #pick(tenantId: string): ScanChild | null {
    this.#idle = this.#idle.filter((child) => child.alive);
    const child = this.#idle.find((each) => each.tenantId === tenantId) ?? this.#idle.find((each) => each.tenantId === null);
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
    if (this.#idle.some((child) => child.tenantId === null)) return;
    if (this.#idle.length + this.#busy.size >= this.limits.children + this.limits.warm) this.#idle.shift()?.end('crashed', 'its place is needed');
    // When this fails, the scan that needs the child starts one itself and meets the error.
    this.#start().catch(() => undefined);
  }

  #start(): Promise<void> {
    this.#starting ??= ScanChild.start(this.launch)
      .then((child) => void this.#idle.push(child))
      .finally(() => (this.#starting = null));
    return this.#starting;
  }
}
