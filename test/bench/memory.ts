import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { SERVICES } from '../../scripts/services.js';
import { skipped, type Stage } from './parts.js';

const MiB = 1024;

export interface MemoryResult {
  process: string;
  /** Processes that are counted together. */
  processes: number;
  /** MiB, where what several processes share is divided between them. */
  mib: number;
}

/** Memory of every process and its children. Null where the system does not tell. */
export function measureMemory({ souk, postgresPid }: Stage): MemoryResult[] | null {
  if (!existsSync('/proc/self/smaps_rollup')) {
    skipped('memory: this system has no /proc/…/smaps_rollup');
    return null;
  }
  const children = childrenOf();
  const withChildren = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(withChildren)];
  const of = (process: string, pids: number[]): MemoryResult => ({ process, processes: pids.length, mib: pids.reduce((sum, pid) => sum + shareOf(pid), 0) });
  const services = SERVICES.map((name) => ({ name, pid: souk.pid(name) })).filter((service): service is { name: typeof service.name; pid: number } => service.pid !== null);
  const scanners = services.flatMap(({ pid }) => withChildren(pid).slice(1));
  return [...services.map(({ name, pid }) => of(name, [pid])), of('validation: scanners', scanners), of('postgres', withChildren(postgresPid))];
}

function childrenOf(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(textOf(`/proc/${name}/status`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

function shareOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / MiB;
}

/** A process may end while it is looked at. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
