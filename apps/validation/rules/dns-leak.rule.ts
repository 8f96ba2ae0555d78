import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
import { UNKNOWN } from './javascript/syntax/shape.js';

const LOOK_UP = /^(?:module:dns(?:\/promises)?\.(?:Resolver\(\)\.)?(?:lookup|resolve\w*)|py:socket\.(?:gethostbyname(?:_ex)?|getaddrinfo)|py:dns\.resolver\.(?:query|resolve))$/;

/** A look-up of a name carries data past every filter of connections. */
export const rule: Rule = {
  id: 'dns-leak',
  code: 'NET-05',
  version: 11,
  title: 'Data in names that are looked up',
  why: 'The look-up of a name carries data out past every filter of connections.',
  sections: true,
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.what === 'host of pieces') return { severity: 'high', message: 'a text is cut into pieces that become names of hosts, and whoever owns the domain reads them, whatever these hosts answer', help: 'Send data in the body of a request that users can see.' };
  const [name] = use.arguments;
  if (use.how !== 'call' || !LOOK_UP.test(use.what) || !name) return null;
  // Its own name alone is what a computer looks up to learn its address.
  if (name.flows.every((flow) => flow === 'hostname') && !/\0[\w.-]*\.[a-z]{2,}$/i.test(name.shape)) return null;
  // One that a server told, and nothing is added to, is looked up to see where it leads before it is asked, and says nothing of anybody.
  if (name.shape === UNKNOWN && name.flows.every((flow) => flow === 'network' || flow === 'asked')) return null;
  return { severity: 'high', message: 'a name with data in it is looked up, which sends the data to the owner of the domain', help: 'Send data with a request that users can see.' };
}
