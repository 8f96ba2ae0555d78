import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { isLeft } from '../../javascript/conditions/decided.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import type { Node } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** By what a script knows that it runs in a job of a service that builds, where nobody watches. */
export const JOB = ['CI', 'CONTINUOUS_INTEGRATION', 'GITHUB_ACTIONS', 'GITLAB_CI', 'CIRCLECI', 'TRAVIS', 'BUILDKITE', 'JENKINS_URL', 'TEAMCITY_VERSION', 'TF_BUILD', 'isCI'];
const EQUALS = new Set(['==', '===']);
const DIFFERS = new Set(['!=', '!==']);
const ENVIRONMENT = /(?:^|\.)env$/;
/** Conditions in conditions, and names that lead to each other. */
const DEEPEST = 6;

/** What runs in such jobs alone: branches, what stands behind `&&` and `||`, and whatever follows where everybody else leaves. Of one small script. */
export function* runsInJobs(program: ESTree.Program, names: WrittenNames): Generator<Node> {
  for (const node of nodesWithin(program)) {
    if (node.type === 'LogicalExpression' && node.operator !== '??' && saysJob(node.left as Node, names) === (node.operator === '&&' ? 1 : -1)) yield node.right;
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
      const says = saysJob(node.test, names);
      if (says === 1) yield node.consequent;
      if (says === -1 && node.alternate) yield node.alternate;
    }
    if (node.type !== 'BlockStatement' && node.type !== 'Program') continue;
    const statements = node.body as Node[];
    const left = statements.findIndex((each) => each.type === 'IfStatement' && isLeft(each.consequent) && saysJob(each.test, names) === -1);
    if (left >= 0) yield* statements.slice(left + 1);
  }
}

/** Is a condition only true in a job (1), only false in one as far as it asks for that (-1), or about something else (0)? */
function saysJob(test: Node, names: WrittenNames, depth = 0): -1 | 0 | 1 {
  const node = withoutWrapping(test);
  if (depth > DEEPEST) return 0;
  const says = (part: Node): -1 | 0 | 1 => saysJob(part, names, depth + 1);
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === '!' ? turned(says(node.argument as Node)) : 0;
    case 'LogicalExpression':
      return both(node.operator, says(node.left as Node), says(node.right));
    case 'BinaryExpression': {
      const asked = says(node.left as Node) || says(node.right);
      return EQUALS.has(node.operator) ? asked : DIFFERS.has(node.operator) ? turned(asked) : 0;
    }
    case 'MemberExpression':
      return node.property.type === 'Identifier' && !node.computed && JOB.includes(node.property.name) && (node.property.name === 'isCI' || ENVIRONMENT.test(names.pathOf(node.object))) ? 1 : 0;
    case 'Identifier': {
      if (JOB.includes(node.name)) return 1;
      const value = names.valueOf(node);
      return value ? says(value) : 0;
    }
    case 'CallExpression':
      return node.callee.type === 'Identifier' && node.callee.name === 'Boolean' && node.arguments[0] ? says(node.arguments[0]) : 0;
    default:
      return 0;
  }
}

function turned(says: -1 | 0 | 1): -1 | 0 | 1 {
  return says === 0 ? 0 : says === 1 ? -1 : 1;
}

/** With something else, `a && b` is still only true in a job, and `a || b` only false in one. */
function both(operator: string, left: -1 | 0 | 1, right: -1 | 0 | 1): -1 | 0 | 1 {
  if (left === right) return left;
  const wanted = operator === '&&' ? 1 : -1;
  return left === wanted || right === wanted ? wanted : 0;
}
