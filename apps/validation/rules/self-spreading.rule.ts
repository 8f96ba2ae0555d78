import type { Rule } from '../check.js';
import { isSender } from './calls.js';
import { judgeCode } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { MINER, SELF_PUBLISH } from './places.js';
const RUNS = /^(?:module:child_process\..*|py:(?:os\.(?:system|popen)|subprocess\.\w+))$/;
const HELP = 'Leave it out: an extension does neither.';

/** Clients of a registry name these addresses too; what a worm does next is told of where it does it. */
const OWNER = /\/-\/(?:whoami|npm\/v1\/tokens)/;

/** A miner uses the computers of others; a worm publishes itself under the name of whoever runs it. */
export const rule: Rule = {
  id: 'self-spreading',
  code: 'JSQ-04',
  version: 6,
  title: 'Coin miners and programs that publish themselves',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge, text: ({ shape }, code) => judgeText(shape, code) }),
};

function judge(use: Use): Judgement {
  const command = use.arguments.map(({ shape }) => shape).join(' ');
  if (use.how !== 'call' || !RUNS.test(use.what) || !SELF_PUBLISH.test(command)) return null;
  return { severity: 'critical', message: 'a program is started that publishes packages', help: HELP };
}

function judgeText(shape: string, { uses }: Code): Judgement {
  if (MINER.test(shape)) return { severity: /stratum\+/i.test(shape) ? 'critical' : 'high', message: 'this names a program or server that mines coins', help: HELP };
  return OWNER.test(shape) ? { severity: uses.some(isSender) ? 'medium' : 'low', message: 'this address of a registry tells whose token is used, which is how worms begin', help: HELP } : null;
}
