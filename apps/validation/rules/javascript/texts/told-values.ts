import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

/** Expressions that are looked at for one question, and nodes of one function. */
const MOST_NODES = 1_000;
/** Functions that write all of what they get in another form, also so that only somebody else can read it: by their names. */
const WRITES = /^(?:atob|btoa|String|unescape|escape|encodeURI(?:Component)?|stringify|from|of|fromEntries|entries|(?:__)?assign|_extends|__spreadArray|_objectSpread2?|concat|join|split|reverse|toString|toJSON|trim|slice|subarray|substring|replace|replaceAll|map|normalize|to(?:Hex|Base(?:58|64)|Bytes|Uint8Array|Utf8Bytes|Buffer)|utf8(?:ToHex|ToBytes|Write)|(?:asciiTo|bytesTo|stringTo|fromUtf8To)Hex|hexlify|arrayify|getBytes|encode\w*|serialize|pack\w*|deflate(?:Raw)?(?:Sync)?|gzip(?:Sync)?|encrypt\w*|(?:public|private)Encrypt|seal\w*|secretbox|box|update|final)$/;
/** Those whose key comes first, and what they encrypt last. */
const KEY_FIRST = /^(?:publicEncrypt|privateEncrypt|encryptWithPublicKey)$/;
/** Those whose key comes behind what they encrypt. */
const KEY_LAST = /^(?:encrypt(?!WithPublicKey)\w*|seal\w*|secretbox|box)$/;
/** What is made of all that it is made with. */
const HOLDS = /^(?:Blob|URL|URLSearchParams|Uint8Array|String|Request|File|Set|Map)$/;

/** Is this node what is looked for? */
type IsOne = (node: Node) => boolean;

/**
 * Of one small script, what values tell: an expression tells what stands in it or in what its names are given, in any form from
 * which somebody gets it back. What is compared, counted, hashed or asked about is not told, nor are other members of it.
 */
export class ToldValues {
  readonly names: WrittenNames;
  /** `const [text, setText] = useState('')`: what such a name is given. By name. */
  readonly #states = new Map<string, Node[]>();

  constructor(program: ESTree.Program) {
    this.names = WrittenNames.of(program);
    const calls: ESTree.CallExpression[] = [];
    const setters = new Map<string, string>();
    for (const node of nodesWithin(program)) {
      if (node.type === 'CallExpression') calls.push(node);
      if (node.type !== 'VariableDeclarator' || node.id.type !== 'ArrayPattern' || node.init?.type !== 'CallExpression') continue;
      const [value, setter] = node.id.elements as (Node | null)[];
      if (value?.type === 'Identifier') this.#states.set(value.name, [...node.init.arguments]);
      if (value?.type === 'Identifier' && setter?.type === 'Identifier') setters.set(setter.name, value.name);
    }
    for (const { callee, arguments: given } of calls) {
      const name = callee.type === 'Identifier' ? setters.get(callee.name) : undefined;
      if (name !== undefined) this.#states.get(name)?.push(...given);
    }
  }

  /** Does this value tell one of these, without what is passed over? */
  tells(value: Node, isOne: IsOne, isPassedOver: IsOne = () => false): boolean {
    const open = [value];
    const seen = new Set<Node>();
    for (let next = open.pop(); next && seen.size < MOST_NODES; next = open.pop()) {
      const inner = withoutWrapping(next);
      if (seen.has(inner) || isPassedOver(inner)) continue;
      seen.add(inner);
      if (isOne(inner)) return true;
      open.push(...this.#partsOf(inner));
    }
    return false;
  }

  #partsOf(node: Node): readonly Node[] {
    switch (node.type) {
      case 'Identifier':
        return [...this.names.valuesOf(node).filter((each) => !isCallable(each)), ...(this.#states.get(node.name) ?? [])];
      case 'MemberExpression':
        return this.#partsOfMember(node);
      case 'ObjectExpression':
        return node.properties.map((each) => (each.type === 'SpreadElement' ? each.argument : each));
      case 'Property':
        return [node.value];
      case 'ArrayExpression':
        return node.elements.flatMap((each) => each ?? []);
      case 'SpreadElement':
        return [node.argument];
      case 'TemplateLiteral':
        return node.expressions as Node[];
      case 'BinaryExpression':
        return node.operator === '+' || node.operator === '^' ? [node.left as Node, node.right] : [];
      case 'ConditionalExpression':
        return [node.consequent, node.alternate];
      case 'LogicalExpression':
        return [node.left, node.right];
      case 'AssignmentExpression':
        return [node.right];
      case 'ArrowFunctionExpression':
        // What the setter of a state gets: `(before) => ({ ...before, name })`.
        return node.body.type === 'BlockStatement' ? [] : [node.body];
      case 'NewExpression':
        return HOLDS.test(memberPath(node.callee)) ? node.arguments : [];
      case 'CallExpression':
        return this.#partsOfCall(node);
      default:
        return [];
    }
  }

  /** Of an object that is written here, the member; of a list, any element. */
  #partsOfMember(member: ESTree.MemberExpression): Node[] {
    if (member.computed) return [member.object];
    const written = this.names.memberOf(member);
    return written ? [written] : [];
  }

  /** What functions write that are known to write all they get, and what those of the script give back. */
  #partsOfCall({ callee, arguments: given }: ESTree.CallExpression): Node[] {
    const inner = withoutWrapping(callee);
    const own = inner.type === 'Identifier' ? this.names.functionOf(inner) : null;
    if (own) return own.body ? returnedBy(own.body as Node) : [];
    const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' && !inner.computed && inner.property.type === 'Identifier' ? inner.property.name : '';
    if (!WRITES.test(name)) return [];
    const written = KEY_FIRST.test(name) ? given.slice(-1) : KEY_LAST.test(name) ? given.slice(0, 1) : given;
    return [...(inner.type === 'MemberExpression' ? [inner.object] : []), ...written];
  }
}

/** What a function gives back, without those in it. */
function returnedBy(body: Node): Node[] {
  if (body.type !== 'BlockStatement') return [body];
  return [...nodesWithin(body, MOST_NODES, (node) => !isCallable(node))].flatMap((node) => (node.type === 'ReturnStatement' && node.argument ? [node.argument] : []));
}
