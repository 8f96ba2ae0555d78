import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement } from './code.js';
import { CREDENTIAL_PATH } from './places.js';


/** Keys, tokens, cookies and wallets of whoever runs the host are not an extension’s to read. */
export const rule: Rule = {
  id: 'credential-file',
  code: 'DAT-02',
  version: 2,
  title: 'Files with credentials',
  run: (pkg) => judgeCode(rule.id, pkg, { text: ({ shape }) => judge(shape) }),
};

function judge(shape: string): Judgement {
  if (shape.includes('://') || !CREDENTIAL_PATH.test(shape)) return null;
  return { severity: 'high', message: 'this path leads to credentials of whoever runs the host', help: 'Ask users for the credentials that the extension needs, through the settings of the host.' };
}
