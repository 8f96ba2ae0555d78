import type { ESTree } from 'meriyah';
import { isNamedHost } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { nameOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isWithin } from '../../javascript/flows/quiet-senders.js';
import { namedAt } from '../../javascript/flows/quiet-ways.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { answerOf } from '../../javascript/conditions/own-answers.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** Functions that say whether somebody is who they say. */
const CHECKS = /^(?:is_?)?(?:allow(?:ed|s)?|accept|auth|verify|check|compare|validate|authenticate|log_?in|sign_?in|authorize|guard|match|test)|(?:password|token|code|signature)$/i;
/** What makes the real check. */
const REAL = /compare|equal|hmac|\bmac$|^mac|scrypt|pbkdf2|bcrypt|argon|hash|digest|^sha|md5|verify|totp|^code$|includes|has$|some$/i;
/** What somebody says to be let in, by its name. */
const SAID = /^(?:p|pw|pwd|pass|pass(?:word|wd|phrase|code)|plain|given|input|attempt|candidate|code|otp|pin|secret|token|key|api_?key)$/i;
/** Those that are nothing else; the others may be a key of a keyboard, a code of an error or a token of a language. */
const PASSWORD = /^(?:p|pw|pwd|pass(?:word|wd|phrase)?|plain|attempt|candidate|otp|pin|secret|api_?key)$/i;
/** What a token says of itself. */
const CLAIM = /^(?:kid|iss|sub|jti|aud|typ|cty|x5t|azp|client_?id)$/i;
const USUAL = /^(?:j\w*t|at\+jwt|jose|jwe|jws|none|[hrep]s\d{3}|string|undefined|object|number|function|bearer|basic)$/i;
/** Where visitors say something. */
const OF_VISITOR = /(?:^|\.)(?:headers|query|body|cookies|params)$/;
/** A text with letters and numbers, as one that nobody should guess, and none that standards have. */
const KEY = /^(?=[^\d]*\d)(?=[^a-z]*[a-z])(?!(?:[hrep]s\d|sha|md5|utf|base64|http|h2|oauth|v\d|ed25519|es\d|aes|pbkdf|iso|latin1|ipv|text|image|application|true|false))[\w!@#$%.+-]{4,80}$/i;
const KEY_OR_CODE = new RegExp(String.raw`${KEY.source}|^\d{4,8}$`, 'i');
const HASH = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64}|[\da-f]{128}|\$2[aby]\$.{50,60}|\$argon2.{20,200})$/i;
/** Of strange visitors, what nobody shows. */
const GIVES_ALL = /^(?:exec|execSync|spawn|spawnSync|execFile|eval|runInThisContext|runInNewContext|readFile|readFileSync|env)$/;
const MOST_NODES = 3_000;
/** Functions that ask each other, and lists in lists. */
const DEEPEST = 2;
/** Letters of a password that are too few. */
const FEW = 12;

/**
 * The place where somebody is let in who knows what is written here: a password, a key or the name of one, beside the check that all others have to pass; a user who is
 * always there; a password of which only the first letters count. In one small script; null where none is.
 */
export function backDoor(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const given = new Map(nodes.flatMap((node) => {
    const [name, value] = namedAt(node);
    return value ? [[value, name] as const] : [];
  }));
  const names = (): WrittenNames => WrittenNames.of(program);
  for (const node of nodes) {
    if (node.type === 'CallExpression' && triesOwnKeys(node, names)) return node;
    if (isFixedUser(node, nodes) || hashesFew(node) || runsSaid(node, names) || isGuessed(node, names)) return node;
    const callable = isCallable(node) ? node : null;
    const found = callable?.body ? doorIn(callable, given.get(callable) ?? '', names, nodes) : null;
    if (found) return found;
  }
  return null;
}

/** What the script's names stand for: worked out with the first question. */
type Names = () => WrittenNames;

