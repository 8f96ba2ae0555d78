import type { ESTree } from 'meriyah';
import { goesOnBehind, withoutColumns } from '../../obfuscation/columns.js';
import { madeScripts } from '../../obfuscation/enclosed.js';
import type { Enclosed } from '../../obfuscation/enclosed.js';
import { FeatureReader } from '../../obfuscation/features.js';
import type { Features } from '../../obfuscation/features.js';
import { endsOfBlanks } from '../../obfuscation/layout.js';
import { isCode } from '../../obfuscation/regions.js';
import type { Region } from '../../obfuscation/regions.js';
import type { Places } from '../../text.js';
import { oddBlanksOf, WordReader } from '../../unicode/words.js';
import type { Part, Word } from '../../unicode/words.js';
import { insideBlock, insideCatch, insideLoop } from '../syntax/blocks.js';
import { Declarations } from '../syntax/declarations.js';
import type { Returns, Site } from '../syntax/declarations.js';
import { goesOn, isEndless } from '../conditions/endless.js';
import { MentionReader } from '../syntax/mentions.js';
import type { Mentions } from '../syntax/mentions.js';
import type { OfInterest } from './own-functions.js';
import { changedPayee } from '../flows/posted.js';
import { askedForClass } from './realms.js';
import { saysOnChain } from '../wallets/said-on-chain.js';
import type { Callable } from '../syntax/scope.js';
import type { Seen, SeenText } from './sightings.js';
import type { Node, Of } from '../syntax/tree.js';
import { usesOf } from './uses.js';
import { walkWith } from '../syntax/walk.js';
import type { WrittenElsewhere } from '../texts/written-elsewhere.js';
import type { Around, Handlers, Leaves } from '../syntax/walk.js';
import { isHandedOn, isWantedArray, isWantedComparison, isWantedLiteral, isWantedMember, isWantedProperty, isWantedSum } from './wanted.js';

/** What one script says. */
export interface Reading {
  seen: Seen[];
  /** Paths (`./x`) that it loads, as written. */
  links: string[];
  texts: SeenText[];
  /** Its names lead to each other too far to be followed: there is more than was seen. */
  lost: boolean;
  features: Features;
  /** Scripts in its texts. */
  enclosed: Enclosed[];
  words: Word[];
  parts: Part[];
  mentions: Mentions;
}

/** Reads a script in one walk over its tree. `text` is what was parsed. `ask`: of which functions of other scripts it is told what they get. */
export function readProgram(tree: ESTree.Program, text: string, places: Places, ask: OfInterest | null = null, elsewhere: WrittenElsewhere | null = null): Reading {
  const hidden = endsOfBlanks(text);
  const odd = oddBlanksOf(text);
  const literals: Region[] | null = hidden.length + odd.length > 0 ? [] : null;
  const reader = new Reader(tree, text, literals);
  walk(tree, { scope: reader.declarations.root, within: null, loop: false }, reader);
  const { stored, packed, moved, methods, keysTaken, logins } = reader.declarations;
  const { seen, links, texts, lost, made } = usesOf(reader.sites, reader.declarations.finish(), { stored, packed, moved, methods, keysTaken, logins, ask, elsewhere }, new Set(reader.features.enclosed.map(({ start }) => start)));
  const inCode = literals ? isCode(literals, text) : () => false;
  return { seen, links, texts, lost, features: reader.features.features(places, withoutColumns(text, hidden).filter((end) => inCode(end) || (inCode(end - 1) && goesOnBehind(text, end)))), enclosed: [...reader.features.enclosed, ...madeScripts(made, text.length)], words: reader.words.words(places, odd.filter(inCode)), parts: reader.words.parts(), mentions: reader.mentions };
}

/** What the functions of a script give back, and where; the same walk without anything else. */
export function returnsIn(tree: ESTree.Program, text: string): Returns {
  const reader = new Reader(tree, text, null);
  walk(tree, { scope: reader.declarations.root, within: null, loop: false }, reader);
  return reader.declarations.finish();
}

