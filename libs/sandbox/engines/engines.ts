import type { SandboxEngine } from './engine.js';

export const ENGINE_IDS = ['quickjs', 'isolated-vm'] as const;
export type EngineId = (typeof ENGINE_IDS)[number];

interface EngineEntry {
  /** Flags of Node that it needs or that make it safer. */
  flags: readonly string[];
  /** MB that Node and the engine take besides what the extension keeps. */
  ownMb: number;
  /** True when the kernel can limit its memory (RLIMIT_DATA): V8's compiler reserves more than any useful limit. */
  dataLimit: boolean;
  load(): Promise<SandboxEngine>;
}

/**
 * QuickJS runs in WebAssembly whose memory V8 limits; it needs no native code. isolated-vm is V8 itself, several times
 * as fast even without its compiler (`--jitless`, which also takes WebAssembly away), but native code in the process.
 */
export const ENGINES: Record<EngineId, EngineEntry> = {
  // kB of stack: as much as most systems let the first thread have, less what Node's own code needs.
  quickjs: { flags: ['--stack-size=6000'], ownMb: 96, dataLimit: false, load: async () => (await import('./quickjs.js')).quickjs },
  // Its loader looks for Alpine's file to know the C library.
  'isolated-vm': { flags: ['--allow-fs-read=/etc/alpine-release', '--allow-addons', '--no-node-snapshot', '--jitless', '--disable-warning=SecurityWarning'], ownMb: 128, dataLimit: true, load: async () => (await import('./isolated-vm.js')).isolatedVm },
};
