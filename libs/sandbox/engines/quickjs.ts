import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core';
import type { CustomizeVariantOptions, QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSSyncVariant } from 'quickjs-emscripten-core';
import release from '@jitl/quickjs-wasmfile-release-sync';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { START } from '../modules.js';
import { EngineFailure, GuestThrew } from './engine.js';
import type { EmptyRealm, Realm, RealmOptions, SandboxEngine } from './engine.js';

const PAGES_PER_MB = 16;
/** MB that the module needs to begin with. */
const INITIAL_MB = 16;
/** QuickJS must notice before the stack of V8 is full (`--stack-size` in engines.ts), of which its parser takes up to 30 times as much as of this one. */
const STACK_BYTES = 192 * 1024;
const JOBS_AT_ONCE = 1_000;
// Its types describe its CommonJS twin, and those of Node leave WebAssembly out.
const variant = release as unknown as QuickJSSyncVariant;
const { Memory, compile } = (globalThis as unknown as { WebAssembly: { Memory: new (pages: { initial: number; maximum: number }) => { grow(pages: number): number }; compile(bytes: Uint8Array): Promise<object> } }).WebAssembly;
/** Compiled once, before anybody waits for it. */
const wasmModule = await compile(readFileSync(fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))));
const description = new URL('../package.json', import.meta.resolve('quickjs-emscripten-core'));
const { version: packageVersion } = JSON.parse(readFileSync(description, 'utf8')) as { version: string };

/**
 * Knows whether it was asked for more than its maximum. What QuickJS throws then says so of large blocks only: for the
 * error itself there may be no memory left, and `null` is thrown.
 */
class BoundedMemory extends Memory {
  isExhausted = false;

  constructor(readonly mb: number) {
    super({ initial: INITIAL_MB * PAGES_PER_MB, maximum: mb * PAGES_PER_MB });
  }

  /** The module asks for less and less until it gets it or gives up: the last answer counts. */
  override grow(pages: number): number {
    this.isExhausted = true;
    const before = super.grow(pages);
    this.isExhausted = false;
    return before;
  }
}

/** QuickJS as WebAssembly. Its memory is one WebAssembly memory with a maximum: that is what binds, unlike its own memory limit. */
export const quickjs: SandboxEngine = {
  version: `quickjs-emscripten ${packageVersion}`,
  async prepare(memoryMb, guest) {
    const wasmMemory = new BoundedMemory(memoryMb);
    const module = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory, wasmModule } as CustomizeVariantOptions));
    return new EmptyQuickJsRealm(module.newRuntime(), wasmMemory, guest);
  },
};

/** One in which only our own program was read. */
class EmptyQuickJsRealm implements EmptyRealm {
  readonly #context: QuickJSContext;
  readonly #guest: QuickJSHandle;

  constructor(private readonly runtime: QuickJSRuntime, private readonly memory: BoundedMemory, guest: string) {
    runtime.setMaxStackSize(STACK_BYTES);
    this.#context = runtime.newContext();
    this.#guest = this.#context.unwrapResult(this.#context.evalCode(guest, 'souk:guest'));
  }

  open(options: RealmOptions): Realm {
    return new QuickJsRealm(this.runtime, this.#context, this.#guest, { ...options, memory: this.memory });
  }
}

class QuickJsRealm implements Realm {
  readonly #news: QuickJSHandle;
  #turnEnds = 0;

  constructor(private readonly runtime: QuickJSRuntime, private readonly context: QuickJSContext, guest: QuickJSHandle, private readonly options: RealmOptions & { memory: BoundedMemory }) {
    runtime.setInterruptHandler(() => options.memory.isExhausted || performance.now() > this.#turnEnds);
    this.#serveModules();
    const ask = context.newFunction('ask', (question) => context.newString(this.#ask(context.getString(question))));
    this.#news = this.#turn(() => this.#unwrap(context.callFunction(guest, context.undefined, ask, context.newString(options.settings))));
  }

  start(): void {
    this.#turn(() => {
      const evaluated = this.#unwrap(this.context.evalCode(this.options.modules.source(START), START, { type: 'module' }));
      this.#runJobs();
      const state = this.context.getPromiseState(evaluated);
      if (state.type === 'rejected') this.#throw(state.error);
    });
  }

  tell(news: string): void {
    this.#turn(() => {
      this.#unwrap(this.context.callFunction(this.#news, this.context.undefined, this.context.newString(news)));
      this.#runJobs();
    });
  }

  /** A refusal while a name is resolved loses its message on the way, one while its text is loaded does not. */
  #serveModules(): void {
    const { modules } = this.options;
    const refusals = new Map<string, Error>();
    const resolve = (referrer: string, specifier: string): string => {
      try {
        return modules.resolve(specifier, referrer);
      } catch (error) {
        const id = `souk:refused/${specifier}`;
        refusals.set(id, error as Error);
        return id;
      }
    };
    const source = (id: string): string | { error: Error } => {
      try {
        return refusals.has(id) ? { error: refusals.get(id) as Error } : modules.source(id);
      } catch (error) {
        return { error: error as Error };
      }
    };
    this.runtime.setModuleLoader(source, resolve);
  }

  /** Whoever took all memory is not heard any more: how it ended is told when its turn ends. */
  #ask(question: string): string {
    return this.options.memory.isExhausted ? '' : this.options.ask(question);
  }

  /** Whatever the WebAssembly module itself throws leaves it in an unknown state, and so does memory that was not there, whoever caught that. */
  #turn<T>(run: () => T): T {
    const { memory, longestTurnMs } = this.options;
    this.#turnEnds = performance.now() + longestTurnMs;
    try {
      const result = run();
      if (!memory.isExhausted) return result;
    } catch (error) {
      if (!memory.isExhausted) throw error instanceof EngineFailure || error instanceof GuestThrew ? error : new EngineFailure('crashed', `the engine broke: ${String(error)}`);
    }
    throw new EngineFailure('memory', `it needs more than ${memory.mb} MB`);
  }

  #runJobs(): void {
    for (let ran = JOBS_AT_ONCE; ran === JOBS_AT_ONCE; ) {
      const jobs = this.runtime.executePendingJobs(JOBS_AT_ONCE);
      if (jobs.error) this.#throw(jobs.error);
      ran = jobs.value;
    }
  }

  #unwrap(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    return result.error ? this.#throw(result.error) : result.value;
  }

  #throw(handle: QuickJSHandle): never {
    const thrown: unknown = this.context.dump(handle);
    const { name = 'Error', message = String(thrown), stack = '' } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<string, unknown>;
    if (performance.now() > this.#turnEnds) throw new EngineFailure('timed-out', `it ran for ${this.options.longestTurnMs} ms without a pause`);
    throw new GuestThrew(String(name), String(message), String(stack));
  }
}
