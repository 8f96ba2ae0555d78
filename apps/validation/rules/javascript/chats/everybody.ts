import { Answers } from '../names/answers.js';
import { nodesWithin } from '../syntax/children.js';
import { isChance } from '../conditions/dated-ends.js';
import { memberName, withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Node, Of } from '../syntax/tree.js';
import { valuesWithin } from '../conditions/ways.js';
import type { Ways } from '../conditions/ways.js';
import type { WrittenNames } from '../names/written-names.js';

/** What a server has many of. */
export type Kind = 'member' | 'channel' | 'role' | 'emoji' | 'webhook' | 'ban' | 'thread' | 'invite' | 'message';

/** All of a kind, by the path of what gives them. */
const OF_SERVER = /(?:^|\.)(?:guild|server|bot|client)\.(?:\w*?(?:[mM]ember|[cC]hannel|[rR]ole|[eE]moji|[wW]ebhook|[bB]an|[tT]hread|[iI]nvite|[mM]essage)s(?:\.|$))/;
const OF_MODULE = /^(?:members?|channels?|roles?|emojis?|webhooks?|bans?|threads?|invites?)\.(?:(?:list|fetch|get|getAll)(?:All)?(?:Members|Channels|Roles|Users|Emojis|Webhooks|Bans|Threads|Invites)?|all|cache)$/;
const KINDS: readonly Kind[] = ['member', 'channel', 'role', 'emoji', 'webhook', 'ban', 'thread', 'invite', 'message'];
/** What answers one, or says something of all. */
const CHOOSES = /^(?:find|findLast|findKey|findIndex|first|last|random|at|get|resolve|splice|length|size|some|every|has|includes|indexOf|join|reduceRight)$/;
/** What gives one by who it is. */
const BY_ID = /^(?:get|fetch|resolve|find)(?:Member|Channel|Role|User|Emoji|Webhook|Thread|Ban|Invite)?(?:ById)?$/;
const LISTS = /^(?:Array\.from|Object\.values|Object\.entries|Object\.keys|Promise\.all(?:Settled)?)$/;
/** Whom nobody can ban or delete, and whom whoever bans all others spares. */
const SPARED = /^(?:owner|isOwner|bot|id|userId)$/;
const CAN = /^(?:bannable|kickable|manageable|deletable)$/;
const COUNTS = /^(?:length|size|count|memberCount|done)$/;
const EQUAL = /^[!=]==?$/;
/** What takes single digits of a number that is a text. */
const DIGITS = /^(?:endsWith|startsWith|at|charAt|charCodeAt|slice|substring|substr)$/;
const DEEPEST = 12;
/** Questions that are asked of one script. */
const MOST_ASKED = 50_000;
const MOST_NODES = 500;

/** Which expressions of a small script are one after the other of all that a server has of a kind, whatever the form of the loop, and what chooses among them. */
export class Everybody {
  /** What is being asked for just now, and lists that are filtered: what of them a function gets that chooses is one of all. */
  readonly #asked = new Set<Node>();
  readonly #filtered = new Map<Node, Kind | null>();
  #left = MOST_ASKED;

  /** `isOpen`: conditions that are asked of each and choose none all the same. */
  constructor(readonly ways: Ways, private readonly names: WrittenNames, private readonly isOpen: (test: Node, everybody: Everybody) => boolean = () => false) {}

  /** May more be asked of this script? Whoever asks much says each time that it does. */
  mayAsk(): boolean {
    return this.#left-- > 0;
  }

