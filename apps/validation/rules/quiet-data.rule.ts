import type { Rule } from '../check.js';
import { isAnnounced } from './announced.js';
import { quietData } from './quiet-data/javascript/quiet-data.js';
import { findInSmall } from './small-scripts.js';

/** What sends something, and what names a server: cheap to look for. */
const SENDS = /\b(?:sendBeacon|fetch|axios|got|ky|needle|superagent|undici|phin|request|https?|net|tls|dgram|Image|img|WebSocket|sentry|raven|bugsnag|rollbar|sendMail)\b/i;
const SERVER = /:\/\/|['"`]\/\/|https?:\/?['"`]|aHR0c|Ly9|\bhost(?:name)?\b|\.[a-z]{2,24}['"`]/;

/** What a package says whose users look for that: it sends what it is given because they want to know it. */
const MEASURES = /\b(?:telemetry|analytics|metrics|usage[- ](?:data|tracking|statistics)|crash[- ]?report\w*|error[- ]?report\w*)\b/i;

/** Whatever callers and listeners give a small script, by any name, that leaves it without a word to them. Data that is private by what it is, data-leak.rule.ts tells. */
export const rule: Rule = {
  id: 'quiet-data',
  code: 'DAT-08',
  version: 3,
  title: 'Data of callers that is sent on quietly',
  why: 'Whoever calls a function learns neither that what they gave it goes to somebody else, nor whether it got there.',
  sections: true,
  run: (pkg) => isAnnounced(pkg, MEASURES) ? [] : findInSmall(pkg, rule.id, { hints: [SENDS, SERVER], find: quietData, message: 'what functions of this script are given goes to a server that is named here, on a way by which nobody reads an answer', help: 'Tell callers what goes where, let them choose the server, and tell them whether it got there.' }),
};
