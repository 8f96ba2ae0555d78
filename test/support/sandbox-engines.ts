import { createRequire } from 'node:module';
import { after } from 'node:test';
import { ENGINE_IDS } from '#libs/sandbox/engines/engines.js';
import type { EngineId } from '#libs/sandbox/engines/engines.js';
import { openSandbox } from '#libs/sandbox/sandbox.js';
import type { Run, RunReport, Sandbox, SandboxOptions } from '#libs/sandbox/sandbox.js';

/** The engines, and why one of them is not tested here. */
export const ENGINES_HERE: readonly { engine: EngineId; skip: string | false }[] = ENGINE_IDS.map((engine) => ({ engine, skip: engine === 'isolated-vm' && !isInstalled(engine) && 'isolated-vm is not installed: install packages with Node 24 or newer' }));

function isInstalled(name: string): boolean {
  try {
    return createRequire(import.meta.url)(name) !== undefined;
  } catch {
    return false;
  }
}

/** A small host: a table of cells, notifications, and something that takes its time. */
export const API = {
  rows: [
    { scope: 'cells.read', methods: ['cells.get', 'cells.all'] },
    { scope: 'cells.write', methods: ['cells.set'] },
    { scope: null, methods: ['commands.register', 'wait'] },
  ],
  modules: { '@host/api': '', cells: 'cells' },
  globals: { host: '' },
};

const opened: Sandbox[] = [];
after(() => Promise.all(opened.map((sandbox) => sandbox.close())));

/** A sandbox that is closed after the tests of the file. */
export async function sandboxOf(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await openSandbox(options);
  opened.push(sandbox);
  return sandbox;
}

/** Runs `activate` of `main.js`, or of the first of these files. */
export function runFiles(sandbox: Sandbox, files: string | Record<string, string>, run: Partial<Run> = {}): Promise<RunReport> {
  const table = typeof files === 'string' ? { 'main.js': files } : files;
  return sandbox.run({ files: new Map(Object.entries(table)), entry: Object.keys(table)[0] ?? '', api: API, granted: ['cells.read'], functions: {}, call: 'activate', ...run });
}
