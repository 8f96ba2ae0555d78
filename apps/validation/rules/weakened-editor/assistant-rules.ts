import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { dangerIn } from '../commands.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { mayInline, withTexts } from '../javascript/texts/inlined-texts.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { writtenIn } from '../javascript/texts/written-elsewhere.js';
import { writtenPairsIn } from '../javascript/texts/written-pairs.js';
import { namesStranger } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, extensionOf, Places } from '../text.js';

/** Files in which coding assistants look for what they are to do. */
const RULE_FILE = /(?:^|[\\/])(?:(?:AGENTS?|CLAUDE|GEMINI|SKILL|CONVENTIONS)\.md|copilot-instructions\.md|[\w.-]{1,60}\.instructions\.md|\.?[\w-]{1,60}\.mdc|\.(?:cursor|windsurf|cline|roo|trae|augment)[\w-]{0,20}rules|\.(?:cursor|windsurf|clinerules|roo|kiro|junie|augment)[\\/].{0,80}|\.goosehints)$/i;
const DATA = new Set(['.md', '.mdc', '.txt', '.json', '.hbs', '.ejs', '.tpl', '.tmpl']);
const ABOUT = /(?:^|\/)(?:readme|changelog|license|licence|security|contributing)\b[^/]*$/i;
/** UTF-16 units that are read of one file. */
const MOST_READ = 64 * 1024;
/** UTF-16 units around what is to be read in which the rest stands. */
const NEAR = 400;

