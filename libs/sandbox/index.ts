/** What a host application needs to run extensions: it imports this file as `souk/sandbox`. */
export { ExtensionHost } from './extension-host.js';
export type { Embedding, Left, Release, Started } from './extension-host.js';
export { HostError } from './host-functions.js';
export type { HostFunction } from './host-functions.js';
export { SANDBOX_LIMITS } from './limits.js';
export type { SandboxLimits } from './limits.js';
export type { ConsoleLine, HostApi } from './protocol.js';
export { openSandbox } from './sandbox.js';
export type { Run, RunReport, Sandbox, SandboxOptions } from './sandbox.js';
export type { Outcome } from './session.js';
