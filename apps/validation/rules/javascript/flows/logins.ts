import type { ESTree } from 'meriyah';
import { HTTP_CLIENTS } from '../../facts/clients.js';
import { hostIn } from '../../facts/places.js';
import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping, writtenAt } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { StoredValues } from '../names/stored.js';
import { lastName, TakenNames } from './taken-names.js';
import type { Node } from '../syntax/tree.js';

/** A call that may log in somewhere, and where it stands. */
export interface LoginCall {
  node: ESTree.CallExpression | ESTree.NewExpression;
  scope: Scope;
}

/** What logs in somewhere, as libraries call it, where one of them is what is called. */
const LOGS_IN = /^(?:create(?:Pool(?:Cluster)?|Connection|Transport|(?:Server|Browser|Admin)?Client)|connect|login|signIn|authenticate|initializeApp|cert|getOctokit|Octokit|Client|Pool|Connection|ConnectionPool|Sequelize|DataSource|MongoClient|Redis|IORedis|Cluster|TelegramClient|TelegramBot|Telegraf|WebClient|Stripe|ImapFlow|Imap|S3Client|SMTPClient|NodeSSH)$/;
/** Names of what somebody logs in with, as options have them. */
const SECRET = /^(?:\w{0,20}_?(?:pass(?:word|wd|phrase|code)?|pwd|secret\w{0,12}|token|credentials?|session)|(?:api|access|private|secret|auth|service|account|shared|master|client|signing|encryption|license|role|service_?role|anon)?_?(?:key|hash)|auth|key_?(?:pair|data|content)|connection_?string|dsn|pfx|cert(?:ificate)?|service_?account|phone(?:_?(?:number|code))?)$/i;
/** Addresses that have the password of a database in them. */
const ADDRESS = /^(?:uri|url|connection|database_?url|(?:mongo|redis|postgres|amqp|db)_?ur[il])$/i;
/** Beside a login, what everybody may know. */
const HARMLESS = /^(?:host(?:name)?|server|port|data_?base(?:_?name)?|db(?:_?name)?|schema|dialect|name|user|user_?name|email|id|\w{1,20}_?id|region|version|endpoint|logger|log|debug|timeout|cb|callback|done|next|listener|handler|target|io|socket|provider|connector|chain|map\w{0,30})$/i;
/** Objects with options for a login, one in the other. */
const DEEPEST = 4;
const MOST_NODES = 300;
/** Where a client of an interface that many services have is told which one is meant. */
const BASE = /^(?:base_?(?:url|path)|api_?url|server_?url)$/i;
/** What compilers write around a module that is loaded. */
const INTEROP = /^_{1,2}(?:import|interop|toESM)\w{0,30}$/;
const MAY_BE_TEXT = new Set(['Literal', 'TemplateLiteral', 'Identifier']);
/** Modules that ask servers for whatever they are told, or are built in. */
const NO_LOGIN = new RegExp(String.raw`^(?:${HTTP_CLIENTS}|node:.*|net|tls|https?|http2|dgram|repl|cluster|inspector|react(?:-\w+)?|redux|socket\.io-client|ws)$`);
/** Those of databases, whose address is a login as well. */
const OF_DATABASE = /mongo|mysql|maria|(?:^|[-@/])pg|postgres|redis|amqp|knex|sequelize|typeorm|nats|neo4j|cassandra|mssql|tedious|oracle|clickhouse|ldap|imap|mail|mqtt|surreal|libsql|rabbit/i;
/** A configuration of a page, which everybody sees. */
const OF_PAGE = /^(?:firebase|@firebase)(?:\/|$)/;
/** The two numbers without which nobody pays with a card. */
const NUMBER = /^(?:(?:card|credit_?card)_?)?number$|^(?:pan|card_?no)$/i;
const CODE = /^(?:card_?)?(?:cvc2?|cvv2?|csc|security_?code|verification_?value)$/i;

/** Is this the name of the code of a card? */
export function isCardCode(name: string): boolean {
  return CODE.test(name);
}

