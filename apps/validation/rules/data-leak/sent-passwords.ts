import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { withoutWrapping } from '../javascript/syntax/expressions.js';
import { handedTo, isNameOf } from '../javascript/flows/handed-arguments.js';
import type { Places as Handed } from '../javascript/flows/handed-arguments.js';
import { memberPath } from '../javascript/syntax/member-paths.js';
import { quietRequestsIn } from '../javascript/flows/quiet-requests.js';
import type { QuietRequest } from '../javascript/flows/quiet-requests.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { exportedFunctions } from '../javascript/flows/sending-functions.js';
import { isPage, knownOf } from '../javascript/syntax/sources.js';
import type { Files } from '../javascript/syntax/sources.js';
import { ToldValues } from '../javascript/texts/told-values.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { namesStranger } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/**
 * What somebody types as a password on a page goes to a server that the library names, in a request whose answer nobody reads: a
 * beacon, a picture or a link, or a `fetch` that also tells which page this is. Who logs in waits for the answer.
 */

const MENTIONS = ['sendBeacon', 'Image', 'createElement', 'fetch'];
const PASSWORD = /^(?:pass(?:word|wd|phrase|code)?|pwd)(?:_?(?:value|text|input|field|ref|el|node|confirm(?:ation)?|repeat|again|2))?$|^(?:new|old|current|user|login|confirm|my|raw|plain|entered|typed)_?pass(?:word|wd|phrase)?$/i;
/** Names of what is said about a password, by the same keys. */
const ABOUT = /err|valid|touched|dirty|message|msg|label|rule|schema|strength|score|hint|help|placeholder|text|string|class|style|visible|show|require|option|config|setting|^t$|i18n|translat|^type/i;
const MESSAGE = 'a password that is typed on a page goes to a server that is named here, in a request whose answer nobody reads';
const HELP = 'Give what users type to the page that has the form, and to nobody else.';

/** In small scripts: the request and the password in one, or the password handed to a function of another script that sends it. */
export function judgeTypedPasswords(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  const files: Files = new Map(pkg.files.map((file) => [file.path, file]));
  const small = scriptsOf(pkg).filter(({ path }) => !large.has(path) && !isPage(path));
  const sending = new Map<string, Handed>();
  const tell = ({ path }: Script, at: Node): void => {
    const text = decode(files.get(path)!.bytes);
    report.add({ ...weighed(pkg, path, { severity: 'high', message: MESSAGE }), help: HELP, file: path, ...new Places(text).at(at.start ?? 0), evidence: evidence(text, at.start ?? 0) });
  };
  for (const script of small.filter(maySend)) {
    const program = readAgain(pkg, script.path);
    const told = program && new ToldValues(program);
    const requests = told ? quietRequestsIn(program, told.names).filter(({ neverAnswers, tellsPage }) => neverAnswers || tellsPage) : [];
    if (!told || requests.length === 0) continue;
    const isTyped = namesPassword(script) ? passwordsIn(script) : () => false;
    const leak = requests.find(({ sent }) => sent.some((each) => told.tells(each, isTyped, isAbout)));
    if (leak) tell(script, leak.node);
    else sending.set(script.path, sendingIn(program!, told, requests));
  }
  for (const script of sending.size > 0 ? small.filter((each) => namesPassword(each) && each.leads.some((lead) => sending.has(lead))) : []) {
    const program = readAgain(pkg, script.path);
    const handed = program && handedPassword(program, script, (specifier) => knownOf(pkg, script.path, specifier, (path) => sending.get(path)) ?? undefined);
    if (handed) tell(script, handed);
  }
  return report.findings();
}

function maySend({ mentions, texts }: Script): boolean {
  return mentions !== null && MENTIONS.some((name) => mentions.names.has(name)) && (texts.some(({ shape }) => namesStranger(shape)) || mentions.names.has('atob'));
}

/** Is a password meant, and not what is passed, by any name or text? */
function namesPassword({ mentions }: Script): boolean {
  return [...(mentions?.names ?? [])].some((name) => /passw|passphrase/i.test(name));
}

function sendingIn(program: ESTree.Program, told: ToldValues, requests: readonly QuietRequest[]): Handed {
  const sending = new Map<string, Set<number>>();
  for (const [name, callable] of exportedFunctions(program)) {
    const places = callable.params.flatMap((parameter, at) => (requests.some(({ sent }) => sent.some((each) => told.tells(each, isNameOf(parameter, callable)))) ? [at] : []));
    if (places.length > 0) sending.set(name, new Set(places));
  }
  return sending;
}

/** The call by which a password gets to a function of another script that sends it. */
function handedPassword(program: ESTree.Program, script: Script, sendingOf: (specifier: string) => Handed | undefined): Node | null {
  const told = new ToldValues(program);
  const isTyped = passwordsIn(script);
  return handedTo(program, sendingOf, (given) => told.tells(given, isTyped, isAbout));
}

/** Tells what stands for a password that somebody typed: by its name, as the field of a form, as a member of what the form keeps, and as all fields where one is for a password. */
function passwordsIn({ mentions }: Script): (node: Node) => boolean {
  const hasField = mentions?.texts.has('password') === true;
  return (node) => {
    if (node.type === 'Identifier') return PASSWORD.test(node.name);
    if (node.type === 'MemberExpression') return isMemberOfPassword(node);
    if (node.type === 'Property') return !node.computed && node.key.type === 'Identifier' && PASSWORD.test(node.key.name) && isEmpty(node.value);
    return hasField && node.type === 'NewExpression' && memberPath(node.callee) === 'FormData' && node.arguments.length > 0;
  };
}

/** `values.password`, `passwordRef.current.value`, `form.elements.password.value`, `form.querySelector('[type=password]').value` */
function isMemberOfPassword(node: ESTree.MemberExpression): boolean {
  let inner: Node = node;
  while (inner.type === 'MemberExpression' && /^(?:value|current|target)$/.test(lastName(inner))) inner = withoutWrapping(inner.object);
  if (inner.type === 'Identifier') return PASSWORD.test(inner.name);
  if (inner.type === 'CallExpression') return /(?:^|\.)(?:querySelector|getElementById)$/.test(memberPath(inner.callee) || lastName(inner.callee)) && inner.arguments.some((each) => each.type === 'Literal' && /passw|pwd/i.test(String(each.value)));
  if (inner.type !== 'MemberExpression' || !PASSWORD.test(lastName(inner))) return false;
  const owner = withoutWrapping(inner.object);
  return !ABOUT.test(owner.type === 'Identifier' ? owner.name : lastName(owner));
}

/** `errors`, which has the same keys. */
function isAbout(node: Node): boolean {
  return node.type === 'Identifier' && ABOUT.test(node.name);
}

/** What a form begins with. */
function isEmpty(value: Node): boolean {
  return value.type === 'Literal' && (value.value === '' || value.value === null);
}

function lastName(node: Node): string {
  return node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' ? node.property.name : '';
}