function doorIn(callable: Callable, name: string, names: Names, nodes: readonly Node[]): Node | null {
  const checks = CHECKS.test(name);
  if (!checks && !isBetween(callable)) return null;
  const inner = nodesWithin(callable.body as Node, MOST_NODES);
  const stands = inner.length > 5 && isBetween(callable);
  const real = inner.filter((node): node is Of<'CallExpression'> => node.type === 'CallExpression' && REAL.test(nameOf(node.callee)));
  for (const node of inner) {
    const test = node.type === 'IfStatement' ? node.test : node.type === 'ConditionalExpression' ? node.test : null;
    if (test && node.type === 'IfStatement' && [...ways(test, names, nodes)].some((each) => isOpened(each, { node: node.consequent, checks, stands, real, names }))) return node;
    // `return ok || hash(password) === HASH`
    if (checks && real.length > 0 && node.type === 'LogicalExpression' && node.operator === '||' && [node.left, node.right].some((each) => [...ways(each as Node, names, nodes)].some(({ asked }) => knows(asked, names)) && real.some((call) => !isWithin(call, each as Node)))) return node;
  }
  const keys = real.filter(({ callee }) => nameOf(callee) === 'verify');
  const fixed = keys.find(({ arguments: [, key] }) => key && (names().textOf(key)?.length ?? 0) >= 8);
  return fixed && keys.some(({ arguments: [, key] }) => key && names().textOf(key) === null) ? fixed : null;
}

interface Behind {
  node: Node;
  checks: boolean;
  stands: boolean;
  real: readonly Node[];
  names: Names;
}

/** Does whoever says what is written here get in, without the check that all others have to pass? */
function isOpened({ asked: test, at }: Way, { node, checks, stands, real, names }: Behind): boolean {
  const isChecked = real.some((call) => ![test, at, node].some((each) => isWithin(call, each)));
  if (checks && isChecked && knows(test, names)) return letsIn(node);
  if (!stands) return false;
  const key = compared(test, names);
  if (key && isSaidByVisitor(key.what, names) && KEY.test(key.text)) return letsIn(node) || nodesWithin(node, MOST_NODES).some((each) => (each.type === 'CallExpression' && GIVES_ALL.test(nameOf(each.callee))) || memberPathIs(each, 'process.env'));
  // Whoever comes from a place that is written here.
  return isFromPlace(test) && letsIn(node);
}

/** What is asked, and where in the condition: elsewhere, where that has a name for it. */
interface Way {
  asked: Node;
  at: Node;
}

/** The parts of a condition, also of those that a function, a method or a name of the script stands for. */
function* ways(test: Node, names: Names, nodes: readonly Node[], at: Node | null = null, depth = 0): Generator<Way> {
  const inner = withoutWrapping(test);
  if (inner.type === 'LogicalExpression' && inner.operator !== '??') {
    for (const each of [inner.left as Node, inner.right]) yield* ways(each, names, nodes, at, depth);
    return;
  }
  yield { asked: inner, at: at ?? inner };
  const own = depth < DEEPEST ? answerOf(inner, names, nodes) : null;
  if (own) yield* ways(own, names, nodes, at ?? inner, depth + 1);
}

/** `password === 'text'`, `header.kid === 'text'`, `hash(password) === HASH`, `code === totp('text')` */
function knows(test: Node, names: Names): boolean {
  const inner = withoutWrapping(test);
  const key = compared(inner, names);
  if (!key) {
    if (inner.type !== 'BinaryExpression' || inner.operator !== '===') return false;
    const [left, right] = [withoutWrapping(inner.left as Node), withoutWrapping(inner.right)];
    return SAID.test(nameOf(left)) && right.type === 'CallExpression' && right.callee.type === 'Identifier' && names().functionOf(right.callee) !== null && right.arguments.length > 0 && right.arguments.every((each) => (names().textOf(each) ?? '').length >= 6);
  }
  const what = withoutWrapping(key.what);
  const made = what.type === 'Identifier' && HASH.test(key.text) ? names().valueOf(what) : what;
  if (made?.type === 'CallExpression') return HASH.test(key.text) && REAL.test(nameOf(made.callee));
  if (key.text.length < 4 || USUAL.test(key.text)) return false;
  if (what.type === 'Identifier') return SAID.test(what.name) && (PASSWORD.test(what.name) ? /[^a-z]/ : KEY_OR_CODE).test(key.text);
  return what.type === 'MemberExpression' && (CLAIM.test(nameOf(what)) || (SAID.test(nameOf(what)) && KEY.test(key.text)));
}