class Reader implements Leaves {
  /** What may be of interest, in source order. */
  readonly sites: Site[] = [];
  readonly declarations = new Declarations();
  readonly mentions: MentionReader;
  readonly features: FeatureReader;
  readonly words: WordReader;

  /** `literals`: collects where they stand, if somebody asks. */
  constructor(tree: ESTree.Program, text: string, private readonly literals: Region[] | null) {
    this.mentions = new MentionReader(tree);
    this.features = new FeatureReader(text);
    this.words = new WordReader(text);
  }

  name(node: Of<'Identifier'>, parent: Node): void {
    this.features.name(node);
    this.mentions.identifier(node, parent);
    this.declarations.name(node, parent);
    this.words.word(node, parent, true);
  }

  member(node: Of<'Identifier'> | Of<'PrivateIdentifier'>): void {
    this.mentions.name(node.name);
    this.words.word(node, null, true);
  }

  literal(node: Of<'Literal'>, parent: Node): boolean {
    this.features.literal(node);
    this.mentions.literal(node, parent);
    this.text(node, parent);
    return isWantedLiteral(node);
  }

  /** Text in the source that is no code. */
  text(node: Node, parent: Node | null): void {
    this.words.word(node, parent, false);
    this.literals?.push({ start: node.start!, end: node.end! });
  }

  site(node: Node, { scope }: Around): void {
    this.sites.push({ node, scope });
  }
}

const noteSite = (reader: Reader, node: Node, _: Node | null, around: Around): Around => {
  reader.site(node, around);
  return around;
};
const noteImport = (reader: Reader, node: Of<'ExportNamedDeclaration'> | Of<'ExportAllDeclaration'>, _: Node | null, around: Around): Around => {
  if (!node.source) return around;
  reader.site(node, around);
  reader.mentions.load(node.source);
  return around;
};
const noteArgument = (reader: Reader, node: Of<'SpreadElement'> | Of<'ThrowStatement'>, _: Node | null, around: Around): Around => {
  if (isHandedOn(node.argument)) reader.site(node, around);
  return around;
};
const enterFunction = (reader: Reader, node: Callable, parent: Node | null, around: Around): Around => {
  reader.features.function(node, parent, around);
  return reader.declarations.function(node, around);
};
const enterIteration = (reader: Reader, node: Of<'ForInStatement'> | Of<'ForOfStatement'>, _: Node | null, around: Around): Around => {
  reader.site(node, around);
  reader.mentions.assign(node.left as Node);
  return reader.declarations.loop(node, around);
};
const noteLoop = (reader: Reader, node: Node, around: Around): void => {
  if (!goesOn(node)) return;
  reader.mentions.goesOn = true;
  if (around.within === null && isEndless(node)) reader.site(node, around);
};
const enterWhile = (reader: Reader, node: Node, _: Node | null, around: Around): Around => {
  noteLoop(reader, node, around);
  return { ...around, loop: true };
};
const noteName = (reader: Reader, node: Of<'PrivateIdentifier'> | Of<'JSXIdentifier'>, _: Node | null, around: Around): Around => {
  reader.words.word(node, null, true);
  reader.mentions.name(node.name);
  return around;
};
const noteText = (reader: Reader, node: Node, parent: Node | null, around: Around): Around => {
  reader.text(node, parent);
  return around;
};

