import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
import { hostIn, isRawAddress, reachOf } from './places.js';

const REACHES = {
  metadata: ['high', 'is where clouds give out the keys of a machine'],
  private: ['high', 'is an address inside of the network of whoever runs this'],
  public: ['high', 'is a server without a name'],
  local: ['low', 'is the computer of whoever runs this'],
} as const;

/** An address without a name says nothing about who is behind it; those of a private network are nobody else’s business. */
export const rule: Rule = {
  id: 'raw-address',
  code: 'NET-04',
  version: 3,
  title: 'Addresses written as numbers',
  run: (pkg) => judgeCode(rule.id, pkg, { text: ({ shape }) => judge(shape), use: judgeUse }),
};

const CONNECTS = /^module:(?:net|tls|dgram)\.(?:connect|createConnection)$/;

/** `connect(443, '203.0.113.9')`: a host without an address around it. */
function judgeUse({ what, how, arguments: given }: Use): Judgement {
  const host = how === 'call' && CONNECTS.test(what) ? given.find(({ constant }) => constant !== null && constant.includes('.') && isRawAddress(constant)) : undefined;
  return host ? judge(`tcp://${host.constant}`) : null;
}

function judge(shape: string): Judgement {
  const host = hostIn(shape)?.host;
  const reach = host ? reachOf(host) : null;
  if (!host || !reach) return null;
  const [severity, does] = REACHES[reach];
  return { severity, message: `\`${host}\` ${does}`, help: 'Use the name of a server, or let users enter the address in the settings.' };
}
