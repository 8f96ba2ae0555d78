import type { SyntaxNode } from '@lezer/common';
import { HOME_FOLDER, LISTED, listedAs, PROJECT_FOLDER } from '../facts/folders.js';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import type { Answers } from './following.js';
import { inBraces, unquoted } from './literals.js';
import type { PythonResolver } from './resolve.js';
import { partsOf } from './scope.js';
import type { Scope } from './scope.js';
import { digitsOf, elementsOf, nameOfModule, numericHostOf, writtenOf } from './spelling.js';

/** Characters of one text that is made, the longest that a command may be; once all that are longer than `SHORT` have `MOST_LONG`, one has no more than that. */
const LONGEST = 128 * 1024;
const SHORT = 4_096;
const MOST_LONG = 16 * LONGEST;
/** Characters at the end of an expression in which `[::-1]` is looked for. */
const LONGEST_SLICE = 64;
/** Calls that list what is in a folder, and whose elements are the paths. */
export const LISTS = /^py:(?:os\.(?:listdir|scandir|walk|fwalk)|glob\.i?glob|pathlib\..*\.(?:iterdir|glob|rglob|walk))$/;
const HOME = /^py:(?:pathlib\.Path\.home|os\.environb?\.(?:HOME|USERPROFILE))$/;
const PROJECT = /^py:(?:pathlib\.Path\.cwd|os\.getcwdb?)$/;
const GETS_VARIABLE = /^py:os\.(?:getenvb?|environb?\.get)$/;
export const JOINERS = /^py:(?:os\.path\.(?:join|expanduser|abspath)|pathlib\.Path|str)$/;

/** Answers which texts the expressions of one module make. */
export class PythonTexts {
  readonly #nodes: Answers<string, string> = new Map();
  readonly #lists: Answers<string, string> = new Map();
  #long = 0;

  constructor(private readonly resolver: PythonResolver) {}

