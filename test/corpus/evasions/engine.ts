import { BINDING } from './evasion.js';
import type { Evasion } from './evasion.js';

/** Ways into the engine. */
export const ENGINE: readonly Evasion[] = [
  ['plain', BINDING, 'engine-internals critical'],
  ['joined', 'process["bin" + "ding"]("spawn_sync")', 'engine-internals critical'],
  ['destructured', 'const { binding } = process; binding("spawn_sync")', 'engine-internals critical'],
  ['required', 'require("process").binding("spawn_sync")', 'engine-internals critical'],
  ['imported', 'import p from "node:process"; p.binding("spawn_sync")', 'engine-internals critical'],
  ['imported name', 'import { binding as b } from "process"; b("spawn_sync")', 'engine-internals critical'],
  ['globalThis', 'globalThis["process"].binding("spawn_sync")', 'engine-internals critical'],
  ['default', '((p = process) => p.binding("spawn_sync"))()', 'engine-internals critical'],
  ['linked', 'process._linkedBinding("x")', 'engine-internals critical'],
  ['dlopen', 'process.dlopen(module, "x")', 'engine-internals critical'],
  ['call', 'process.binding.call(process, "spawn_sync")', 'engine-internals critical'],
  ['bound', 'process.binding.bind(process)("spawn_sync")', 'engine-internals critical'],
  ['bound with argument', 'process.binding.bind(process, "spawn_sync")()', 'engine-internals critical'],
  ['Reflect', 'Reflect.get(process, "binding")("spawn_sync")', 'engine-internals critical'],
  ['object member', 'const o = { p: process }; o.p.binding("spawn_sync")', 'engine-internals critical'],
  ['pieces under a name', 'const verbs = ["dl", "open"]; process[verbs.join("")](holder, file)', 'engine-internals critical'],
  ['pieces of an object', 'const kit = { verb: ["dl", "open"] }; process[kit.verb.join("")](holder, file)', 'engine-internals critical'],
  ['pieces by an own function', 'const g = globalThis; const at = (...parts) => parts.join(""); g[at("pro", "cess")][at("bin", "ding")](given)', 'engine-internals critical'],
  ['mainModule of something unseen', 'let found = null; each((sites) => { found = sites[0].self.process }); found.mainModule.require("child_process").exec("")', 'child-process high'],
  ['call site', 'Error.prepareStackTrace = (e, s) => s; new Error().stack[0].getThis()', 'sandbox-probe'],
];
