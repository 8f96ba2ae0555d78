import { inspect } from 'node:util';
import { isShallowJson } from './limits.js';
import type { SandboxLimits } from './limits.js';

/**
 * Answers a call. Arguments and answer are JSON; a function of the extension comes as `{ $callback: id }`. Throw a
 * HostError to tell the extension why not; of any other error it learns nothing.
 */
export type HostFunction = (...args: unknown[]) => unknown;

/** An error whose message an extension may read. */
export class HostError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a host function answers, or its error, as JSON within the limits. Never rejects: whatever cannot be told is `too-large` or `host-failed`. */
export async function answerOf(functions: Readonly<Record<string, HostFunction>>, method: string, args: unknown[], { answerChars, jsonDepth }: SandboxLimits): Promise<{ ok: boolean; json: string }> {
  const refuse = (code: string, message: string): { ok: boolean; json: string } => ({ ok: false, json: JSON.stringify({ code, message }) });
  if (!Object.hasOwn(functions, method)) return refuse('not-implemented', `this host does not have ${method}`);
  try {
    const { ok, value } = await said(() => functions[method]?.(...args));
    const json = JSON.stringify(value);
    return json.length <= answerChars && isShallowJson(json, jsonDepth) ? { ok, json } : refuse('too-large', `${method} has more to say than ${answerChars} characters or ${jsonDepth} levels of JSON`);
  } catch {
    return refuse('host-failed', `${method} failed`);
  }
}

/** Rejects with every error but a HostError. */
async function said(call: () => unknown): Promise<{ ok: boolean; value: unknown }> {
  try {
    return { ok: true, value: (await call()) ?? null };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { ok: false, value: { code: error.code, message: error.message } };
  }
}

/** Tells the host something. What a listener of its throws, or rejects with, is a warning of the process: an extension that makes one fail must not end the host. */
export async function tellHost(listener: string, tell: () => unknown): Promise<void> {
  try {
    await tell();
  } catch (error) {
    process.emitWarning(`\`${listener}\` of the host failed: ${inspect(error)}`, 'SandboxWarning');
  }
}
