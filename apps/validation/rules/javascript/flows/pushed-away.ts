import type { ESTree } from 'meriyah';
import { isForge } from '../../facts/git-settings.js';
import { hostIn, namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../syntax/children.js';
import { isMadeOf } from '../conditions/made-of.js';
import { lastName } from './taken-names.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

const LEADS = /^(?:addRemote|push|pushTo|mirror|remote)$/;

/** A library for Git gets the address of a server that is named here, to which the same script pushes. */
export function pushesAway(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const nodes = nodesWithin(program);
  const isAway = (node: Node): boolean => {
    const text = node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
    const host = /^(?:https?|ssh|git):\/\//.test(text) ? hostIn(text)?.host : undefined;
    return host !== undefined && namesStranger(text) && !isForge(host);
  };
  if (!nodes.some((node) => node.type === 'CallExpression' && lastName(node.callee)?.startsWith('push') === true)) return null;
  return nodes.find((node) => node.type === 'CallExpression' && LEADS.test(lastName(node.callee) ?? '') && node.arguments.some((each) => isMadeOf(each as Node, names, isAway))) ?? null;
}
