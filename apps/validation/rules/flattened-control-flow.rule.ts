import type { Rule } from '../check.js';
import { count, eachScript } from './obfuscation/each-script.js';

const FEWEST_PROXIES = 4;

/** The order of statements, or what a call does, is moved out of sight. Readers of a format switch over large numbers too, but take the next one from what they read. */
export const rule: Rule = {
  id: 'flattened-control-flow',
  code: 'OBF-05',
  version: 11,
  title: 'Flattened control flow',
  why: 'When the order of steps is moved out of sight, nobody can follow what the code does.',
  sections: true,
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'flattening') > 0) {
        return { severity: 'high', feature: 'flattening', message: 'a switch in a loop runs its cases in an order that is kept elsewhere, or worked out' };
      }
      if (count(features, 'dispatch') > 0) {
        return { severity: 'high', feature: 'dispatch', message: 'steps are thrown to a `catch`, named by the step before or written as numbers, so that their order cannot be read' };
      }
      if (count(features, 'predicate') > 0) {
        return { severity: 'high', feature: 'predicate', message: 'conditions ask functions that do nothing for members that nothing has, so that code stands there which never runs' };
      }
      if (count(features, 'proxyFunction') < FEWEST_PROXIES) return null;
      return { severity: 'medium', feature: 'proxyFunction', message: 'operators and calls are hidden behind functions that do nothing else' };
    });
  },
};