  /** What this is all of, or one of all of; null where it is something else, or where one is chosen. */
  kindOf(node: Node, depth = 0): Kind | null {
    const inner = withoutWrapping(node);
    const known = this.#filtered.get(inner);
    if (known !== undefined) return known;
    if (depth > DEEPEST || this.#asked.has(inner) || this.#left-- < 0) return null;
    this.#asked.add(inner);
    const kind = this.#find(inner, depth);
    this.#asked.delete(inner);
    return kind;
  }

  #find(inner: Node, depth: number): Kind | null {
    const into = (each: Node | null | undefined): Kind | null => (each ? this.kindOf(each, depth + 1) : null);
    switch (inner.type) {
      case 'Identifier':
        return first(this.#sourcesOf(inner), into);
      case 'MemberExpression':
        if (memberName(inner) === '') return this.#picks(inner.property) ? null : into(inner.object);
        if (COUNTS.test(memberName(inner)) || CHOOSES.test(memberName(inner))) return null;
        return kindIn(this.names.pathOf(inner)) ?? into(inner.object) ?? first(this.ways.givenTo(inner), into);
      case 'CallExpression':
        return this.#kindOfCall(inner, into);
      case 'LogicalExpression':
        return into(inner.left as Node) ?? into(inner.right);
      case 'ConditionalExpression':
        return into(inner.consequent) ?? into(inner.alternate);
      case 'AssignmentExpression':
        return into(inner.right);
      case 'ArrayExpression':
        return first(inner.elements, into);
      case 'SpreadElement':
        return into(inner.argument);
      case 'ObjectExpression':
        return first(inner.properties.flatMap((each): Node[] => (each.type === 'Property' ? [each.value as Node] : each.type === 'SpreadElement' ? [each.argument] : [])), into);
      default:
        return null;
    }
  }

  #kindOfCall(call: Of<'CallExpression'>, into: (node: Node | null | undefined) => Kind | null): Kind | null {
    const { callee, arguments: given } = call;
    const name = callee.type === 'MemberExpression' ? memberName(callee) : '';
    const path = this.names.pathOf(callee);
    if (LISTS.test(path) || BY_ID.test(name)) {
      const ofOne = into(given[0]);
      if (ofOne) return ofOne;
    }
    if (name === 'slice' && given.length > 1 && given[0]?.type === 'Literal') return null;
    if (CHOOSES.test(name) || (BY_ID.test(name) && given[0] && withoutWrapping(given[0]).type !== 'ObjectExpression')) return null;
    if (name === 'filter' && given[0] && callee.type === 'MemberExpression') {
      this.#filtered.set(call, into(callee.object));
      if (!this.#sparesIn(given[0])) this.#filtered.set(call, null);
      return this.#filtered.get(call) ?? null;
    }
    const kind = kindIn(path);
    if (kind) return kind;
    const answered = first(this.ways.answersOf(call), into);
    if (answered) return answered;
    if (callee.type === 'MemberExpression') {
      const ofObject = into(callee.object);
      if (ofObject) return ofObject;
    }
    // `each(list)`, where the function of the script goes through what it gets.
    return callee.type === 'Identifier' && this.names.functionOf(callee) ? first(given.filter((each) => !isCallable(each)), into) : null;
  }

  /** What a name is given; where a function of the script calls the one that has it, of the list that stands in that call. */
  #sourcesOf(name: Of<'Identifier'>): readonly Node[] {
    const given = this.ways.givenTo(name);
    const visits = given.filter((each) => each.type === 'CallExpression' && each.callee.type === 'Identifier' && this.names.functionOf(each.callee) && each.arguments.some((argument) => isCallable(argument) && argument.params.some((parameter) => parameter.type === 'Identifier' && parameter.name === name.name)));
    // What is put into a list is all of it where nothing chose.
    return (visits.length > 0 ? visits : given).filter((each) => {
      const put = this.ways.putBy(each);
      return put === null || this.isFree(put);
    });
  }

