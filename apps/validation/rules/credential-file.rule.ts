import type { Rule } from '../check.js';
import { isSender } from './calls.js';
import { judgeCode, once } from './code.js';
import type { Judgement } from './code.js';
import { CREDENTIAL_PATH, TRADE_PATH } from './places.js';
import { largeFiles } from './together.js';

const URL = /\w+:\/\/[^\s'"]*/g;
/** A name without a folder is that of a file in a project: what is left out of a package, what is configured there. */
const BARE = /^\.\w+$/;
const SENDING_COMMAND = /\b(?:curl|wget|scp|nc|ncat|ftp|rsync|Invoke-WebRequest|iwr)\b/;
const HELP = 'Ask users for the credentials that the extension needs, through the settings of the host.';

/**
 * Keys, tokens, cookies and wallets of whoever runs the host are not an extension’s to read. Clients of registries,
 * databases and clouds read the file of their trade (`~/.npmrc`, `~/.pgpass`), so that its name is grave only where the
 * same script sends something.
 */
export const rule: Rule = {
  id: 'credential-file',
  code: 'DAT-02',
  version: 4,
  title: 'Files with credentials',
  run(pkg) {
    const large = largeFiles(pkg.files);
    return judgeCode(rule.id, pkg, { text: ({ shape }, code) => judge(shape, () => !large.has(code.path) && sends(code)) });
  },
};

function judge(text: string, together: () => boolean): Judgement {
  const shape = text.replace(URL, ' ');
  const isCommand = SENDING_COMMAND.test(shape);
  if (!CREDENTIAL_PATH.test(shape) || (text.includes('://') && !isCommand)) return null;
  const message = 'this path leads to credentials of whoever runs the host';
  if (!TRADE_PATH.test(shape) || isCommand) return { severity: 'high', message, help: HELP };
  if (BARE.test(shape)) return { severity: together() ? 'medium' : 'low', message: 'files of this name often hold credentials', help: HELP };
  return together() ? { severity: 'high', message: `${message}, in a script that sends something`, help: HELP } : { severity: 'medium', message, help: HELP };
}

const sends = once(({ uses }) => uses.some(isSender));
