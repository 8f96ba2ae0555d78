import type { ESTree } from 'meriyah';
import { childrenOf } from '../../../javascript/syntax/children.js';
import type { Callable } from '../../../javascript/syntax/scope.js';
import type { Node } from '../../../javascript/syntax/tree.js';
import { ANY, Carried, fieldOf } from './carried.js';
import { union, withoutFunctions } from './heap.js';
import type { Heap } from './heap.js';

/** Methods that answer a question about what they belong to, and give nothing of it away. */
const ASKS = /^(?:includes|has|startsWith|endsWith|test|indexOf|lastIndexOf|some|every|isArray|hasOwnProperty|localeCompare|charCodeAt|codePointAt|search|delete|clear)$/;
/** Methods that keep what they get. */
const KEEPS = /^(?:push|unshift|add|set|append|splice)$/;
/** Methods whose functions get what stands in the object, and not the object. */
const PICKS = /^(?:filter|find|findLast)$/;

interface MethodCall {
  self: Carried;
  name: string;
  node: ESTree.CallExpression | ESTree.NewExpression;
  given: readonly Carried[];
  /** It is one of somebody else's. */
  isOuter: boolean;
}

/** What the methods of lists, texts and promises do. */
export function calledMethod({ self, name, node, given, isOuter }: MethodCall, heap: Heap, enter: (callable: Callable, given: readonly Carried[]) => Carried): Carried {
  const result = new Carried();
  if (ASKS.test(name)) return result;
  if (KEEPS.test(name)) for (const thing of self.things) for (const each of given) heap.into(fieldOf(thing, ANY), each);
  if (name === 'call' || name === 'apply') for (const each of self.functions) result.add(enter(each, name === 'call' ? given.slice(1) : given.slice(1).map((list) => heap.elementOf(list))));
  if (name === 'bind') result.add(self);
  if (name === 'join' || name === 'concat') result.add(textOf(self, name, given, heap));
  const [first] = given;
  const element = heap.elementOf(self);
  const picked = first && PICKS.test(name) ? pickedBy(first) : [];
  for (const text of picked) element.add(Carried.text(text));
  for (const each of given) {
    for (const callable of each.functions) {
      const own = /^(?:then|finally|on|once)$/.test(name) ? withoutFunctions(self) : element;
      const answer = enter(callable, name === 'catch' ? [] : name === 'reduce' || name === 'reduceRight' ? [union([given[1] ?? new Carried(), heap.resultOf(callable)]), element] : [own, own]);
      if (name !== 'forEach' && !PICKS.test(name)) result.add(answer);
    }
    if (!KEEPS.test(name) && !isOuter) result.bits |= each.bits;
  }
  if (PICKS.test(name)) {
    const list = heap.things.at(node, 'list');
    heap.into(fieldOf(list, ANY), element);
    result.add(name === 'filter' ? Carried.thing(list) : element);
  } else if (/^(?:map|flatMap|reduce|reduceRight)$/.test(name)) {
    const list = heap.things.at(node, 'list');
    heap.into(fieldOf(list, ANY), withoutFunctions(result));
    result.add(Carried.thing(list));
  } else if (!/^(?:forEach|push|then)$/.test(name)) {
    result.bits |= self.bits;
    for (const thing of self.things) result.put('things', thing);
    if (/^(?:toString|trim|toLowerCase|replace|replaceAll|slice|reverse|sort|flat|values|entries|next|pop|shift|at)$/.test(name)) for (const text of self.texts) result.put('texts', text);
  }
  return result;
}

function textOf(self: Carried, name: string, given: readonly Carried[], heap: Heap): Carried {
  const value = new Carried();
  for (const { fields } of self.things) {
    const parts = [...fields.values()];
    if (name === 'join' && !fields.has(ANY) && parts.length > 0 && parts.length < 20) value.add(heap.joined(parts.flatMap((part, at) => (at > 0 ? [given[0] ?? Carried.text(','), part] : [part]))));
  }
  if (name === 'concat' && self.texts.length > 0) value.add(heap.joined([self, ...given]));
  return value;
}

/** `(name) => name.startsWith('.env')`: what the names begin with that are picked. */
function pickedBy({ functions }: Carried): string[] {
  return functions.flatMap(({ body }) => {
    const texts: string[] = [];
    const open: Node[] = body ? [body as Node] : [];
    for (let node = open.pop(), left = 100; node && left > 0; node = open.pop(), left--) {
      if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' && /^(?:startsWith|endsWith|includes)$/.test(node.callee.property.name) && node.arguments[0]?.type === 'Literal') texts.push(String(node.arguments[0].value));
      if (node.type === 'BinaryExpression' && /^===?$/.test(node.operator) && node.right.type === 'Literal' && typeof node.right.value === 'string') texts.push(node.right.value);
      childrenOf(node, open);
    }
    return texts;
  });
}
