import { FOR_WRITING } from '../brought-files.js';
import type { PackageFile } from '#libs/manifest/manifest.js';
import type { Judgement, Use } from '../code.js';
import { hostIn, reachOf } from '../facts/places.js';
import { indexesIn } from './python/index-options.js';
import { decode } from '../text.js';

/** Programs and files by which Python gets code that is not in the package. */

/** `pip install`, with the address of an index or a page of packages. */
const INSTALLS = /\bpip[\d.]*["']?\s+(?:install|download)\s/;
const INDEX = /(?:^|\s)(?:--(?:extra-)?index-url|--find-links|--pypi-url|-i|-f)[\s=]+(https?:\/\/[^\s"']{3,300})/g;
/** Indexes that many use, and mirrors of them; where anybody may put files, with their folder. */
const KNOWN_INDEX: readonly string[] = [
  'pypi.org', 'test.pypi.org', 'pypi.python.org', 'files.pythonhosted.org', 'download.pytorch.org', 'data.pyg.org', 'pypi.nvidia.com', 'pypi.ngc.nvidia.com', 'developer.download.nvidia.com', 'wheels.vllm.ai', 'piwheels.org', 'www.piwheels.org',
  'repo.radeon.com', 'pytorch-extension.intel.com', 'storage.googleapis.com/jax-releases', 'storage.googleapis.com/libtpu-releases', 'abetlen.github.io/llama-cpp-python',
  'pypi.tuna.tsinghua.edu.cn', 'mirrors.tuna.tsinghua.edu.cn', 'pypi.mirrors.ustc.edu.cn', 'mirrors.ustc.edu.cn', 'mirrors.bfsu.edu.cn', 'mirror.sjtu.edu.cn', 'mirrors.sjtug.sjtu.edu.cn', 'mirror.nju.edu.cn', 'mirrors.pku.edu.cn',
  'pypi.douban.com', 'pypi.doubanio.com', 'mirrors.aliyun.com', 'mirrors.cloud.tencent.com', 'mirrors.tencent.com', 'repo.huaweicloud.com', 'mirrors.huaweicloud.com', 'mirrors.163.com', 'mirror.baidu.com',
];
const HELP = 'Say in the requirements of the package what it needs, by names that the public registry has.';

/** A server whose packages are taken although nobody can tell that it is that one. */
const TRUSTED = /\s--trusted-host[\s=]+([\w-]+(?:\.[\w-]+)+)/g;
const REQUIREMENTS = /\s(?:-r|--requirement)[\s=]+(?:\S*[\\/\0])?([\w.-]+)/g;
const UNKNOWN_WORD = /\0/;
const PYTHON = /\.pyw?$/;

/** A command that installs packages from an index of somebody: one that stands in it, in a file of the package that it names, or in the script, for what is not known of the command. */
export function judgeIndex(command: string, path = '', files: readonly PackageFile[] = []): Judgement {
  if (!INSTALLS.test(command)) return null;
  const listed = [...command.matchAll(REQUIREMENTS)].flatMap(([, name]) => files.filter(({ path }) => path === name || path.endsWith(`/${name}`))).map(({ bytes }) => decode(bytes).replaceAll(/(?:^|\s)#.*$/gm, ''));
  const script = PYTHON.test(path) ? files.find((file) => file.path === path) : undefined;
  const beside = script ? indexesIn(decode(script.bytes), UNKNOWN_WORD.test(command.replace(/^\0/, ''))) : [];
  const isOwn = [...[command, ...listed].flatMap((each) => [...each.matchAll(INDEX)].map(([, address]) => address!)), ...beside, ...[...command.matchAll(TRUSTED)].map(([, host]) => `https://${host}/`)].some(isOwnIndex);
  return isOwn ? { severity: 'high', message: 'packages for Python are installed from an index of somebody’s own', help: HELP } : null;
}

function isOwnIndex(address: string): boolean {
  const place = hostIn(address);
  return place !== null && !['local', 'private'].includes(reachOf(place.host) ?? '') && !KNOWN_INDEX.some((known) => place.host === known || known.startsWith(`${place.host}/`) && place.path.length <= 1 || `${place.host}${place.path}`.startsWith(`${known}/`));
}

/** Pip, called by what it is made of. */
const PIP = /^py:pip\.(?:main|_internal\.(?:main|cli\.main\.main))$/;
const IN_LIBRARIES = /[\\/](?:site|dist)-packages[\\/]/;
const WRITES = /^py:pathlib\..*\.(?:write_text|write_bytes)$/;
const OPENS = /^py:(?:io\.)?open$/;
const COPIES = /^py:(?:shutil\.(?:copy\w*|move)|os\.(?:rename|replace))$/;
/** A line that Python runs at each start. */
const STARTED_LINE = /^\s*import\s[^\n]*(?:;|\bexec\b|__import__|\beval\b)/;

/** A file is written where Python keeps the packages of all programs, into the source of one of them, or so that Python runs it at each start. */
export function judgeLibrary({ what, how, arguments: given }: Use): Judgement {
  const [first, second] = given;
  if (how !== 'call' || !first) return null;
  if (PIP.test(what)) return judgeIndex(`pip ${first.shape}`);
  if (WRITES.test(what) && first.shape.endsWith('.pth') && STARTED_LINE.test(second?.shape ?? '')) return { severity: 'high', message: 'a line is written that Python runs at each start', help: HELP };
  const path = WRITES.test(what) || (OPENS.test(what) && FOR_WRITING.test(second?.shape ?? '')) ? first : COPIES.test(what) ? second : undefined;
  if (path?.flows.includes('starts')) return { severity: 'high', message: 'a file is written that a shell or a desktop starts by itself', help: 'Let whoever uses the extension start it.' };
  return path && (IN_LIBRARIES.test(path.shape) || path.flows.includes('libraries') || path.flows.includes('module')) ? { severity: 'high', message: 'a file is written among the packages that Python has, or into the source of one of them', help: HELP } : null;
}
