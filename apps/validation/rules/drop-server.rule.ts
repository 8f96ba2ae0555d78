import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement } from './code.js';
import { DROP_HOST, DROP_PATH, hostIn } from './places.js';


/** Servers that accept data from anybody, and tunnels into a computer, are where stolen data goes. */
export const rule: Rule = {
  id: 'drop-server',
  code: 'NET-03',
  version: 2,
  title: 'Servers that take data from anybody',
  run: (pkg) => judgeCode(rule.id, pkg, { text: ({ shape }) => judge(shape) }),
};

function judge(shape: string): Judgement {
  const place = hostIn(shape);
  if (!place || !(DROP_HOST.test(place.host) || DROP_PATH.test(place.host + place.path))) return null;
  return { severity: 'high', message: `\`${place.host}\` takes data from anybody, and nobody can see whose it is`, help: 'Use a server of your own, or let users enter the address in the settings.' };
}
