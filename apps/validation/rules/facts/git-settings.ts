import { dangerIn } from '../commands.js';
import type { Weakness } from './editor-settings.js';
import { hostIn, reachOf } from './places.js';

/** Settings of Git that send what it gets, or the keys that it is given, elsewhere, or have it run something. One table for commands, scripts, data and files of settings. */

/** Cheap to look for in a text; each of the settings below has one of these. */
export const GIT_HINT = /insteadof|sslverify|credential|hookspath|sshcommand|fsmonitor|askpass|https?\.[^\s"']{0,200}proxy/i;

const INSTEAD = /^url\.(.{1,300})\.(?:insteadOf|pushInsteadOf)$/is;
const UNCHECKED = /^http\.(?:.{1,300}\.)?sslVerify$/i;
const PROXY = /^(?:https?\.(?:.{1,300}\.)?|remote\..{1,100}\.)proxy$/i;
const HELPER = /^credential\.(?:.{1,300}\.)?helper$/i;
const HOOKS = /^core\.hooksPath$/i;
/** What Git starts by itself. */
const STARTED = /^(?:core\.(?:sshCommand|fsmonitor|askPass|pager|editor|gitProxy)|alias\..{1,60}|filter\..{1,60}\.(?:clean|smudge|process)|diff\..{1,60}\.(?:command|textconv)|(?:diff|merge)tool\..{1,60}\.cmd|sequence\.editor)$/i;
/** Sends what it gets, or where. */
const SENDS = /\b(?:curl|wget|nc|ncat|invoke-(?:webrequest|restmethod)|iwr|irm)\b|\/dev\/tcp\/|https?:\/\//i;

const grave = (says: string): Weakness => ({ severity: 'high', says });
const doubtful = (says: string): Weakness => ({ severity: 'medium', says });

/** What is wrong with a setting of Git that gets this value; null for nothing. `isGlobal`: it may be for all that somebody has. `\0` stands for what is not known. */
export function weaknessOfGit(name: string, value: string, isGlobal: boolean): Weakness | null {
  const instead = INSTEAD.exec(name)?.[1];
  if (instead !== undefined) return leadsElsewhere(instead, value) ? grave('has Git ask a server that is named here for what is elsewhere') : null;
  if (PROXY.test(name)) return hostIn(value) !== null && isForeign(value) ? grave('sends all that Git asks for through a server that is named here') : null;
  if (HELPER.test(name)) return value.trimStart().startsWith('!') && SENDS.test(value) ? grave('has Git hand the keys of whoever uses it to a program that sends them') : null;
  if (UNCHECKED.test(name)) return /^(?:false|0|no|off)$/i.test(value) ? (isGlobal ? grave : doubtful)('lets anybody on the way read and change what Git gets') : null;
  if (HOOKS.test(name)) return isGlobal && value !== '' ? doubtful('has Git run programs of one folder in every project') : null;
  const danger = STARTED.test(name) ? dangerIn(value.replace(/^\s*!/, '')) : null;
  return danger ? grave(`has Git start a program that ${danger.says}`) : null;
}

function isForeign(address: string): boolean {
  const host = hostIn(address)?.host;
  return host !== undefined && !['local', 'private'].includes(reachOf(host) ?? '');
}

const FORGE = /(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com|sr\.ht|azure\.com|visualstudio\.com)$/;

/** A host of projects of many people, to which everybody may be led: the same by another protocol, or with a key. */
export function isForge(host: string): boolean {
  return FORGE.test(host);
}

/** `url.https://a/.insteadOf https://b/`: to a server that is neither the same, nor one of its domain, nor one where everybody has projects. */
function leadsElsewhere(to: string, from: string): boolean {
  const place = hostIn(to);
  if (place === null || !isForeign(to) || isForge(place.host)) return false;
  const before = hostIn(from)?.host ?? /^(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)(?=[:/]|$)/.exec(from)?.[1] ?? null;
  return before === null || domainOf(before) !== domainOf(place.host);
}

function domainOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}

/** `git config --global name value` in a command; also without `git`, as the words of one. */
export function gitSettingsIn(command: string): { name: string; value: string; isGlobal: boolean }[] {
  const found: { name: string; value: string; isGlobal: boolean }[] = [];
  for (const [, rest] of command.matchAll(CONFIG)) {
    const words = [...(rest ?? '').matchAll(WORD)].map(([, double, single, plain]) => (double ?? single ?? plain ?? '').replace(/["']/g, ''));
    const isGlobal = words.some((word) => /^--(?:global|system)$/.test(word));
    const at = words.findIndex((word) => /^[a-z][\w-]{0,40}\..*\w$/i.test(word));
    const [name, value] = [words[at], words[at + 1]];
    if (name !== undefined && value !== undefined) found.push({ name, value, isGlobal });
  }
  return found;
}

const CONFIG = /\bgit(?:\.exe)?\s+(?:-\S+\s+){0,4}config\s+([^\n]{1,1000})/g;
/** A word of a command, in quotation marks or with some in it. */
const WORD = /(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"';&|]|"[^"]*"|'[^']*')+))(?=\s|$|[;&|])/g;

/** A file of settings of Git: sections in brackets, with names and values. */
export function gitSettingsOfFile(text: string): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = [];
  let section = '';
  for (const line of text.split('\n')) {
    const [, kind, of] = /^\s*\[\s*([\w.-]{1,40})(?:\s+"([^"]{1,400})")?\s*\]/.exec(line) ?? [];
    if (kind !== undefined) section = of === undefined ? kind : `${kind}.${of}`;
    const [, name, value] = /^\s*(?:\[[^\]]{1,450}\]\s*)?([a-z][\w-]{0,40})\s*=\s*(.*)$/i.exec(line) ?? [];
    if (section !== '' && name !== undefined) found.push({ name: `${section}.${name}`, value: value!.trim().replace(/^"(.*)"$/, '$1') });
  }
  return found;
}
