import type { Package } from '#libs/manifest/manifest.js';
import { FOR_WRITING } from '../brought-files.js';
import type { Code, Judgement, Use } from '../code.js';
import { sendTogether } from '../python/linked.js';

/** Calls that read the file which is their first argument, or put it into an archive. */
const READS = /^py:(?:(?:io\.)?open|pathlib\.Path\(\)\.(?:read_bytes|read_text)|zipfile\.ZipFile\(\)\.write|tarfile\.(?:open|TarFile)\(\)\.add)$/;
/** Calls that put a whole folder into an archive. */
const PACKS = /^py:(?:shutil\.make_archive|tarfile\.(?:open|TarFile)\(\)\.add)$/;
/** What is in the home folder of somebody. */
const OF_SOMEBODY = /(?:^|\s)(?:~|[a-z]:\/Users|\/(?:home|Users))(?=\/|\s|$)/i;

/** Whatever is in the home folder of somebody, or in one of those with what they made, is read where modules that belong together send something to a server that is named. */
export function judgeGathered({ what, how, arguments: given }: Use, code: Code, pkg: Package): Judgement {
  if (what === 'py:picked secrets' && sendTogether(pkg, code)) return { severity: 'high', message: 'variables of the environment are picked by names of secrets, beside what sends something to a server that is named', help: 'Read only the variables that the extension needs, by their names.' };
  if (how !== 'call') return null;
  const [path, mode] = given;
  const isRead = READS.test(what) && path?.flows.includes('contents') && OF_SOMEBODY.test(path.shape) && !(what.endsWith('open') && FOR_WRITING.test(mode?.shape ?? ''));
  const isPacked = PACKS.test(what) && given.some(({ shape, flows }) => flows.includes('everything') && OF_SOMEBODY.test(shape));
  if (!(isRead || isPacked) || !sendTogether(pkg, code)) return null;
  return { severity: 'high', message: 'whatever is in a folder with everything of somebody is read, beside what sends something to a server that is named', help: 'Read the files that users choose.' };
}
