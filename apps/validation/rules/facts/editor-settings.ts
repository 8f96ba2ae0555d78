import { hostIn, reachOf } from './places.js';
import type { Severity } from '#libs/contracts/severity.js';

/** Settings of an editor and variables of its terminals that make it weaker, or send what it does elsewhere. One table for scripts, data and manifests. */

/** What a value is, as far as it is written out; `\0` in a text for each part that is only known at run time. */
export type Written = string | number | boolean | null | undefined;

export interface Weakness {
  severity: Extract<Severity, 'high' | 'medium'>;
  /** The end of a sentence that begins with the setting. */
  says: string;
}

const grave = (says: string): Weakness => ({ severity: 'high', says });
const doubtful = (says: string): Weakness => ({ severity: 'medium', says });

const UNCHECKED = grave('lets anybody on the way read and change what is sent');
const TRUSTS = grave('has the editor run what any folder says that somebody opens');
const UNASKED = grave('has tools of AI do what they like, without asking anybody');

/** By their whole names, the values that weaken an editor. */
const SETTINGS: ReadonlyMap<string, readonly [value: Written, weakness: Weakness]> = new Map([
  ['security.workspace.trust.enabled', [false, TRUSTS]],
  ['security.workspace.trust.untrustedFiles', ['open', doubtful('opens files of folders that nobody trusts')]],
  ['task.allowAutomaticTasks', ['on', TRUSTS]],
  ['http.proxyStrictSSL', [false, UNCHECKED]],
  ['extensions.verifySignature', [false, grave('has the editor install extensions that somebody changed')]],
  ['chat.tools.autoApprove', [true, UNASKED]],
  ['chat.tools.global.autoApprove', [true, UNASKED]],
]);

const INJECTS = /^(?:LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)$/;
/** Variables that switch off the checks of certificates, each with the value that does. */
const UNCHECKING = /^(?:NODE_TLS_REJECT_UNAUTHORIZED=0|PYTHONHTTPSVERIFY=0|GIT_SSL_NO_VERIFY=(?:1|true))$/i;
const LOADS = /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)(?:[\s=]|$)/;
const PROXY = /^(?:HTTPS?|ALL)_PROXY$/i;
const REGISTRY = /^(?:npm_config_registry|YARN_(?:NPM_)?REGISTRY(?:_SERVER)?|PIP_(?:EXTRA_)?INDEX_URL|UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?|GOPROXY)$/i;
const ASSISTANT = /^(?:OPENAI|ANTHROPIC|GEMINI|MISTRAL|GROQ)_(?:API_)?BASE(?:_URL)?$/i;
/** Registries and services that everybody uses: to name them changes nothing. */
const USUAL_HOST = /(?:^|\.)(?:npmjs\.org|yarnpkg\.com|npmmirror\.com|pypi\.org|golang\.org|goproxy\.io|openai\.com|anthropic\.com|googleapis\.com|mistral\.ai|groq\.com)$/;

/** What every terminal of an editor starts. */
const TERMINALS = /^terminal\.integrated\.(?:profiles|automationProfile)\.(?:linux|osx|windows)$/;

/** What is wrong with a setting that gets this value; null for nothing. */
export function weaknessOfSetting(name: string, value: Written): Weakness | null {
  if (name === 'http.proxy') return isForeign(value) ? grave('sends all that the editor asks for through a server that is named here') : null;
  if (TERMINALS.test(name)) return value === null ? null : grave('has terminals start a program that somebody else chose');
  const [weak, weakness] = SETTINGS.get(name) ?? [];
  return weakness !== undefined && value === weak ? weakness : null;
}

/** The same of a variable that every terminal gets. */
export function weaknessOfVariable(name: string, value: Written): Weakness | null {
  if (INJECTS.test(name)) return value === '' ? null : grave('puts a library into every program that is started');
  if (UNCHECKING.test(`${name}=${String(value)}`)) return UNCHECKED;
  if (name === 'NODE_OPTIONS' && typeof value === 'string' && LOADS.test(value)) return doubtful('puts a script into every program of Node.js that is started');
  if (!isForeign(value)) return null;
  if (PROXY.test(name)) return grave('sends what every program asks for through a server that is named here');
  if (REGISTRY.test(name)) return grave('has packages come from a server that is named here');
  return ASSISTANT.test(name) ? doubtful('has programs tell a server that is named here what they ask an assistant') : null;
}

/** A server that is written out, not this computer, and none that everybody uses. */
function isForeign(value: Written): boolean {
  const host = typeof value === 'string' ? hostIn(value)?.host : undefined;
  return host !== undefined && !USUAL_HOST.test(host) && !['local', 'private'].includes(reachOf(host) ?? '');
}
