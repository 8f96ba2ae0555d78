import { emptiedWhole } from './javascript/emptied-wholes.js';
import { exhausts } from './javascript/exhausting.js';
import { saysByPlace } from './javascript/said-by-place.js';
import { changesBuiltIn } from './javascript/uneven-builtins.js';
import type { Unasked } from '../unasked-deeds.js';

const HELP = 'Do to what others have only what they ask for, and say in the description what the package does.';

/** What destroys or falsifies the work of others, and no package does that does not say so. */
export const RUINOUS: readonly Unasked[] = [
  {
    names: /^(?:dropDatabase|dropAllSchemas|flush_?all|flush_?db|query|execute|raw|fetch|send|repos|DeleteObjectsCommand|deleteBucket|deleteFiles)$/i,
    hint: /[dD]ropDatabase|[dD]ropAllSchemas|flush_?[aA]ll|flush_?[dD]b|FLUSH|\bDROP\s|\bTRUNCATE\b|\bDELETE|\b(?:drop|truncate)\s+(?:table|database|schema)|\bdelete\s+from\b|[dD]elete(?:Bucket|Objects|Files)|ListBuckets|listForAuthenticatedUser|listRepos|listDatabases|user\/repos|['"]base64['"]|\b_all\b/,
    find: emptiedWhole,
    message: 'all that a database, a cloud or an account has is deleted, or shown to everybody, and nobody asked for it',
    help: HELP,
    announced: /\b(?:database\w*|db|sql\w*|postgres\w*|mysql|mongo\w*|redis|elastic\w*|orm|prisma|seed\w*|fixtures?|migrat\w*|tests?|testing|s3|aws|cloud|bucket\w*|storage|github|gitlab|repos?|repositor\w*|octokit|admin|clean\w*|backup\w*)\b/i,
  },
  { names: /^(?:prototype|stringify|parse|random|floor|round|max|min|abs)$/, hint: /(?:\.prototype\.\w+|\b(?:JSON|Math|Promise|Object|Array|Date)\.\w+)\s*=[^=]/, find: changesBuiltIn, message: 'a function of the language, which all scripts have in common, is replaced by one that answers otherwise now and then', help: 'Leave the functions of the language as they are.', announced: /\b(?:chaos|fault\w*|mock\w*|tests?|testing|seed\w*|random\w*|evil|prank|joke|polyfill\w*|shims?|sandbox\w*)\b/i },
  { names: /^resolvedOptions$/, find: saysByPlace, message: 'something is said or opened only where the clock is set to the time of certain places', help: 'Treat all users alike.', announced: /\b(?:time[ -]?zones?|tz|dates?|calendar\w*|clocks?|locale\w*|i18n|intl|geo\w*|country|countries)\b/i },
  { names: /^(?:spawn|fork|exec|execFile|writeFileSync|appendFileSync|setInterval|stringify|log|write|push|memoryUsage)$/, hint: /\bwhile\s*\(\s*(?:true|1|!0)\s*\)|\bfor\s*\([^;)]{0,40};\s*(?:true|1|!0|\w+\s*<\s*(?:Number\.POSITIVE_)?Infinity)?\s*;|setInterval[^]{0,200}?(?:alloc|randomBytes|repeat)/i, find: exhausts, message: 'processes, files or memory are used up without an end, or a loop never comes back', help: 'Return from functions, and give back what is used.', announced: /\b(?:stress\w*|bench\w*|load|leak\w*|chaos|tests?|testing|burn|cpu|simulat\w*)\b/i },
];
