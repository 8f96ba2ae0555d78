import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';

const FEWEST = 8;
const CALL_SHARE = 0.25;
const QUOTED_SHARE = 0.6;

/** Which member is meant cannot be read where it is used. */
export const rule: Rule = {
  id: 'computed-members',
  code: 'OBF-03',
  version: 6,
  title: 'Members that are named at run time',
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'memberByCall') >= FEWEST && share(features, 'memberByCall', 'member') > CALL_SHARE) {
        const percent = Math.round(100 * share(features, 'memberByCall', 'member'));
        return { severity: 'high', feature: 'memberByCall', message: `${percent} % of the members are named by the answer of a function` };
      }
      if (count(features, 'quotedMember') < FEWEST || share(features, 'quotedMember', 'member') < QUOTED_SHARE) return null;
      return { severity: 'medium', feature: 'quotedMember', message: 'members are named by texts where a name would do, as obfuscators write them' };
    });
  },
};
