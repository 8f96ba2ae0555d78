import type { ESTree } from 'meriyah';
import { FeatureReader } from '../obfuscation/features.js';
import type { Features } from '../obfuscation/features.js';
import type { Places } from '../text.js';
import { WordReader } from '../unicode/words.js';
import type { Word } from '../unicode/words.js';
import { Declarations } from './declarations.js';
import type { Site } from './declarations.js';
import type { Node } from './tree.js';
import { usesOf } from './uses.js';
import type { Seen, SeenText } from './uses.js';
import { walk } from './walk.js';
import type { Around, Visitor } from './walk.js';
import { isWanted, isWantedLiteral } from './wanted.js';

/** What one script says. */
export interface Reading {
  seen: Seen[];
  /** Paths (`./x`) that it loads, as written. */
  links: string[];
  texts: SeenText[];
  features: Features;
  words: Word[];
}

/** Reads a script in one walk over its tree. `text` is what was parsed. */
export function readProgram(tree: ESTree.Program, text: string, places: Places): Reading {
  const reader = new Reader(text);
  walk(tree, { scope: reader.declarations.root, within: null, loop: false }, reader);
  const { seen, links, texts } = usesOf(reader.sites, reader.declarations.finish());
  return { seen, links, texts, features: reader.features.features(tree, places), words: reader.words.words(tree, places) };
}

class Reader implements Visitor {
  /** In source order. */
  readonly sites: Site[] = [];
  readonly declarations = new Declarations();
  readonly features: FeatureReader;
  readonly words: WordReader;

  constructor(text: string) {
    this.features = new FeatureReader(text);
    this.words = new WordReader(text);
  }

  enter(node: Node, parent: Node | null, around: Around): Around {
    if (isWanted(node, parent)) this.sites.push({ node, scope: around.scope });
    this.features.enter(node, parent, around);
    if (isWord(node)) this.words.word(node, node.type === 'PrivateIdentifier' || node.type === 'JSXIdentifier');
    return this.declarations.enter(node, around);
  }

  name(node: ESTree.Identifier): void {
    this.features.name(node);
    this.words.word(node, true);
  }

  member(node: ESTree.Identifier | ESTree.PrivateIdentifier): void {
    this.words.word(node, true);
  }

  literal(node: ESTree.Literal): boolean {
    this.features.literal(node);
    this.words.word(node, false);
    return isWantedLiteral(node);
  }
}

/** Names and texts of the rare kinds. */
function isWord({ type }: Node): boolean {
  return type === 'TemplateElement' || type === 'PrivateIdentifier' || type === 'JSXIdentifier' || type === 'JSXText';
}