  /** Is one of a list taken: the first, or any by chance? */
  #picks(property: Node): boolean {
    const inner = withoutWrapping(property);
    if (inner.type === 'Literal') return true;
    const values = inner.type === 'Identifier' ? this.names.valuesOf(inner) : [inner];
    return values.some((value) => nodesWithin(value, MOST_NODES).some(isChance));
  }

  /** Is this done with each, and nothing chooses which? `isSame`: what is done with the others is no better. */
  isFree(node: Node, isSame: (test: Node, otherwise: Node | null) => boolean = () => false): boolean {
    return this.ways.to(node).some((way) => way.isRepeated && way.decisions.every(({ test, leaves, otherwise }) => this.#spares(test, leaves) || isSame(test, otherwise ?? null) || this.#asksDigits(test)));
  }

  /** `one.id.endsWith('7')`, `BigInt(one.id) % 3n`: some of all, and the digits of a number say of nobody who that is. */
  #asksDigits(test: Node): boolean {
    const nodes = nodesWithin(test, MOST_NODES);
    const isNumber = (node: Node): boolean => node.type === 'MemberExpression' && memberName(node) === 'id' && this.kindOf(node.object) !== null;
    const isPart = (node: Node): boolean => (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && DIGITS.test(memberName(node.callee)) && isNumber(node.callee.object)) || (node.type === 'BinaryExpression' && node.operator === '%' && nodesWithin(node.left as Node, MOST_NODES).some(isNumber) && !nodesWithin(node.left as Node, MOST_NODES).some((each) => each.type === 'BinaryExpression'));
    return withoutWrapping(test).type !== 'LogicalExpression' && nodes.some(isPart);
  }

  #sparesIn(filter: Node): boolean {
    const callable = filter.type === 'Identifier' ? this.names.functionOf(filter) : filter;
    if (!callable || !isCallable(callable) || !callable.body) return filter.type === 'Identifier' && filter.name === 'Boolean';
    return callable.body.type !== 'BlockStatement' && this.#spares(callable.body as Node, false);
  }

  /** Does a condition hold for everybody but the owner and the like, or has it nothing to do with the one that it is about? */
  #spares(test: Node, leaves: boolean): boolean {
    const inner = withoutWrapping(test);
    if (this.isOpen(inner, this) || !this.#asksOne(inner)) return true;
    if (inner.type === 'LogicalExpression') {
      // Of several, all must spare; but where one of them is enough, one does.
      const isEnough = (inner.operator === '||') !== leaves;
      const sides = [inner.left as Node, inner.right].map((side) => this.#spares(side, leaves));
      return isEnough ? sides.some(Boolean) : sides.every(Boolean);
    }
    // Whether there is one: `one`, `(one = list.pop())`, `one !== undefined`.
    if (inner.type === 'Identifier' || inner.type === 'AssignmentExpression') return inner.type === 'AssignmentExpression' || this.kindOf(inner) !== null;
    if (inner.type === 'UnaryExpression' && inner.operator === '!') return this.#spares(inner.argument, !leaves);
    if (inner.type === 'BinaryExpression') {
      const sides = [inner.left as Node, inner.right];
      if (sides.some(isNothing)) return true;
      return EQUAL.test(inner.operator) && inner.operator.startsWith('!') !== leaves && sides.some((side) => isAsked(side, SPARED));
    }
    return isAsked(inner, leaves ? SPARED : CAN);
  }

  /** Is anything asked here of one of them, also under a name? Not how many there are. */
  #asksOne(test: Node, depth = 0, answers = new Answers()): boolean {
    return answers.ask(test, () => this.#asksWithin(test, depth, answers), depth);
  }

  #asksWithin(test: Node, depth: number, answers: Answers): boolean {
    for (const node of valuesWithin(test, MOST_NODES, (each) => !isCount(each))) {
      if (node.type !== 'Identifier' || isCount(node)) continue;
      if (this.kindOf(node) !== null) return true;
      if (depth < 3 && this.ways.givenTo(node).some((value) => !isCallable(value) && value !== test && this.#asksOne(value, depth + 1, answers))) return true;
    }
    return false;
  }
}

function first<Each>(nodes: readonly Each[], of: (node: Each) => Kind | null): Kind | null {
  for (const node of nodes) {
    const kind = of(node);
    if (kind) return kind;
  }
  return null;
}

/** `guild.fetchMembers`, `roles.list` */
function kindIn(path: string): Kind | null {
  const found = OF_SERVER.exec(path)?.[0] ?? OF_MODULE.exec(path)?.[0];
  const named = found?.toLowerCase() ?? '';
  return found ? (KINDS.find((kind) => named.includes(`${kind}s`)) ?? KINDS.find((kind) => named.startsWith(kind)) ?? null) : null;
}

function isCount(node: Node): boolean {
  return node.type === 'MemberExpression' && COUNTS.test(memberName(node));
}

function isNothing(node: Node): boolean {
  return (node.type === 'Literal' && node.value === null) || (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'UnaryExpression' && node.operator === 'void');
}

function isAsked(node: Node, what: RegExp): boolean {
  const inner = withoutWrapping(node);
  return inner.type === 'MemberExpression' && what.test(memberName(inner));
}