/** What is read off each type of node. */
const HANDLERS: Handlers<Reader> = {
  CallExpression(reader, node, parent, around) {
    reader.site(node, around);
    reader.features.call(node, parent, around);
    reader.declarations.call(node, around);
    reader.mentions.call(node);
    return around;
  },
  NewExpression(reader, node, parent, around) {
    reader.site(node, around);
    reader.features.made(node, parent, around);
    reader.declarations.made(node, around);
    return around;
  },
  MemberExpression(reader, node, parent, around) {
    if (isWantedMember(node)) reader.site(node, around);
    reader.features.member(node, parent, around);
    return around;
  },
  AssignmentExpression(reader, node, _, around) {
    if (node.left.type === 'MemberExpression') reader.site(node, around);
    reader.features.assignment(node, around);
    reader.declarations.assignment(node, around);
    reader.mentions.assign(node.left as Node);
    return around;
  },
  BinaryExpression(reader, node, parent, around) {
    if (isWantedSum(node, parent) || isWantedComparison(node) || askedForClass(node) !== null) reader.site(node, around);
    reader.features.binary(node, parent, around);
    return around;
  },
  Property(reader, node, parent, around) {
    if (isWantedProperty(node)) reader.site(node, around);
    reader.declarations.property(node, parent, around);
    return around;
  },
  ObjectExpression(reader, node, _, around) {
    reader.features.object(node);
    if (changedPayee(node) || saysOnChain(node)) reader.site(node, around);
    return around;
  },
  ArrayExpression(reader, node, parent, around) {
    if (isWantedArray(node)) reader.site(node, around);
    reader.features.array(node, parent, around);
    return around;
  },
  UnaryExpression(reader, node, _, around) {
    reader.features.unary(node);
    return around;
  },
  VariableDeclaration(reader, node, _, around) {
    reader.declarations.variables(node, around);
    return around;
  },
  VariableDeclarator(reader, node, _, around) {
    reader.features.variable(node);
    return around;
  },
  ReturnStatement(reader, node, _, around) {
    if (isHandedOn(node.argument)) reader.site(node, around);
    reader.declarations.returned(node, around);
    return around;
  },
  ExportDefaultDeclaration(reader, node, _, around) {
    if (isHandedOn(node.declaration)) reader.site(node, around);
    return around;
  },
  SwitchStatement(reader, node, _, around) {
    reader.features.switch(node, around);
    return insideBlock(node, around);
  },
  TryStatement(reader, node, _, around) {
    reader.features.try(node, around);
    return around;
  },
  TemplateElement(reader, node, parent, around) {
    reader.features.template(node);
    reader.mentions.text(node.value.cooked);
    reader.text(node, parent);
    return around;
  },
  ClassDeclaration(reader, node, _, around) {
    if (node.superClass) reader.site(node, around);
    reader.declarations.class(node, around);
    return around;
  },
  ClassExpression(reader, node, _, around) {
    if (node.superClass) reader.site(node, around);
    reader.declarations.class(node, around);
    return around;
  },
  PropertyDefinition(reader, node, _, around) {
    if (isHandedOn(node.value)) reader.site(node, around);
    reader.declarations.field(node, around);
    return around;
  },
  ImportDeclaration(reader, node, _, around) {
    reader.site(node, around);
    reader.declarations.imports(node, around);
    reader.mentions.load(node.source);
    return around;
  },
  SpreadElement: noteArgument,
  ThrowStatement: noteArgument,
  YieldExpression(reader, node, _, around) {
    if (isHandedOn(node.argument)) reader.site(node, around);
    reader.declarations.yielded(node, around);
    return around;
  },
  Literal: noteSite,
  TemplateLiteral(reader, node, _, around) {
    reader.features.templateLiteral(node);
    return noteSite(reader, node, _, around);
  },
  TaggedTemplateExpression(reader, node, parent, around) {
    reader.features.tagged(node, parent);
    return noteSite(reader, node, parent, around);
  },
  ImportExpression(reader, node, _, around) {
    reader.site(node, around);
    reader.features.import(node);
    reader.mentions.load(node.source);
    return around;
  },
  ExportNamedDeclaration: noteImport,
  ExportAllDeclaration: noteImport,
  FunctionDeclaration: enterFunction,
  FunctionExpression: enterFunction,
  ArrowFunctionExpression: enterFunction,
  ForInStatement: enterIteration,
  ForOfStatement: enterIteration,
  ForStatement(reader, node, _, around) {
    noteLoop(reader, node, around);
    return insideLoop(node, around);
  },
  WhileStatement: enterWhile,
  DoWhileStatement: enterWhile,
  BlockStatement: (_, node, __, around) => insideBlock(node, around),
  StaticBlock: (_, node, __, around) => insideBlock(node, around),
  CatchClause: (_, node, __, around) => insideCatch(node, around),
  PrivateIdentifier: noteName,
  JSXIdentifier: noteName,
  JSXText: noteText,
};
const walk = walkWith(HANDLERS);
