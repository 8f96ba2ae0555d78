/**
 * What an extension may take. Counts and lengths that name an invocation start anew with each one; a recording is one. In
 * an extension that stays active they also start anew `deadlineMs` later, for what it does by itself.
 */
export interface SandboxLimits {
  /** MB for everything that the extension's code keeps. The engine and Node come on top, see `ENGINES`. */
  memoryMb: number;
  /** Milliseconds of wall clock from the request to its result, time that host functions take included. */
  deadlineMs: number;
  /** Milliseconds that a version of a running extension has to answer the calls that it has begun, before it is replaced or stopped. */
  drainMs: number;
  /** Part of one core that code may take which nobody called, such as timers. It is ended `deadlineMs` of processor time beyond that. */
  backgroundShare: number;
  /** UTF-16 code units of all files together. */
  sourceChars: number;
  /** Calls of host functions in one invocation. */
  hostCalls: number;
  /** Code units of the arguments of all calls in one invocation, as JSON. */
  argumentChars: number;
  /** Code units of what one host function answers, or of its error, as JSON. */
  answerChars: number;
  /** Code units of the result, and of a state that a host begins with, as JSON. */
  resultChars: number;
  /** Code units of the arguments with which a host calls a function of the extension, as JSON: more than a state, which is one of them. */
  invokeChars: number;
  /** Code units that one invocation may write to the console; the rest is left out. */
  consoleChars: number;
  /** Lines that one invocation may write to the console; the rest is left out. */
  consoleLines: number;
  /** Timers that run at the same time. */
  timers: number;
  /** Timers that run in one recording, which waits for none of them. */
  timerRuns: number;
  /** Functions that an extension may have handed to the host. */
  callbacks: number;
  /** Members and answers that one recording may ask of what stands in for a part of the host, or for a module that nobody provides. */
  standInUses: number;
  /** Lines that one recording may put in front of modules, so that it can tell where something is done; modules after that have no places. */
  paddedLines: number;
  /** Refused attempts of one invocation that are reported; the rest is refused all the same. */
  attempts: number;
  /** Calls, attempts and lines, of each, that a report lists: the first ones; of a recording, in each world. */
  reportEntries: number;
  /** Code units of all that a report lists. */
  reportChars: number;
  /** Levels of JSON, in either direction. */
  jsonDepth: number;
}

/** Memory and time are those of seed 002. */
export const SANDBOX_LIMITS: SandboxLimits = {
  memoryMb: 128,
  deadlineMs: 5_000,
  drainMs: 1_000,
  backgroundShare: 0.25,
  sourceChars: 16_000_000,
  hostCalls: 1_000,
  argumentChars: 1_000_000,
  answerChars: 1_000_000,
  resultChars: 1_000_000,
  invokeChars: 2_000_000,
  consoleChars: 64_000,
  consoleLines: 500,
  timers: 1_000,
  timerRuns: 200,
  callbacks: 1_000,
  standInUses: 50_000,
  paddedLines: 1_000_000,
  attempts: 100,
  reportEntries: 2_000,
  reportChars: 4_000_000,
  jsonDepth: 64,
};

/** What both engines can be given, in MB. */
const MEMORY_MB = { least: 8, most: 2_048 } as const;
/** The longest that a timer of Node waits, in ms. */
const LONGEST_MS = 2 ** 31 - 1;

/** The limits of a sandbox: those that are given, and the usual ones besides. Throws RangeError that names one that is none. */
export function limitsOf(given: Partial<SandboxLimits>): SandboxLimits {
  const limits = { ...SANDBOX_LIMITS, ...given };
  for (const [name, value] of Object.entries(limits) as [keyof SandboxLimits, unknown][]) {
    if (!(name in SANDBOX_LIMITS)) throw new RangeError(`limits.${name}: there is no such limit; there are ${Object.keys(SANDBOX_LIMITS).join(', ')}`);
    const [least, most] = rangeOf(name);
    const isWhole = name === 'backgroundShare' || Number.isInteger(value);
    if (typeof value !== 'number' || !isWhole || !(value >= least && value <= most)) throw new RangeError(`limits.${name}: ${String(value)} is no ${name === 'backgroundShare' ? '' : 'whole '}number from ${least} to ${most}`);
  }
  return limits;
}

function rangeOf(name: keyof SandboxLimits): [number, number] {
  if (name === 'memoryMb') return [MEMORY_MB.least, MEMORY_MB.most];
  if (name === 'backgroundShare') return [0, 1];
  return name.endsWith('Ms') ? [1, LONGEST_MS] : [0, Number.MAX_SAFE_INTEGER];
}

/** The arguments of an invocation as JSON. Throws TypeError, with a text for the host, when they are none or too much. */
export function argumentsOf(args: readonly unknown[], { invokeChars, jsonDepth }: SandboxLimits): string {
  return jsonOf('the arguments', args, { chars: invokeChars, levels: jsonDepth, around: 1 });
}

/** A state that a host begins with, as a version would leave it. Throws TypeError, with a text for the host, when it is no JSON or too much. */
export function stateOf(state: unknown, { resultChars, jsonDepth }: SandboxLimits): unknown {
  return JSON.parse(jsonOf('the state', state, { chars: resultChars, levels: jsonDepth, around: 0 })) as unknown;
}

/** `around`: levels that are not those of whoever gave it. */
function jsonOf(what: string, value: unknown, { chars, levels, around }: { chars: number; levels: number; around: number }): string {
  const tooMuch = `${what}: more than ${chars} characters or ${levels} levels of JSON`;
  let json: unknown;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    // What is far too much overflows the stack, or the longest string that there is.
    throw new TypeError(error instanceof RangeError ? tooMuch : `${what}: no JSON can be made of this`, { cause: error });
  }
  if (typeof json !== 'string') throw new TypeError(`${what}: no JSON can be made of this`);
  if (json.length > chars || !isShallowJson(json, levels + around)) throw new TypeError(tooMuch);
  return json;
}

/** True when the text has no more than so many levels of brackets outside of its strings. Looks at each character once. */
export function isShallowJson(text: string, levels: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') {
      if (++depth > levels) return false;
    } else if (char === ']' || char === '}') depth--;
  }
  return true;
}