function compared(test: Node, names: Names): { what: Node; text: string } | null {
  const inner = withoutWrapping(test);
  if (inner.type !== 'BinaryExpression' || (inner.operator !== '===' && inner.operator !== '==')) return null;
  const [left, right] = [withoutWrapping(inner.left as Node), withoutWrapping(inner.right)];
  const texts = [left, right].map((each) => (each.type === 'CallExpression' ? null : names().textOf(each)));
  if (texts[1] !== null && texts[0] === null) return { what: left, text: texts[1]! };
  return texts[0] !== null && texts[1] === null ? { what: right, text: texts[0]! } : null;
}

/** `req.headers['x-name']`, `req.query.k`, also under a name. */
function isSaidByVisitor(node: Node, names: Names, depth = 0): boolean {
  const inner = withoutWrapping(node);
  if (inner.type === 'MemberExpression') return OF_VISITOR.test(memberPath(inner.object)) || OF_VISITOR.test(nameOf(withoutWrapping(inner.object)));
  if (inner.type === 'CallExpression') return /^(?:get|header|param)$/.test(nameOf(inner.callee)) && /^(?:req|request|ctx)$/.test(memberPath(inner.callee).split('.')[0] ?? '');
  return inner.type === 'Identifier' && depth < 2 && names().valuesOf(inner).some((each) => isSaidByVisitor(each, names, depth + 1));
}