/** A member of JSON with a value. */
const MEMBER = /"([^"\\\n]{4,120})"\s{0,20}:/g;
/** Cheap to look for. */
const HINT = /\.env\b|\.aws|\.ssh|id_rsa|\.npmrc|\.netrc|credential|secret|passwords?|keys?\b|environment (?:variables|files?)/i;
const NOT = String.raw`(?<!\b(?:never|not|don['’]t|avoid|without|no need to)\s(?:\w{1,15}\s){0,3})`;
const KEPT = String.raw`(?:(?<![\w/])\.env\b(?!\.(?:example|sample|template|dist))|\.aws\/credentials|\.ssh\b|\bid_(?:rsa|ed25519)\b|\.npmrc\b|\.netrc\b|\bcredentials?\b|\b(?:api|access|secret|private)[ _-]?(?:keys?|tokens?)\b|\bsecrets\b|\bpasswords?\b|\benvironment (?:variables|files?)\b)`;
const READS = new RegExp(String.raw`${NOT}\b(?:read|open|cat|collect|gather|copy|print|load|find|take|include|attach|grab|dump|search for|look for)\b[^.!?\n]{0,80}?${KEPT}`, 'gi');
/** A command for whoever follows the rules, with a file of keys in it. */
const COMMAND = new RegExp(String.raw`\b(?:curl|wget|iwr|irm|invoke-\w{1,20})\b[^\n]{0,200}?${KEPT}[^\n]{0,200}`, 'gi');
const WHO = String.raw`(?:this|these|it|that you|(?:the |your )?(?:users?|humans?|developers?|reviewers?|authors?|owners?)|anyone|anybody|in (?:the|your|any) (?:summary|answers?|chat|reply|replies|commit))`;
const HIDES = new RegExp(String.raw`\b(?:do not|don['’]t|never|without)\s+(?:ever\s+)?(?:\w{1,12}(?:,\s+|,?\s+(?:or|and|nor)\s+))?(?:mention|tell|inform|notify|alert|warn|report|say|disclose|reveal|announce)(?:ing)?\s+(?:\w{1,12}\s+){0,3}?${WHO}\b|\bsay nothing\b|\b(?:users?|humans?|developers?) (?:must|should|need|may) not (?:be told|know|see|notice)\b|\bkeep\s+(?:this|it|that|these)\s+(?:\w{1,12}\s+)?(?:secret|hidden|quiet|to yourself)\b|\bfor the (?:assistant|agent|model|ai)s? only\b`, 'i');
/** Beside a command that is to be run: nobody is to read of it, or, where no reader of the page sees that, to be asked. */
const OMITS = /\b(?:do not|don['’]t|never|without)\s+(?:ever\s+)?(?:list|includ|show|display|describ|not|record|log|print|echo|quot|summari[sz]|refer|surfac|explain)(?:e|ing)?\s+(?:to\s+)?(?:(?:it|this|that|these|them|the|step|steps|command|commands)\s+){1,3}(?:in|to)\s+(?:the|your|any|a)\s+(?:\w{1,12}\s+)?(?:summar(?:y|ies)|answers?|chat|reply|replies|response|responses|reports?|transcript|users?)\b/i;
const PRESSES = /\b(?:do not|don['’]t|never|without|no need to)\s+(?:ever\s+)?(?:ask|wait|request|prompt|seek|need|requir)(?:e|ing)?\b[^.!?\n]{0,40}\b(?:confirm\w{0,6}|permission|approval|consent|users?|humans?|developers?)\b|\bpre-?(?:approved|authori[sz]ed)\b|\balready\s+(?:been\s+)?(?:approved|authori[sz]ed|agreed)\b|\bwithout (?:asking|confirmation|approval|permission)\b/i;
const SENDS = /\b(?:send|post|upload|add|append|submit|attach|put|forward|report|curl|wget|fetch|request|encode)\b[^!?\n]{0,200}(https?:\/\/[\w.-]{3,100})/i;
const WRITES = /^(?:module:fs(?:\/promises)?\.(?:writeFile|appendFile|createWriteStream|copyFile|cp)(?:Sync)?|py:open)$/;
const WRITE_NAMES = ['cp', 'cpSync', 'copy', 'copySync', 'writeFile', 'writeFileSync', 'writeText', 'appendFile', 'appendFileSync', 'createFile', 'copyFile', 'copyFileSync'];
const HELP = 'Write into the rules of assistants only what users can read and want, and nothing about their keys.';

/**
 * Texts that a package writes into the files by which coding assistants are told what to do, and that have them read keys and send them to a server, or keep
 * quiet about it. In small scripts and in data beside them.
 */
export function judgeAssistantRules(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  const scripts = scriptsOf(pkg).filter(({ path }) => !large.has(path));
  const data = pkg.files.filter(({ path }) => !large.has(path) && (DATA.has(extensionOf(path)) || RULE_FILE.test(path)) && !ABOUT.test(path) && path !== 'package.json');
  const templates = data.filter(isTemplate).map(({ path }) => path);
  const naming = scripts.filter(({ mentions, texts, leads }) => [...(mentions?.texts ?? [])].some((text) => RULE_FILE.test(text) || templates.some((path) => names(text, path))) || texts.some(({ shape }) => RULE_FILE.test(shape)) || templates.some((path) => leads.includes(path)));
  const groups = naming.map(({ path }) => togetherWith(pkg, path, large)).filter((group) => group.some(writes));
  const contributed = JSON.stringify((pkg.manifest.original as { contributes?: unknown }).contributes ?? {});
  const isWritten = scripts.some(writes);
  const told = groups.length > 0 ? data : data.filter(({ path }) => contributed.includes(path) || RULE_FILE.test(path) || (isWritten && extensionOf(path) === '.json'));
  const add = (path: string, text: string, start: number): void => report.add({ ...weighed(pkg, path, { severity: 'high', message: 'a text for coding assistants has them read keys, and send them away or keep quiet about it' }), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  for (const { path, bytes } of told) {
    const text = decode(bytes).slice(0, MOST_READ);
    const start = Math.max(HINT.test(text) ? takesAt(text) : -1, ordersAt(text));
    if (start >= 0) add(path, text, start);
    else if (extensionOf(path) === '.json' && HINT.test(text) && hidesIn(linesOf(text))) add(path, text, 0);
  }
  for (const { path, bytes } of pkg.files) {
    if (!large.has(path) && SETTINGS.test(path)) {
      const text = decode(bytes).slice(0, MOST_READ);
      const command = [...text.matchAll(/"((?:[^"\\]|\\.){4,400})"/g)].find(([, each]) => dangerIn(each!) !== null);
      if (command) report.add({ ...weighed(pkg, path, { severity: 'high', message: 'settings of an editor or an assistant start a command that gets what it runs from elsewhere, or hides it' }), help: HELP, file: path, ...new Places(text).at(command.index), evidence: evidence(text, command.index) });
    }
    if (large.has(path) || !TEXTS.has(extensionOf(path))) continue;
    const text = decode(bytes).slice(0, MOST_READ);
    const order = unseenOrderAt(text);
    if (order >= 0) add(path, text, order);
    const start = DECODES.test(text) ? hiddenCommandAt(text) : -1;
    if (start >= 0) report.add({ ...weighed(pkg, path, { severity: 'high', message: 'a text has whoever reads it run a command that stands there encoded' }), help: 'Write commands so that people can read what they run.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  const elsewhere = writtenIn(pkg, new Map(pkg.files.map((file) => [file.path, file])));
  for (const path of new Set(groups.flatMap((group) => group.map((script) => script.path)))) {
    const text = isPage(path) ? '' : decode(pkg.files.find((file) => file.path === path)!.bytes);
    const own = text !== '' ? readAgain(pkg, path) : null;
    const tree = own && mayInline(text) ? withTexts(own, elsewhere(path)) : own;
    const found = tree ? writtenPairsIn(tree).texts.find((each) => takesAt(each.text) >= 0 || ordersAt(each.text) >= 0) : undefined;
    if (found) add(path, text, found.start);
  }
  return report.findings();
}

/** A command in a text, by its quotation marks or its program. */
const SHOWN = /`([^`\n]{4,300})`|\b((?:curl|wget|iwr|irm)\s[^\n`]{4,300})/g;
/** What loads a script from a server in a page that is written for a project, or says so in words. */
const LOADS = /<(?:script|iframe)\b[^<>\n]{0,200}\bsrc\s*=\s*["']?((?:https?:)?\/\/[^\s"'<>]{3,200})|\b(?:load|include|import|embed|insert|inject)\b[^.!?<>]{0,80}?(https?:\/\/[^\s"'`<>()]{3,200})/gi;
/** What every project is to get. */
const ADDS = /\b(?:add|install|import|include|depend on)\b[^.!?\n]{0,60}\b(?:package|dependency|module|library)\b[^.!?\n]{0,80}\b(?:every|each|all|any)\b[^.!?\n]{0,40}\b(?:projects?|files?|repositor\w{1,3})\b/gi;
/** What is run, and nobody is asked. */
const QUIETLY = /\b(?:run|execute)\b[^.!?\n]{0,120}\b(?:without (?:asking|confirm\w{0,6}|approval)|silently|quietly)\b/gi;
/** What readers of a page do not see. */
const UNSEEN = /<!--([^]{20,4000}?)-->|^\[(?:\/\/|comment)\]:\s*(?:#|<>)\s*[("']([^\n]{20,2000})/gm;
const FOR_ASSISTANTS = /\b(?:AI|assistants?|agents?|LLMs?|language models?|copilot|claude|cursor|codex|gemini)\b/i;

/** Where a text has its reader run a command that gets what it runs from elsewhere, or put a package or the script of a server into whatever it works on, and say nothing of it; -1 for nowhere. */
function ordersAt(text: string, isUnseen = false): number {
  const hides = [HIDES, OMITS, ...(isUnseen ? [PRESSES] : [])].filter((each) => each.test(text));
  if (hides.length === 0) return -1;
  const isQuiet = (index: number, length: number): boolean => hides.some((each) => each.test(text.slice(Math.max(0, index - NEAR), index + length + NEAR)));
  for (const { index, 0: shown, 1: quoted, 2: plain } of text.matchAll(SHOWN)) if (isQuiet(index, shown.length) && dangerIn(quoted ?? plain ?? '') !== null) return index;
  for (const { index, 0: loads, 1: written, 2: said } of text.matchAll(LOADS)) if (isQuiet(index, loads.length) && namesStranger((written ?? said)!.replace(/^\/\//, 'https://'))) return index;
  for (const { index, 0: run } of text.matchAll(QUIETLY)) if (isQuiet(index, run.length)) return index;
  for (const { index, 0: added } of text.matchAll(ADDS)) if (isQuiet(index, added.length)) return index;
  return -1;
}

/** Where a part of a page that its readers do not see tells an assistant to do one of these; -1 for nowhere. */
function unseenOrderAt(text: string): number {
  for (const { index, 1: comment, 2: line } of text.matchAll(UNSEEN)) {
    const said = comment ?? line ?? '';
    if (FOR_ASSISTANTS.test(said) && (takesAt(said) >= 0 || ordersAt(said, true) >= 0)) return index;
  }
  return -1;
}

/** The texts of a file of JSON as one, in their order: what is cut in lines there. */
function linesOf(text: string): string {
  return [...text.matchAll(/"((?:[^"\\]|\\.){2,400})"(?!\s*:)/g)].map(([, each]) => each).join(' ');
}

function hidesIn(text: string): boolean {
  return HIDES.test(text) && takesAt(text) >= 0;
}

/** Where a line decodes a text that stands in it, and has a shell run that; -1 for nowhere. */
function hiddenCommandAt(text: string): number {
  for (const { index, 0: line } of text.matchAll(/[^\n]+/g)) if (DECODES.test(line) && ENCODED.test(line) && dangerIn(line)?.rule === 'decoded-code') return index;
  return -1;
}

/** What an editor or an assistant reads in a folder that is opened. */
const SETTINGS = /(?:^|\/)\.(?:claude|cursor|gemini|vscode|codex|kiro)\/[\w./-]{1,60}\.json$/;
const TEXTS = new Set(['.md', '.mdc', '.txt']);
const DECODES = /\bbase64\s+(?:-d|--decode)\b/i;
const ENCODED = /[\w+/]{24}/;

/** Files for projects: one of rules in a folder, or JSON with such a file as a member. */
function isTemplate({ path, bytes }: PackageFile): boolean {
  if (RULE_FILE.test(path)) return path.includes('/');
  return extensionOf(path) === '.json' && [...decode(bytes).slice(0, MOST_READ).matchAll(MEMBER)].some(([, name]) => RULE_FILE.test(name!));
}

/** Is this the path of a file, or the name of a folder that it is in? */
function names(text: string, path: string): boolean {
  const name = text.replace(/^(?:\.{0,2}\/)+|\/$/g, '');
  return name.length > 1 && (path === name || path.endsWith(`/${name}`) || path.startsWith(`${name}/`) || path.includes(`/${name}/`));
}

function writes({ uses, mentions }: Script): boolean {
  return uses.some(({ what, how }) => how === 'call' && WRITES.test(what)) || WRITE_NAMES.some((name) => mentions?.names.has(name));
}

/** Where a text has somebody read what is secret, or run a command with it, and send it to a server that is named, or say nothing of it; -1 for nowhere. */
function takesAt(text: string): number {
  for (const { index, 0: read } of text.matchAll(READS)) {
    const near = text.slice(Math.max(0, index - NEAR), index + read.length + NEAR);
    if (HIDES.test(near) || namesStranger(SENDS.exec(near.slice(Math.min(index, NEAR)))?.[1] ?? '')) return index;
  }
  for (const { index, 0: command } of text.matchAll(COMMAND)) if (namesStranger(SENDS.exec(command)?.[1] ?? '')) return index;
  return -1;
}
