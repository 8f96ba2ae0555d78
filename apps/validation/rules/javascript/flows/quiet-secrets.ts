import type { ESTree } from 'meriyah';
import { HTTP_CLIENTS } from '../../facts/clients.js';
import { hostIn, namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../syntax/children.js';
import { memberName, nameOf, pieceOf, withoutWrapping } from '../syntax/expressions.js';
import { keysGivenBack } from './given-back-keys.js';
import type { Places } from './handed-arguments.js';
import { memberPath } from '../syntax/member-paths.js';
import { isWithin } from './quiet-senders.js';
import { mayLeave, quietWaysIn, relaysIn } from './quiet-ways.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import { importedNames } from './sending-functions.js';
import { ToldValues } from '../texts/told-values.js';
import type { Node, Of } from '../syntax/tree.js';

/** Names of what nobody else is given, whoever it is that has it. */
const SECRET = /^(?:(?:new|old|current|user|raw|plain|db|admin)?_?(?:pass(?:word|wd|phrase|code)?|pwd)s?|(?:seed_?|recovery_?|secret_?|backup_?)phrase|mnemonics?|seed_?words|(?:recovery_?|secret_?)words|(?:wallet_?|master_?|root_?)?seed|priv(?:ate)?_?key(?:_?(?:hex|pem|bytes))?|secret_?key|(?:client|app|session|cookie|jwt|totp|shared|token|signing|webhook|hmac)?_?secret|secret_?access_?key|signing_?key|(?:access|refresh|id|session|bearer)_?token|authorization|cookies?|card_?number|cvc2?|cvv2?|security_?code|credentials?|wif|xprv)$/i;
/** Names that a key of the library's own has as well, so that only what somebody else's library gets is told by them. */
const KEY = /^(?:token|key|api_?key|auth|card|connection_?string|url|uri|dsn|pk|sk|data|secret|credentials?|password|bearer|jwt)$/i;
/** What requests have of their visitors. */
const OF_REQUEST = /^(?:authorization|cookies?|x-api-key|api-key|x-auth-token|x-access-token|proxy-authorization|set-cookie)$/i;
/** What says something about a secret and is none. */
const ABOUT = /err|valid|touched|dirty|message|msg|label|rule|schema|strength|score|hint|help|placeholder|class|style|visible|show|require|setting|i18n|translat|type|public/i;

/** May this name or text be one of a secret? */
export function mayBeSecret(text: string): boolean {
  return SECRET.test(text) || KEY.test(text) || OF_REQUEST.test(text) || text === 'FormData' || /\btype=["']?password|\bphrase\b/.test(text) || /^(?:elements|Proxy|localStorage|sessionStorage|cc-csc|XMLHttpRequest)$/.test(text);
}

/** A client for requests gets keys because it sends them. */
const CLIENT = new RegExp(String.raw`^(?:node:)?(?:${HTTP_CLIENTS}|ws|https?|net|tls|dgram|undici|events|util|fs|path|os|url|querystring|stream|react|vue|@angular\/core)$`);
/** Keys that classes keep which talk to a service. */
const OF_CLIENT = ['apiKey', 'api_key', 'token', 'accessToken'];
const OF_LOGIN = /^(?:auth|handshake|account|credentials?|tokens?)$/i;
const OF_VISITOR = /^(?:req|request)$/;
/** What asks for the words that make the keys of a wallet. */
const OF_WORDS = /(?:recovery|seed|secret)[ -]phrase|\b(?:12|24|twelve)[- ]word/i;
/** A session that is ended, or asked about, where it was begun. */
const ENDS = /revoke|log_?out|sign_?out|introspect|invalidate/i;

/**
 * The place where a secret goes to a server that is written here, beside what it is for: in a request, a look-up or a program whose answer nobody reads. Who logs
 * in, pays or signs waits for what is answered. What has the name of a key of the library's own counts where another library gets it. In one small script; null where none does.
 */
export function quietSecret(program: ESTree.Program, placesOf: (specifier: string) => Places | undefined, namesServer = false): Node | null {
  if (!mayLeave(program, placesOf, namesServer)) return null;
  const told = new ToldValues(program);
  const ways = quietWaysIn(program, told, placesOf, namesServer);
  if (ways.length === 0) return null;
  const isTheirs = secretsIn(program);
  const isRelayed = relaysIn(program);
  const found = ways.find(({ node, sent }) => !isRelayed(node) && sent.some((each) => told.tells(each, isTheirs, isAbout)) && !endsSession(node));
  return found?.node ?? null;
}

function endsSession(call: Node): boolean {
  return nodesWithin(call).some((node) => (node.type === 'Literal' && typeof node.value === 'string' && ENDS.test(node.value)) || (node.type === 'TemplateElement' && ENDS.test(node.value.cooked ?? '')));
}

/** Headers with which a request itself logs in, and what is said about a secret. */
function isAbout(node: Node): boolean {
  if (node.type === 'Property') return /^(?:authorization|headers)$/i.test(node.key.type === 'Literal' ? String(node.key.value) : nameOf(node.key)) && nodesWithin(node.value).some((each) => (each.type === 'Literal' || each.type === 'TemplateElement') && /^(?:bearer|basic|token)\s/i.test(String(each.type === 'Literal' ? each.value : each.value.cooked)));
  // What a function leaves out whose name says so.
  if (node.type === 'CallExpression') return /scrub|redact|mask|saniti|anonymi|strip|hide|omit|filter/i.test(nameOf(node.callee));
  return node.type === 'Identifier' && ABOUT.test(node.name);
}

/** Tells what stands for a secret: by its name or the name of a member, as the field of a form that is one for passwords, as what another library gets, and as a whole that has it. */
function secretsIn(program: ESTree.Program): (node: Node) => boolean {
  const nodes = nodesWithin(program);
  const fields = passwordFields(nodes);
  const { given, made } = givenToOthers(nodes, importedNames(program));
  const passed = [...passedBy(nodes), ...keysGivenBack(nodes)];
  const bearers = asksSeveral(nodes) ? bearersIn(nodes) : new Set<string>();
  return (node) => {
    if (bearers.has(nameOf(node)) && (node.type === 'Identifier' || (node.type === 'MemberExpression' && node.object.type === 'ThisExpression'))) return true;
    if (node.type === 'Identifier') return SECRET.test(node.name) || (KEY.test(node.name) && given.has(node.name)) || made.has(node.name) || passed.some(({ name, within }) => name === node.name && isWithin(node, within));
    if (node.type === 'NewExpression') return memberPath(node.callee) === 'FormData' && node.arguments.length > 0;
    if (node.type === 'ObjectExpression') return isCard(node);
    // `read(document, ['cc-number', 'cc-csc'])`, `headers.get('authorization')`
    if (node.type === 'CallExpression' && node.arguments.some((each) => each.type === 'ArrayExpression' && each.elements.some((part) => part?.type === 'Literal' && /^cc-(?:number|csc)$/.test(String(part.value))))) return true;
    if (node.type === 'CallExpression') return /^(?:get|getHeader|header)$/.test(nameOf(node.callee)) && node.arguments[0]?.type === 'Literal' && OF_REQUEST.test(String(node.arguments[0].value));
    if (node.type !== 'MemberExpression') return false;
    const name = node.computed ? (node.property.type === 'Literal' ? String(node.property.value) : '') : nameOf(node);
    if (name === 'value') return isField(withoutWrapping(node.object), fields);
    const owner = nameOf(withoutWrapping(node.object));
    if (ABOUT.test(owner) && owner !== '') return false;
    return SECRET.test(name) || (OF_REQUEST.test(name) && owner === 'headers') || (name === 'token' && OF_LOGIN.test(owner)) || (name === 'body' && OF_VISITOR.test(owner)) || (KEY.test(name) && given.has(name));
  };
}

/** Names of what a request of the script logs in with: a key, whatever it is called. */
function bearersIn(nodes: readonly Node[]): ReadonlySet<string> {
  const logins = nodes.filter((node) => node.type === 'Property' && /^(?:authorization|x-api-key)$/i.test(memberName(node)));
  return new Set(logins.flatMap((node) => nodesWithin((node as Of<'Property'>).value).flatMap((each) => (each.type === 'Identifier' || each.type === 'MemberExpression' ? nameOf(each) : []))).filter((name) => name !== ''));
}

/** Are servers of several owners named? What a service is logged in to with is no secret from it. */
function asksSeveral(nodes: readonly Node[]): boolean {
  const owners = new Set<string>();
  for (const node of nodes) {
    const text = pieceOf(node);
    const host = text !== null && namesStranger(text) ? hostIn(text)?.host : undefined;
    if (host) owners.add(host.split('.').slice(-2).join('.'));
  }
  return owners.size > 1;
}

/** The names of fields for passwords, as the script's markup and elements have them. */
function passwordFields(nodes: readonly Node[]): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const node of nodes) {
    const text = pieceOf(node);
    if (text === null || !text.includes('password')) continue;
    for (const [tag] of text.matchAll(/<input\b[^<>]{0,300}/gi)) if (/type\s*=\s*["']?password/i.test(tag)) for (const [, name] of tag.matchAll(/\b(?:name|id)\s*=\s*["']?([\w-]{1,40})/gi)) fields.add(name!);
  }
  // Where words are asked for, whatever is typed.
  if (asksWords(nodes)) for (const tag of ['textarea', 'input']) fields.add(tag);
  return fields;
}

function asksWords(nodes: readonly Node[]): boolean {
  return nodes.some((node) => (node.type === 'Literal' || node.type === 'TemplateElement' || node.type === 'JSXText') && OF_WORDS.test(String(node.type === 'TemplateElement' ? node.value.cooked : node.value)));
}

/** `form.p.value`, `passwordRef.current.value`, `document.getElementById('p').value` */
function isField(field: Node, fields: ReadonlySet<string>): boolean {
  if (field.type === 'CallExpression') return field.arguments.some((each) => each.type === 'Literal' && (fields.has(String(each.value).replace(/^#/, '')) || /password/i.test(String(each.value))));
  const name = nameOf(field);
  return fields.has(name) || SECRET.test(name) || (name === 'current' && field.type === 'MemberExpression' && SECRET.test(nameOf(withoutWrapping(field.object)).replace(/_?(?:ref|input|field|el)$/i, '')));
}

/** Names of what a library of somebody else gets, and of what a class hands to the one that it is made of. */
function givenToOthers(nodes: readonly Node[], imported: ReturnType<typeof importedNames>): { given: ReadonlySet<string>; made: ReadonlySet<string> } {
  const names = new Set<string>();
  const made = new Set<string>();
  const assigned = new Set(nodes.flatMap((node) => (node.type === 'AssignmentExpression' ? [nameOf(node.left as Node)] : [])));
  for (const node of nodes) {
    const base = node.type === 'ClassDeclaration' || node.type === 'ClassExpression' ? imported.get(memberPath((node.superClass as Node | null) ?? node).split('.')[0] ?? '') : undefined;
    // What the class has that this one is made of, because nothing here gives it that.
    if (base && !base.specifier.startsWith('.') && !CLIENT.test(base.specifier)) for (const name of OF_CLIENT) if (!assigned.has(name)) names.add(name);
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    const callee = withoutWrapping(node.callee);
    const of = placeOfSecret(memberPath(callee) || nameOf(callee));
    const secret = of === null ? undefined : node.arguments[of];
    if (secret?.type === 'Identifier') made.add(secret.name);
    const source = imported.get(memberPath(callee).split('.')[0] ?? '');
    if (callee.type as string !== 'Super' && (!source || source.specifier.startsWith('.') || CLIENT.test(source.specifier))) continue;
    for (const each of node.arguments) for (const name of namesIn(each as Node)) names.add(name);
  }
  return { given: names, made };
}

/** The place of what is a secret by what is made of it: a password that is hashed, a key that signs, or words that make one. */
function placeOfSecret(path: string): number | null {
  if (/(?:^|\.)(?:scrypt|scryptSync|pbkdf2|pbkdf2Sync)$|^(?:bcrypt(?:js)?|argon2)\.(?:hash|hashSync|compare|compareSync)$|(?:^|\.)(?:fromSecretKey|fromSecret|fromWIF|fromMnemonic|fromPhrase|privateKeyToAccount|mnemonicToSeed(?:Sync)?|validateMnemonic|createPrivateKey)$|(?:^|\.)Wallet$/.test(path)) return 0;
  return /(?:^|\.)createHmac$/.test(path) ? 1 : null;
}

/** A name and where it is one. */
interface Passed {
  name: string;
  within: Pick<Callable, 'start' | 'end'>;
}

/** Parameters of a function that stands in the place of another one and hands them on to it: what a request is made with, all that a method gets, and fields that are put together. */
function passedBy(nodes: readonly Node[]): Passed[] {
  const whole = { start: 0, end: Infinity };
  const readsForm = nodes.some((node) => (node.type === 'MemberExpression' && nameOf(node) === 'elements') || (node.type === 'Literal' && /^(?:input|textarea|select)\b/.test(String(node.value))));
  const hasWords = asksWords(nodes);
  return nodes.flatMap((node): Passed[] => {
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
      // `fields[input.name] = input.value`
      if (readsForm && node.left.computed && node.left.object.type === 'Identifier' && nameOf(withoutWrapping(node.right)) === 'value') return [{ name: node.left.object.name, within: whole }];
      if (node.left.computed && node.left.object.type === 'Identifier' && node.right.type === 'CallExpression' && /(?:^|\.)(?:local|session)Storage\.getItem$/.test(memberPath(node.right.callee)) && node.right.arguments[0]?.type !== 'Literal') return [{ name: node.left.object.name, within: whole }];
      const at = /^(?:fetch|send)$/.test(nameOf(node.left)) && isCallable(node.right) ? Number(nameOf(node.left) === 'fetch') : -1;
      const parameter = at >= 0 ? (node.right as Callable).params[at] : undefined;
      return parameter?.type === 'Identifier' ? [{ name: parameter.name, within: node.right as Callable }] : [];
    }
    if (hasWords && node.type === 'Identifier' && /^(?:words|phrase|seed|recovery)$/i.test(node.name)) return [{ name: node.name, within: whole }];
    const rest = isCallable(node) ? node.params.at(-1) : undefined;
    if (!isCallable(node) || rest?.type !== 'RestElement' || rest.argument.type !== 'Identifier' || !node.body) return [];
    const { name } = rest.argument;
    const handsOn = nodesWithin(node.body as Node).some((each) => each.type === 'CallExpression' && /^(?:apply|call)$/.test(nameOf(each.callee)) && each.arguments.some((argument) => argument.type === 'Identifier' && argument.name === name));
    return handsOn ? [{ name, within: node }] : [];
  });
}

/** The number and the code of a card, also as a form begins with them. */
function isCard({ properties }: Of<'ObjectExpression'>): boolean {
  const names = properties.flatMap((each) => (each.type === 'Property' && !each.computed ? [each.key.type === 'Literal' ? String(each.key.value) : nameOf(each.key)] : []));
  return names.some((name) => /^(?:(?:card_?)?num(?:ber)?|pan|cc_?num(?:ber)?|n)$/i.test(name)) && names.some((name) => /^(?:card_?)?(?:cvc2?|cvv2?|csc|security_?code)$/i.test(name));
}

/** `key`, `options.key`, `{ key, ...more }` */
function namesIn(given: Node): string[] {
  const inner = withoutWrapping(given);
  if (inner.type === 'ObjectExpression') return inner.properties.flatMap((each) => (each.type === 'Property' ? namesIn(each.value) : []));
  if (inner.type === 'TemplateLiteral') return (inner.expressions as Node[]).flatMap(namesIn);
  const name = nameOf(inner);
  return name === '' ? [] : [name];
}