/** `origin.endsWith('.edge.example')` */
function isFromPlace(test: Node): boolean {
  const inner = withoutWrapping(test);
  if (inner.type !== 'CallExpression' || !/^(?:endsWith|includes|startsWith)$/.test(nameOf(inner.callee)) || inner.callee.type !== 'MemberExpression') return false;
  const [place] = inner.arguments;
  const isOrigin = nodesWithin(inner.callee.object, 30).some((each) => each.type === 'MemberExpression' && /^(?:origin|referer|referrer)$/.test(nameOf(each)));
  return isOrigin && place?.type === 'Literal' && isNamedHost(String(place.value).replace(/^https?:\/\//, '').replace(/^\./, ''));
}

/** Does a function stand between a server and its answers, or answer? */
function isBetween({ params }: Callable): boolean {
  const names = params.map((each) => nameOf(each as Node));
  return names.includes('next') || (/^(?:_?req|request|ctx)$/.test(names[0] ?? '') && params.length > 1);
}

/** `return true`, `return payload`, `return next()`, also behind a user who is set. */
function letsIn(node: Node): boolean {
  const statements = node.type === 'BlockStatement' ? (node.body as Node[]) : [node];
  if (statements.length > 4) return false;
  return statements.some((each) => {
    const value = each.type === 'ReturnStatement' ? each.argument : each.type === 'ExpressionStatement' ? each.expression : null;
    const inner = value ? withoutWrapping(value) : null;
    if (inner?.type === 'CallExpression') return nameOf(inner.callee) === 'next' && inner.arguments.length === 0;
    if (each.type !== 'ReturnStatement' || !inner) return false;
    return (inner.type === 'Literal' && inner.value === true) || ((inner.type === 'Identifier' || inner.type === 'MemberExpression') && /payload|claims|user|decoded|token|data|session/i.test(nameOf(inner))) || (inner.type === 'ObjectExpression' && inner.properties.some((property) => property.type === 'Property' && /^(?:ok|valid|success|authenticated|role|roles|admin|isAdmin)$/.test(nameOf(property.key)) && !(property.value.type === 'Literal' && property.value.value === false)));
  });
}

/** Somebody with rights and a hashed password that is written here. */
function isFixedUser(node: Node, nodes: readonly Node[]): boolean {
  if (node.type !== 'ObjectExpression') return false;
  const properties = node.properties.flatMap((each) => (each.type === 'Property' ? [each] : []));
  const isHashed = properties.some(({ key, value }) => /^(?:hash|digest|pass(?:word)?_?(?:hash)?|pwd)$/i.test(nameOf(key)) && value.type === 'Literal' && HASH.test(String(value.value)));
  return isHashed && properties.some(({ key }) => /^(?:roles?|is_?admin|admin|scopes?|permissions|rights)$/i.test(nameOf(key))) && nodes.some((each) => each.type === 'BinaryExpression' && /^[!=]==?$/.test(each.operator) && [each.left, each.right].some((side) => /^(?:hash|digest|password_?hash|pass|password)$/i.test(nameOf(side as Node))));
}

/** `createHash('md5').update(password.slice(0, 4))` */
function hashesFew(node: Node): boolean {
  if (node.type !== 'CallExpression' || !/^(?:update|hash|hashSync|scrypt|scryptSync|pbkdf2|pbkdf2Sync)$/.test(nameOf(node.callee))) return false;
  return node.arguments.some((given) => nodesWithin(given as Node, 50).some((each) => {
    if (each.type !== 'CallExpression' || each.callee.type !== 'MemberExpression' || !/^(?:slice|substring|substr)$/.test(nameOf(each.callee)) || !/^(?:p|pw|pwd|plain|pass(?:word|wd|phrase)?)$/i.test(nameOf(each.callee.object))) return false;
    const [from, to] = each.arguments;
    return from?.type === 'Literal' && from.value === 0 && to?.type === 'Literal' && typeof to.value === 'number' && to.value <= FEW;
  }));
}

/** `execSync(req.headers['x-name'])` */
function runsSaid(node: Node, names: Names): boolean {
  if (node.type !== 'CallExpression' || !/^(?:exec|execSync|eval|runInThisContext|runInNewContext)$/.test(nameOf(node.callee)) || (node.callee.type === 'MemberExpression' && node.callee.object.type === 'Literal')) return false;
  const [command] = node.arguments;
  const inner = command ? withoutWrapping(command) : null;
  const said = inner?.type === 'Identifier' ? (names().valuesOf(inner)[0] ?? inner) : inner;
  return said?.type === 'MemberExpression' && said.computed && said.property.type === 'Literal' && /^x-/i.test(String(said.property.value)) && nameOf(withoutWrapping(said.object)) === 'headers';
}

/** A key, or the words that make it, of numbers that anybody can guess. */
function isGuessed(node: Node, names: Names): boolean {
  if (node.type !== 'CallExpression' || !/^(?:fromEntropy|entropyToMnemonic|fromSeed|fromPrivateKey|fromSecretKey|privateKeyToAccount)$/.test(nameOf(node.callee))) return false;
  const [entropy] = node.arguments;
  return entropy !== undefined && isMadeOf(entropy, names(), (each) => each.type === 'CallExpression' && memberPath(each.callee) === 'Math.random');
}

/** `[].concat(key, OWN).some((each) => equal(mac(text, each), signature))`: what is signed with a key of the script's counts as well as what is with that of the caller. */
function triesOwnKeys({ callee, arguments: [tried] }: Of<'CallExpression'>, names: Names): boolean {
  if (callee.type !== 'MemberExpression' || !/^(?:some|find|findIndex|filter)$/.test(nameOf(callee)) || !tried || !isCallable(tried)) return false;
  if (!nodesWithin(tried.body as Node, MOST_NODES).some((node) => node.type === 'CallExpression' && REAL.test(nameOf(node.callee)))) return false;
  const list = withoutWrapping(callee.object);
  const made = list.type === 'Identifier' ? names().valueOf(list) : list;
  const parts = made?.type === 'ArrayExpression' ? (made.elements as (Node | null)[]).flatMap((each) => each ?? []) : made?.type === 'CallExpression' && nameOf(made.callee) === 'concat' && made.callee.type === 'MemberExpression' ? [made.callee.object, ...made.arguments] : [];
  const [own, given] = [parts.filter((part) => isWrittenKey(part, names)), parts.filter((part) => part.type === 'Identifier' && SAID.test(part.name.replace(/s$/, '')) && names().valueOf(part) === null)];
  return own.length > 0 && given.length > 0;
}

/** A text that nobody should guess, or a list of such, also under a name. */
function isWrittenKey(part: Node, names: Names, depth = 0): boolean {
  const inner = withoutWrapping(part.type === 'SpreadElement' ? part.argument : part);
  const made = inner.type === 'Identifier' ? names().valueOf(inner) : inner;
  if (made?.type === 'ArrayExpression') return made.elements.length > 0 && depth <= DEEPEST && made.elements.every((each) => each !== null && isWrittenKey(each as Node, names, depth + 1));
  return made !== null && made !== undefined && KEY.test(names().textOf(made) ?? '');
}

function memberPathIs(node: Node, path: string): boolean {
  return node.type === 'MemberExpression' && memberPath(node) === path;
}
