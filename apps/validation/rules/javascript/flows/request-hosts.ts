import type { ESTree } from 'meriyah';
import { hostIn } from '../../facts/places.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { UNKNOWN } from '../syntax/shape.js';
import type { Node } from '../syntax/tree.js';

/** Names and requests that lead to each other. */
const DEEPEST = 5;
const HOST = /^(?:host|hostname)$/;
const ADDRESS = /^(?:url|uri|baseURL)$/;

type Declared = ReadonlyMap<string, readonly Node[]>;

/** The hosts that a request goes to, as far as its address is written in the script: `fetch(A + path)`, `fetch(new Request(A))`, `https.request({ host })`, and what is written into such a request. By syntax alone. */
export function addressedHosts({ callee, arguments: [address] }: ESTree.CallExpression | ESTree.NewExpression, declared: Declared): string[] {
  const inner = withoutWrapping(callee);
  const opened = inner.type === 'MemberExpression' && ['end', 'write'].includes(inner.property.type === 'Identifier' ? inner.property.name : '') ? inner.object : address;
  return opened ? hostsOf(opened, declared, 0) : [];
}

function hostsOf(node: Node, declared: Declared, depth: number): string[] {
  const inner = withoutWrapping(node);
  const of = (each: Node): string[] => hostsOf(each, declared, depth + 1);
  if (depth > DEEPEST) return [];
  switch (inner.type) {
    case 'Literal':
      return typeof inner.value === 'string' ? hostsIn(inner.value) : [];
    case 'TemplateLiteral': {
      const [first] = inner.expressions;
      const text = inner.quasis.map(({ value }) => value.cooked ?? '').join(UNKNOWN);
      return first && inner.quasis[0]?.value.cooked === '' ? of(first) : hostsIn(text);
    }
    case 'BinaryExpression':
      return of(inner.left);
    case 'ConditionalExpression':
      return [...of(inner.consequent), ...of(inner.alternate)];
    case 'Identifier':
      return (declared.get(inner.name) ?? []).flatMap(of);
    case 'NewExpression':
    case 'CallExpression': {
      const [first] = inner.arguments.map(of).filter((hosts) => hosts.length > 0);
      return first ?? [];
    }
    case 'ObjectExpression':
      return inner.properties.flatMap((each) => (each.type === 'Property' && each.key.type === 'Identifier' ? hostsOfOption(each.key.name, each.value, of) : []));
    default:
      return [];
  }
}

function hostsOfOption(name: string, value: Node, of: (node: Node) => string[]): string[] {
  if (HOST.test(name)) return value.type === 'Literal' ? hostsIn(`tcp://${String(value.value)}`) : of(value);
  return ADDRESS.test(name) ? of(value) : [];
}

function hostsIn(text: string): string[] {
  const host = hostIn(text)?.host;
  return host === undefined ? [] : [host];
}
