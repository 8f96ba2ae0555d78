import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';

const FEWEST = 8;
const CALL_SHARE = 0.25;
const MANY = 15;
const MANY_SHARE = 0.15;
const QUOTED_SHARE = 0.6;
/** In short scripts, where fewer are more. */
const FEW = 4;
const LARGE_SHARE = 0.4;
/** Members whose names are put together or decoded from what is written there. */
const FEWEST_SPELLED = 3;
/** Names of members and modules that a function decodes, of which a script has no other reason. */
const FEWEST_DECODED = 2;
/** Members of the language in quotation marks, and their part of all of them. */
const FEWEST_QUOTED = 5;
const LANGUAGE_SHARE = 0.5;
const SPELLED_SHARE = 0.05;
/** Members of one object that are asked for by other texts than their names. */
const FEWEST_RENAMED = 10;

/** Which member is meant cannot be read where it is used. */
export const rule: Rule = {
  id: 'computed-members',
  code: 'OBF-03',
  version: 15,
  title: 'Members that are named at run time',
  why: 'Where names are worked out at run time, nobody can read what the code calls.',
  sections: true,
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      const [calls, callShare] = [count(features, 'memberByCall'), share(features, 'memberByCall', 'member')];
      if ((calls >= FEWEST && callShare > CALL_SHARE) || (calls >= FEW && callShare >= LARGE_SHARE) || (calls >= MANY && callShare >= MANY_SHARE)) {
        return { severity: 'high', feature: 'memberByCall', message: `${Math.round(100 * callShare)} % of the members are named by the answer of a function` };
      }
      if (count(features, 'decodedName') >= FEWEST_DECODED) return { severity: 'high', feature: 'decodedName', message: 'names of members or modules are decoded when the script runs' };
      if (count(features, 'ownConstructor') > 0) return { severity: 'high', feature: 'ownConstructor', message: 'a member of a function, whose name is worked out, gets what the function made of a text, as its constructor does' };
      if (count(features, 'decodingTrap') > 0) return { severity: 'high', feature: 'decodingTrap', message: 'an object decodes the names that its members are asked for by' };
      if (count(features, 'renamedMember') >= FEWEST_RENAMED) return { severity: 'high', feature: 'renamedMember', message: 'a switch gives members of one object for texts that are not their names' };
      if (count(features, 'spelledMember') >= FEWEST_SPELLED && share(features, 'spelledMember', 'member') >= SPELLED_SHARE) {
        return { severity: 'high', feature: 'spelledMember', message: 'names of members are put together or decoded when the script runs, from nothing but what is written there' };
      }
      if (count(features, 'quotedLanguage') >= FEWEST_QUOTED && share(features, 'quotedLanguage', 'languageMember') >= LANGUAGE_SHARE) {
        return { severity: 'high', feature: 'quotedLanguage', message: 'even members of the language (`["length"]`) are named by texts, as obfuscators write them' };
      }
      if (count(features, 'quotedMember') < FEWEST || share(features, 'quotedMember', 'member') < QUOTED_SHARE) return null;
      return { severity: 'medium', feature: 'quotedMember', message: 'members are named by texts where a name would do, as obfuscators write them' };
    });
  },
};
