import { KNOWN_MALICIOUS_CHECK, SANDBOX_CHECK, YARA_CHECK } from './check.js';
import { MARKETPLACE_CHECK } from './marketplace.js';
import { RULES } from './rules.js';

/** Checks that are none of RULES. */
const OTHERS: readonly (readonly [check: string, why: string])[] = [
  ['package', 'A package that its readers do not all understand alike is not the same for the marketplace, its reviewers and its hosts.'],
  [MARKETPLACE_CHECK, 'Names, versions and permissions are what users go by when they install and update: they have to mean the same to everybody.'],
  [SANDBOX_CHECK, 'What an extension does when it runs counts, also where reading its code does not show it.'],
  [YARA_CHECK, 'The maintainers of this marketplace look for this beside the rules that all marketplaces have.'],
  [KNOWN_MALICIOUS_CHECK, 'Somebody has found this to be malicious before, and has told everybody in an advisory.'],
];

/** Why the findings of a check matter to whoever publishes, reviews or installs: one sentence by the check's id, the same for all of its findings. */
export const WHY: ReadonlyMap<string, string> = new Map([...RULES.map(({ id, why }) => [id, why] as const), ...OTHERS]);
