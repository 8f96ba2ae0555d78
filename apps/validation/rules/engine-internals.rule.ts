import type { Rule } from '../check.js';
import { broughtFiles, filesWrittenBy } from './brought-files.js';
import { isSender } from './calls.js';
import { codeOf, judgeCode, once } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { isShell } from './commands.js';
import { filesIn } from './javascript/flows/flow-sets.js';
import { resolvePath } from './javascript/syntax/sources.js';
import { startsPython } from './python/modules.js';

const BINDINGS = new Set(['process.binding', 'process._linkedBinding', 'process.dlopen']);
/** Bindings that tell about the engine, or compute, and reach nothing; old versions of common libraries ask for them. */
const TELLING = new Set(['util', 'constants', 'config', 'natives', 'os', 'buffer', 'uv', 'http_parser', 'zlib', 'timer_wrap', 'tty_wrap', 'stream_wrap', 'js_stream', 'async_wrap', 'icu', 'url', 'types', 'errors', 'symbols', 'string_decoder', 'crypto']);
/** The one that libraries put something else in the place of, so that tests see files which are not there; it does no more than `fs`. */
const FILES = 'fs';
/** Those that start programs, which monitors of all that is started put something else into. */
const STARTERS = new Set(['spawn_sync', 'process_wrap']);
/** Bindings that do what public modules do; in a package that loads such a one openly, they hide nothing that it does. */
const DOORS: ReadonlyMap<string, readonly string[]> = new Map([
  ['tcp_wrap', ['net', 'tls', 'http', 'https', 'http2']],
  ['pipe_wrap', ['net', 'child_process']],
  ['tls_wrap', ['tls', 'https', 'http2']],
  ['udp_wrap', ['dgram']],
  ['cares_wrap', ['dns', 'dns/promises']],
  ['fs_dir', ['fs', 'fs/promises']],
  ['fs_event_wrap', ['fs', 'fs/promises']],
  ['v8', ['v8']],
  ['spawn_sync', ['child_process']],
  ['process_wrap', ['child_process']],
]);
const MODULE = 'module:';
const SPELLED = /binding|dlopen/i;
/** `process[pieces.join('')](…)`: a name that is put together hides what it is. */
const PUT_TOGETHER = /^[\w$.]{1,60}\[\s{0,5}[^'"`\s\]]/;
const NATIVE = /^py:(?:ctypes|cffi|_ctypes)$/;
/** By a path, also one of this computer that is no relative one. */
const NATIVE_MODULE = /^(?:native-module|module:(?:[a-z]:[\\/]|file:).*\.node)$/i;
const FETCHES = /\b(?:curl|wget|fetch|powershell|pwsh|certutil|bitsadmin|npm|npx|yarn|pnpm|git|scp|ftp|tar|unzip|node|python\w*|bash|sh)\b|\0/i;
const SCRIPTS = ['.js', '.cjs', '.mjs'];
const HELP = 'Use the public modules of the host and of its language.';

/**
 * What reaches into the engine is past every limit that the host can set. Loading a native module of the package is told
 * of, and the module itself is a finding of `native-binary`; one from elsewhere is seen by nobody before it is loaded.
 * `process.getBuiltinModule` is another `require` where it is called: what it loads is judged as that, and a computed name by
 * `computed-import`; handed on, nobody knows. Loaders of optional modules ask for many that are not there, so that it takes something
 * in the same script that could bring them, or a script that writes a file of this name and reaches a server. A binding with a written
 * name does what a public module does: critical in a package that does not load that module, which hides it; high in one that does,
 * because it still gets past every limit. One that starts programs is critical there as well, unless it is only handed on, or
 * replaced by a function that calls it for its callers: a maintainer has to look. That of files is low where all that is called of it
 * writes to files that are open, or opens the console, in a package that loads `fs`: no file is reached by its name.
 */
export const rule: Rule = {
  id: 'engine-internals',
  code: 'EXE-08',
  version: 14,
  title: 'Inner parts of the engine',
  why: 'What reaches into the engine gets past every limit that the host has set.',
  sections: true,
  run(pkg) {
    const paths = new Set(pkg.files.map(({ path }) => path));
    const python = startsPython(pkg);
    const open = new Set(codeOf(pkg).flatMap(({ uses }) => uses.flatMap(({ how, what }) => (how === 'import' && what.startsWith(MODULE) ? [what.slice(MODULE.length)] : []))));
    const files: Files = { paths, brought: broughtFiles(pkg) };
    return judgeCode(rule.id, pkg, {
      use: (use, code) => {
        if (NATIVE_MODULE.test(use.what)) return judgeNative(use, code, files);
        return judgeBrought(use, code, files) ?? judge(use, code, { python, open });
      },
    });
  },
};

interface Files {
  paths: ReadonlySet<string>;
  /** Names; see brought-files.ts. */
  brought: ReadonlySet<string>;
}

const ELSEWHERE: Judgement = { severity: 'high', message: 'native code is loaded that is not in the package', help: 'Put it into the package, use WebAssembly, or what the host offers.' };

/** Reaches a server, or starts a program that does, or one that is not known. */
function mayBring({ uses }: Code): boolean {
  return uses.some((use) => isSender(use) || (use.how === 'call' && isShell(use) && FETCHES.test(use.arguments[0]?.shape ?? '')));
}

/** `require('./server.node')` loads `server.node.js` where there is one. What is not in the package comes there later. */
function judgeNative({ arguments: [specifier] }: Use, code: Code, { paths, brought }: Files): Judgement {
  const written = specifier?.constant ?? null;
  const path = written === null || written.startsWith('/') ? null : resolvePath(code.path, written);
  if (path !== null && paths.has(path)) return { severity: 'low', message: 'native code is loaded, which no limit holds', help: 'Use WebAssembly, or what the host offers.' };
  if (path !== null && SCRIPTS.some((extension) => paths.has(path + extension))) return null;
  if (path !== null && !mayBring(code) && !brought.has(path.slice(path.lastIndexOf('/') + 1))) return { severity: 'low', message: 'native code is asked for that is not in the package', help: 'Put it into the package, or leave it out.' };
  return ELSEWHERE;
}

/** A native module that is written by what reaches a server, or that is loaded by a path of which only its name is known. */
function judgeBrought(use: Use, code: Code, { brought }: Files): Judgement {
  if (filesWrittenBy(use).some(isNative) && mayBring(code)) return { severity: 'high', message: 'a native module is written by a script that reaches a server, so that nobody has seen what it does', help: ELSEWHERE!.help };
  if (use.what !== 'require' || use.how !== 'call') return null;
  const names = filesIn(use.arguments[0]?.flows ?? []).filter(isNative);
  return names.some((name) => brought.has(name)) ? ELSEWHERE : null;
}

function isNative(name: string): boolean {
  return /\.node$/i.test(name);
}

/** A call through another name may be one of many functions, so without a constant it is a hint only. */
function bindingSeverity({ what, arguments: [name], evidence }: Use, code: Code, open: ReadonlySet<string>): 'low' | 'high' | 'critical' {
  const constant = name?.constant ?? null;
  if (constant === null) return SPELLED.test(evidence) || PUT_TOGETHER.test(evidence) ? 'critical' : 'low';
  if (what !== 'process.binding') return 'critical';
  if (TELLING.has(constant)) return 'low';
  if (constant === FILES && open.has(FILES) && KEPT.test(evidence) && reachesNoFile(code)) return 'low';
  const isOpen = DOORS.get(constant)?.some((module) => open.has(module)) === true && (!STARTERS.has(constant) || (!callsMembers(code) && (replacesMembers(code) || GIVEN.test(evidence))));
  return constant === FILES || isOpen ? 'high' : 'critical';
}

/** What is loaded goes into a call, with other things. */
const GIVEN = /^\S*binding["'`\]]*\s*\(\s*["'`]\w+["'`]\s*\)\s*,\s*\w/;

/** Does it put something else in the place of a part of a binding? */
const replacesMembers = once(({ uses }) => uses.some(({ how, what }) => how === 'write' && what === 'process.binding().member'));

/** Does it call anything of a binding, but in the name of whoever calls what stands in its place? */
const callsMembers = once(({ uses }) => uses.some(({ how, what }) => how === 'call' && what === 'process.binding().member'));

/** What is loaded becomes the value of something, and goes into no call. */
const KEPT = /^[^()]*\(\s*["'`]fs["'`]\s*\)\s*(?:;|$|,\s*[\w$]+\s*=(?![=>]))/;
/** Writing what is kept in many parts to a file that is open, which old versions of Node.js had no other way for, and what tells that it is done. */
const WRITES_OPEN = /^(?:[\w$]+(?:\(\))?\.writeBuffers\(|new\s)/;
/** The console of Windows, opened past what Node.js makes of its name. */
const OPENS_CONSOLE = /^[\w$]+(?:\(\))?\.open\(\s*(["'])CON(?:IN|OUT)\$\1/;

const reachesNoFile = once((code) => {
  const called = code.uses.filter(({ how, what }) => how === 'call' && what === 'process.binding().member');
  return called.length > 0 && !replacesMembers(code) && called.every(({ evidence }) => WRITES_OPEN.test(evidence) || OPENS_CONSOLE.test(evidence));
});

function judge(use: Use, code: Code, { python, open }: { python: boolean; open: ReadonlySet<string> }): Judgement {
  if (use.how === 'call' && BINDINGS.has(use.what)) {
    const severity = bindingSeverity(use, code, open);
    return { severity, message: `\`${use.what}\` reaches into the engine, past every limit`, help: HELP };
  }
  if (use.what === 'process.getBuiltinModule' && use.how === 'value') return { severity: use.arguments.length > 0 ? 'low' : 'high', message: '`process.getBuiltinModule` loads modules past every list of allowed ones', help: 'Import the module by its name.' };
  return use.how === 'import' && NATIVE.test(use.what) ? { severity: python ? 'high' : 'low', message: `\`${use.what.slice(3)}\` calls native code, which no limit holds`, help: HELP } : null;
}
