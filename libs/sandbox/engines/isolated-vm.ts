import { createRequire } from 'node:module';
import { START } from '../modules.js';
import { EngineFailure, GuestThrew } from './engine.js';
import type { EmptyRealm, Realm, RealmOptions, SandboxEngine } from './engine.js';

/** The part of isolated-vm that is used; its own types are not there where the package is not. */
interface Library {
  Isolate: new (options: { memoryLimit: number }) => Isolate;
  Callback: new (run: (text: string) => string) => object;
}
interface Isolate {
  readonly isDisposed: boolean;
  createContextSync(): Context;
  compileModuleSync(code: string, options: { filename: string }): Module;
}
interface Context {
  evalClosureSync(code: string, given: unknown[], options: { timeout: number; result: { reference: true } }): Reference;
}
interface Module {
  instantiateSync(context: Context, resolve: (specifier: string, referrer: Module) => Module): void;
  evaluateSync(options: { timeout: number }): void;
}
interface Reference {
  applySync(self: undefined, given: string[], options: { timeout: number }): void;
}

const load = createRequire(import.meta.url);
const { Callback, Isolate } = library();
const packageVersion = (load('isolated-vm/package.json') as { version: string }).version;

/** It is an optional package: not every platform and version of Node has it. */
function library(): Library {
  try {
    return load('isolated-vm') as Library;
  } catch (error) {
    throw new Error(`isolated-vm is not installed for Node ${process.versions.node} on ${process.platform} (${process.arch}): use Node 24 or newer, or the engine quickjs. ${String(error)}`, { cause: error });
  }
}

/** V8 in an isolate of its own. Its memory limit is a guideline that a process must enforce. */
export const isolatedVm: SandboxEngine = {
  version: `isolated-vm ${packageVersion}, V8 ${process.versions.v8}`,
  async prepare(memoryMb, guest) {
    return new EmptyIsolate(memoryMb, guest);
  },
};

/** One in which nothing was read yet. */
class EmptyIsolate implements EmptyRealm {
  readonly #isolate: Isolate;
  readonly #context: Context;

  constructor(private readonly memoryMb: number, private readonly guest: string) {
    this.#isolate = new Isolate({ memoryLimit: memoryMb });
    this.#context = this.#isolate.createContextSync();
  }

  open(options: RealmOptions): Realm {
    return new IsolateRealm(this.#isolate, this.#context, { ...options, memoryMb: this.memoryMb, guest: this.guest });
  }
}

class IsolateRealm implements Realm {
  readonly #news: Reference;
  readonly #modules = new Map<string, Module>();
  readonly #ids = new Map<Module, string>();

  constructor(private readonly isolate: Isolate, private readonly context: Context, private readonly options: RealmOptions & { memoryMb: number; guest: string }) {
    const code = `return ${options.guest}((question) => $0(question), $1)`;
    this.#news = this.#turn((timeout) => context.evalClosureSync(code, [new Callback(options.ask), options.settings], { timeout, result: { reference: true } }));
  }

  start(): void {
    this.#turn((timeout) => {
      const first = this.#compile(START);
      first.instantiateSync(this.context, (specifier, referrer) => this.#compile(this.options.modules.resolve(specifier, this.#ids.get(referrer) ?? '')));
      first.evaluateSync({ timeout });
    });
  }

  tell(news: string): void {
    this.#turn((timeout) => this.#news.applySync(undefined, [news], { timeout }));
  }

  #compile(id: string): Module {
    const known = this.#modules.get(id);
    if (known) return known;
    const module = this.isolate.compileModuleSync(this.options.modules.source(id), { filename: id });
    this.#modules.set(id, module);
    this.#ids.set(module, id);
    return module;
  }

  #turn<T>(run: (timeout: number) => T): T {
    try {
      return run(this.options.longestTurnMs);
    } catch (error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      if (this.isolate.isDisposed) throw new EngineFailure('memory', `it needs more than ${this.options.memoryMb} MB`);
      if (message.startsWith('Script execution timed out')) throw new EngineFailure('timed-out', `it ran for ${this.options.longestTurnMs} ms without a pause`);
      throw new GuestThrew(name, message, framesOfGuest(stack ?? ''));
    }
  }
}

/** Frames of this process say where it is installed, which is nothing for an extension's author. */
function framesOfGuest(stack: string): string {
  return stack.split('\n').filter((line) => !/file:|node:|<isolated-vm boundary>/.test(line)).join('\n');
}