/** May this log in somewhere, or pay with a card? By names alone. */
export function mayLogIn({ callee, arguments: given }: LoginCall['node']): boolean {
  return given.length > 0 && (LOGS_IN.test(lastName(callee) ?? '') || given.some((each) => each.type === 'ObjectExpression' && cardIn(each).length > 0));
}

/** Is this the name of something that logs in somewhere? */
export function isNameOfLogin(name: string): boolean {
  return LOGS_IN.test(name);
}

/** By the module that gets it, what callers give a library to log in with, or to pay with. Found with the first question: most scripts have nothing of that. */
export class Logins {
  #found: Map<string, TakenNames> | null = null;

  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues, private readonly calls: readonly LoginCall[]) {}

  /** The modules that get a login, each with the hosts that are written where it is used: `mysql2 db.example`. */
  get places(): readonly string[] {
    return this.calls.length > 0 ? [...this.#find().keys()] : [];
  }

  /** Is this what the module gets, or (`parts`) a secret among it? */
  has(place: string, name: Node, scope: Scope, parts: boolean): boolean {
    return this.#find().get(place)?.has(name, scope, parts ? (member) => SECRET.test(member) : null) ?? false;
  }

  #find(): ReadonlyMap<string, TakenNames> {
    if (this.#found) return this.#found;
    const found = new Map<string, TakenNames>();
    this.#found = found;
    for (const { node, scope } of this.calls) {
      const module = this.#moduleOf(node.callee, scope);
      if (module === null || NO_LOGIN.test(module) || OF_PAGE.test(module) || this.#isForAny(node, scope)) continue;
      const keys = LOGS_IN.test(lastName(node.callee) ?? '') ? node.arguments.flatMap((each) => this.#keysIn(each, scope, module)) : node.arguments.flatMap((each) => (each.type === 'ObjectExpression' ? cardIn(each).map((card) => ({ node: card, scope })) : []));
      if (keys.length === 0) continue;
      const place = [module, ...this.#hostsIn(node, scope)].join(' ');
      // Many classes have a key of the same name, each for another service.
      const names = found.get(place) ?? new TakenNames(this.resolver, this.stored, 1);
      found.set(place, names);
      for (const key of keys) names.add(key.node, key.scope);
    }
    return found;
  }

  /** What of an argument is a login: an object as a whole, or its secrets where it is written out. */
  #keysIn(given: Node, scope: Scope, module: string, depth = 0): { node: Node; scope: Scope }[] {
    const { node, scope: around } = writtenAt(given, scope);
    if (node.type === 'ObjectExpression' && depth < DEEPEST) return node.properties.flatMap((each) => (each.type === 'SpreadElement' ? [{ node: each.argument, scope: around }] : each.type === 'Property' ? this.#keysUnder(lastName(each.key) ?? '', each.value, around, module, depth + 1) : []));
    if (depth < DEEPEST && node.type === 'LogicalExpression') return [node.left, node.right].flatMap((each) => this.#keysIn(each, around, module, depth + 1));
    // `Object.assign({}, options)`
    if (depth < DEEPEST && node.type === 'CallExpression' && lastName(node.callee) === 'assign') return node.arguments.flatMap((each) => this.#keysIn(each, around, module, depth + 1));
    const name = lastName(given) ?? '';
    const isOpen = HARMLESS.test(name) || (ADDRESS.test(name) && !OF_DATABASE.test(module)) || isWritten(node);
    return isOpen ? [] : [{ node: given, scope }];
  }

  #keysUnder(name: string, value: Node, scope: Scope, module: string, depth: number): { node: Node; scope: Scope }[] {
    if (value.type === 'ObjectExpression') return this.#keysIn(value, scope, module, depth);
    const isKey = SECRET.test(name) || (ADDRESS.test(name) && OF_DATABASE.test(module));
    return isKey && !isWritten(writtenAt(value, scope).node) ? [{ node: value, scope }] : [];
  }

  /** Is it said only when it runs whose service this is? Keys for several services have one name then. */
  #isForAny({ arguments: given }: LoginCall['node'], scope: Scope): boolean {
    return given.some((each) => {
      const { node, scope: around } = writtenAt(each, scope);
      return node.type === 'ObjectExpression' && node.properties.some((property) => property.type === 'Property' && BASE.test(lastName(property.key) ?? '') && this.resolver.constantOf(property.value, around) === null);
    });
  }

  /** Servers that are written where somebody logs in. */
  #hostsIn(call: LoginCall['node'], scope: Scope): string[] {
    const texts = call.arguments.map((each) => writtenAt(each, scope)).flatMap(({ node, scope: around }) => nodesWithin(node, MOST_NODES).flatMap((part) => (MAY_BE_TEXT.has(part.type) ? (this.resolver.constantOf(part, around) ?? []) : [])));
    return texts.flatMap((text) => hostIn(text)?.host ?? (/^[\w-]+(?:\.[\w-]+)+$/.test(text) ? [text] : []));
  }

  /** The package that what is called is of, by its first name; null for a script of this one, and where nobody can tell. */
  #moduleOf(callee: Node, scope: Scope, depth = 0): string | null {
    let first = withoutWrapping(callee);
    while (first.type === 'MemberExpression' && first.object.type !== 'ThisExpression') first = withoutWrapping(first.object);
    if (depth > DEEPEST) return null;
    const [loaded] = first.type === 'CallExpression' && INTEROP.test(lastName(first.callee) ?? '') ? first.arguments : [];
    if (loaded) return this.#moduleOf(loaded, scope, depth + 1);
    if (first.type === 'CallExpression' || first.type === 'NewExpression') return packageIn(this.resolver.meaningsOf(first, scope)) ?? this.#moduleOf(first.callee, scope, depth + 1);
    if (first.type === 'MemberExpression') return this.stored.field(lastName(first) ?? '').map(({ source }) => this.#moduleOf(source.node, source.scope, depth + 1)).find((each) => each !== null) ?? null;
    const [only, more] = first.type === 'Identifier' ? (scope.find(first.name)?.sources ?? []) : [];
    if (!only || more) return null;
    if (only.how === 'import') return packageOf(this.resolver.constantOf(only.node, only.scope) ?? '.');
    return packageIn(this.resolver.meaningsOf(only.node, only.scope)) ?? (only.how === 'value' ? this.#moduleOf(only.node, only.scope, depth + 1) : null);
  }
}

function packageIn(meanings: readonly string[]): string | null {
  const module = meanings.find((each) => each.startsWith('module:'));
  return module === undefined ? null : packageOf(module.slice('module:'.length));
}

/** `@scope/name` of `@scope/name/part`; null for a path. */
function packageOf(specifier: string): string | null {
  return /^(?:node:)?(?:@[\w.-]+\/)?[\w][\w.-]*/.exec(specifier)?.[0].replace(/\s/g, '') ?? null;
}

/** Of an object, also in another one, the number and the code of a card, where it has both. */
export function cardIn(object: ESTree.ObjectExpression, depth = 0): Node[] {
  const properties = object.properties.flatMap((each) => (each.type === 'Property' && !each.computed ? [each] : []));
  const ofName = (name: RegExp): Node[] => properties.flatMap(({ key, value }) => (name.test(lastName(key) ?? '') && value.type !== 'Literal' ? [value] : []));
  const [number, code] = [ofName(NUMBER), ofName(CODE)];
  if (number.length > 0 && code.length > 0) return [...number, ...code];
  return depth < DEEPEST ? properties.flatMap(({ value }) => (value.type === 'ObjectExpression' ? cardIn(value, depth + 1) : [])) : [];
}

/** Is this written here, so that everybody knows it? */
function isWritten(node: Node): boolean {
  return node.type === 'Literal' || node.type === 'TemplateLiteral' || node.type === 'ArrayExpression' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}