  /** The text that an expression makes, with `UNKNOWN` for each part that is not known; its first 131,072 characters. */
  shapeOf(node: SyntaxNode, scope: Scope): string {
    const { following } = this.resolver;
    return following.remembered(this.#nodes, scope.keyOf(node), () => {
      const shape = this.#fitting(following.limited(UNKNOWN, () => this.#shapeOf(node, scope)), node);
      return node.name === 'String' || shape === UNKNOWN || following.makes(shape.length) ? shape : UNKNOWN;
    });
  }

  #fitting(shape: string, { name }: SyntaxNode): string {
    if (shape.length <= SHORT || name === 'String') return shape.slice(0, LONGEST);
    this.#long += Math.min(shape.length, LONGEST);
    return shape.slice(0, this.#long > MOST_LONG ? SHORT : LONGEST);
  }

  #shapeOf(node: SyntaxNode, scope: Scope): string {
    switch (node.name) {
      case 'String':
        return unquoted(this.resolver.slice(node));
      case 'FormatString':
        return this.#filled(node, scope);
      case 'ContinuedString':
        return this.#joined(partsOf(node), '', scope);
      case 'ParenthesizedExpression':
        return partsOf(node).length === 1 ? this.shapeOf(partsOf(node)[0]!, scope) : UNKNOWN;
      case 'BinaryExpression': {
        const [left, operator, right] = partsOf(node);
        const sign = operator ? this.resolver.slice(operator) : '';
        if (sign === '%' && left && right) return this.#formatted(this.shapeOf(left, scope), right, scope);
        return left && right && (sign === '+' || sign === '/') ? this.#joined([left, right], sign === '/' ? '/' : '', scope) : UNKNOWN;
      }
      case 'MemberExpression':
        return this.#shapeOfMember(node, scope);
      case 'VariableName': {
        const sources = scope.find(this.resolver.slice(node));
        const only = sources?.length === 1 ? sources[0] : undefined;
        if (!only || !('node' in only)) return UNKNOWN;
        return only.each ? this.#listed(only.node, only.scope) : this.shapeOf(only.node, only.scope);
      }
      case 'CallExpression':
        return this.#shapeOfCall(node, scope);
      default:
        return UNKNOWN;
    }
  }

  #shapeOfMember(node: SyntaxNode, scope: Scope): string {
    const meanings = this.resolver.meaningsOf(node, scope);
    if (meanings.some((meaning) => HOME.test(meaning))) return HOME_FOLDER;
    return nameOfModule(meanings) ?? this.#ofEntry(node, scope) ?? this.#ofAttribute(node, scope) ?? this.#reversed(node, scope);
  }

  /** `f'{scheme}://{host}'`: what stands in the braces, where it is a text or a number under a name. */
  #filled(node: SyntaxNode, scope: Scope): string {
    const names = node.getChildren('FormatReplacement').map((braces) => partsOf(braces)).map(([only, more]) => (only?.name === 'VariableName' && !more ? only : null));
    let index = 0;
    return replaced(unquoted(this.resolver.slice(node)), /\{\{|\}\}|\{([^{}]*)\}/g, ([part, code]) => {
      if (part === '{{' || part === '}}') return part.charAt(0);
      const name = names[index++];
      return name && this.resolver.slice(name) === code?.trim() ? writtenOf(name, scope, this.resolver) : inBraces(code);
    });
  }

  /** What a loop goes through: what is in a folder, one by one. */
  #listed(list: SyntaxNode, scope: Scope): string {
    const { following } = this.resolver;
    return following.remembered(this.#lists, scope.keyOf(list), () => following.limited(UNKNOWN, () => this.#listedBy(list, scope)));
  }

  #listedBy(list: SyntaxNode, scope: Scope): string {
    if (list.name === 'VariableName') {
      const [only, more] = scope.find(this.resolver.slice(list)) ?? [];
      return only && !more && 'node' in only ? this.#listed(only.node, only.scope) : UNKNOWN;
    }
    const callee = list.name === 'CallExpression' ? list.firstChild : null;
    if (!callee) return UNKNOWN;
    const [first] = this.resolver.argumentsOf(list);
    const meanings = this.resolver.meaningsOf(callee, scope);
    if (first && meanings.some((meaning) => /^py:(?:sorted|list|reversed|tuple|set|iter)$/.test(meaning))) return this.#listed(first, scope);
    if (!meanings.some((meaning) => LISTS.test(meaning))) return UNKNOWN;
    const isMethod = meanings.some((meaning) => meaning.startsWith('py:pathlib.'));
    const folder = isMethod ? partsOf(callee)[0] : first;
    return folder ? listedAs(this.shapeOf(folder, scope), isMethod && first ? this.shapeOf(first, scope) : '*') : UNKNOWN;
  }

  /** `entry.path` of what is listed. */
  #ofEntry(node: SyntaxNode, scope: Scope): string | null {
    const property = node.getChild('PropertyName');
    const [object] = partsOf(node);
    if (!property || !object || !/^(?:path|name)$/.test(this.resolver.slice(property))) return null;
    const shape = this.shapeOf(object, scope);
    return shape.endsWith(LISTED) ? shape : null;
  }

  /** `self.base`, where that is given one value. */
  #ofAttribute(node: SyntaxNode, scope: Scope): string | null {
    const [only, more] = this.resolver.attributeOf(node, scope) ?? [];
    return only && !more && 'node' in only && !only.each ? this.shapeOf(only.node, only.scope) : null;
  }

  #joined(nodes: readonly SyntaxNode[], between: string, scope: Scope): string {
    let text = '';
    for (const [index, node] of nodes.entries()) {
      const shape = this.shapeOf(node, scope);
      // What was listed has its folder before it.
      text = between === '/' && shape.startsWith('/') && shape.endsWith(LISTED) ? shape : `${text}${index === 0 ? '' : between}${shape}`;
      if (text.length > LONGEST) break;
    }
    return text;
  }

  /** `'%s.%s' % (a, b)`. */
  #formatted(format: string, values: SyntaxNode, scope: Scope): string {
    const parts = values.name === 'TupleExpression' ? partsOf(values) : [values];
    let index = 0;
    return replaced(format, /%(?:\((\w+)\))?[-\d.]*[a-z%]/gi, ([sign]) => {
      const part = sign === '%%' ? undefined : parts[index++];
      return sign === '%%' ? '%' : /[sdiu]$/.test(sign) && part ? writtenOf(part, scope, this.resolver) : UNKNOWN;
    });
  }

  /** `'txet'[::-1]`. */
  #reversed(node: SyntaxNode, scope: Scope): string {
    const [object] = partsOf(node);
    const end = this.resolver.slice(node).slice(-LONGEST_SLICE);
    const text = object && /\[\s*::\s*-1\s*\]$/.test(end) ? this.shapeOf(object, scope) : UNKNOWN;
    return text.includes(UNKNOWN) ? UNKNOWN : [...text].reverse().join('');
  }

  /** Methods of texts that only change how the text is written. */
  #shapeOfMethod(callee: SyntaxNode, given: readonly SyntaxNode[], scope: Scope): string | null {
    const property = callee.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
    const [object] = partsOf(callee);
    const text = property && object ? this.shapeOf(object, scope) : UNKNOWN;
    if (!property || text === UNKNOWN) return null;
    const [first, second] = given;
    switch (this.resolver.slice(property)) {
      case 'decode':
      case 'encode':
      case 'strip':
        return given.length === 0 || !/\b(?:hex|rot|base64|uu|zlib|bz2)/.test(this.shapeOf(given[0]!, scope)) ? text : null;
      case 'lower':
        return text.toLowerCase();
      case 'upper':
        return text.toUpperCase();
      case 'replace': {
        if (!first || !second) return null;
        const [from, to] = [this.shapeOf(first, scope), this.shapeOf(second, scope)];
        return replaced(text, from, () => to);
      }
      case 'join':
        return elementsOf(given, scope, this.resolver)?.join(text).slice(0, LONGEST) ?? null;
      case 'format': {
        let index = 0;
        return replaced(text, /\{(\d*)[^{}]*\}/g, ([, number = '']) => {
          const part = given[number === '' ? index++ : Number(number)];
          return part ? writtenOf(part, scope, this.resolver) : UNKNOWN;
        });
      }
      default:
        return null;
    }
  }

  #shapeOfCall(node: SyntaxNode, scope: Scope): string {
    const callee = node.firstChild;
    const nodes = this.resolver.argumentsOf(node);
    const method = callee ? this.#shapeOfMethod(callee, nodes, scope) : null;
    if (method !== null) return method;
    const [first] = nodes;
    if (!callee) return UNKNOWN;
    const meanings = this.resolver.meaningsOf(callee, scope);
    if (meanings.some((meaning) => HOME.test(meaning))) return HOME_FOLDER;
    if (meanings.some((meaning) => PROJECT.test(meaning))) return PROJECT_FOLDER;
    if (!first) return UNKNOWN;
    if (meanings.some((meaning) => GETS_VARIABLE.test(meaning)) && /^(?:HOME|USERPROFILE)$/.test(this.shapeOf(first, scope))) return HOME_FOLDER;
    const host = numericHostOf(meanings, nodes, scope, this.resolver) ?? (meanings.includes('py:str') ? digitsOf(first, this.resolver) : null);
    if (host !== null) return host;
    if (meanings.some((meaning) => JOINERS.test(meaning))) return this.#joined(nodes, '/', scope);
    const decoding = meanings.includes('py:base64.b64decode') ? 'base64' : meanings.includes('py:bytes.fromhex') || meanings.includes('py:binascii.unhexlify') ? 'hex' : null;
    if (decoding === null || nodes.some((each) => this.shapeOf(each, scope).includes(UNKNOWN))) return UNKNOWN;
    return Buffer.from(this.shapeOf(first, scope), decoding).toString();
  }
}

/** A text in which each place of `what` is replaced, given up where it is too long: the text is made no longer than is kept. */
function replaced(text: string, what: string | RegExp, by: (match: readonly [string, ...string[]]) => string): string {
  let made = text.length;
  const replace = (...match: [string, ...string[]]): string => {
    if (made > 2 * LONGEST) return '';
    const part = by(match);
    made += part.length;
    return part;
  };
  return text.replaceAll(what, replace);
}
