import type { Package } from '#libs/manifest/manifest.js';
import { EXIT, Failure } from './exit-codes.js';

/** The files of a package as another format packs them, and what the change costs. */
export interface Converted {
  files: Map<string, Uint8Array>;
  /** Sentences about what is not in the new package, or means something else there. */
  lost: string[];
}

type Convert = (read: Package) => Converted;

/** `from to` → how. Other pairs are different hosts with different interfaces, which no packaging can bridge. */
const CONVERSIONS: Record<string, Convert> = {
  'fextpkg-v1 fextpkg': (read) => ({ files: filesOf(read), lost: ['The detached signature: version 2 carries its own, made with your key.', 'The time of packing.'] }),
  'fextpkg fextpkg-v1': (read) => ({ files: filesOf(read), lost: ['The signature and the checksums inside: version 1 is signed beside the package.', 'The web application, which installs version 2 only.'] }),
  'vsix orchestra': toOrchestra,
  'orchestra vsix': toVsix,
  'cvnext cvnext': withCurrentManifest,
};

/** VS Code's activation events → Orchestra's; what is missing here is the same or unknown there. */
const ACTIVATION: Record<string, string> = { '*': 'onStartup', onStartupFinished: 'onStartup' };
const ORCHESTRA_ACTIVATION = /^(onStartup|on(Command|Language):[A-Za-z0-9][\w.+#-]*)$/;
/** What Orchestra does not run for VS Code extensions. */
const UNSUPPORTED = ['customEditors', 'notebooks', 'notebookRenderer', 'scm', 'testing', 'authentication'];
const MOST_CATEGORIES = 5;
const MOST_KEYWORDS = 10;

/** Converts a package to another format of the same host, or of a host with the same interface. Throws Failure (usage) where there is no way. */
export function convert(read: Package, to: string): Converted {
  const conversion = CONVERSIONS[`${read.format} ${to}`];
  if (conversion !== undefined) return conversion(read);
  const ways = Object.keys(CONVERSIONS).filter((way) => way.startsWith(`${read.format} `)).map((way) => way.split(' ')[1]);
  throw new Failure(EXIT.usage, `a ${read.format} package cannot become a ${to} package`, ways.length === 0 ? 'Its host has an interface of its own: the code would not run elsewhere.' : `It can become: ${ways.join(', ')}.`);
}

function filesOf({ files }: Package): Map<string, Uint8Array> {
  return new Map(files.map(({ path, bytes }) => [path, bytes]));
}

function withManifest(files: Map<string, Uint8Array>, manifest: Record<string, unknown>): Map<string, Uint8Array> {
  return new Map([...files, ['package.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)]]);
}

function toOrchestra(read: Package): Converted {
  const { original } = read.manifest;
  const lost = ['The VSIX manifest with its target platform and gallery settings.', 'Freedom from permissions: VS Code asks for none, so none are declared; add those that the extension uses.'];
  const take = (name: string, most: number) => {
    const all = Array.isArray(original[name]) ? (original[name] as unknown[]) : [];
    if (all.length > most) lost.push(`Of ${name}: ${all.slice(most).join(', ')}; Orchestra takes ${most}.`);
    return all.slice(0, most);
  };
  const events = texts(original.activationEvents).map((event) => ACTIVATION[event] ?? event);
  const dropped = events.filter((event) => !ORCHESTRA_ACTIVATION.test(event));
  if (dropped.length > 0) lost.push(`Activation on ${dropped.join(', ')}, which Orchestra does not know.`);
  const unsupported = UNSUPPORTED.filter((kind) => Object.hasOwn(record(original.contributes), kind));
  if (unsupported.length > 0) lost.push(`Orchestra does not show ${unsupported.join(', ')}.`);
  const [main] = read.manifest.entry_points;
  const manifest = {
    ...original,
    ...(main !== undefined && { main }),
    compat: 'vscode',
    engines: { ...record(original.engines), orchestra: '*' },
    permissions: [],
    categories: take('categories', MOST_CATEGORIES),
    keywords: take('keywords', MOST_KEYWORDS),
    activationEvents: [...new Set(events.filter((event) => !dropped.includes(event)))],
  };
  lost.push('The range of Orchestra versions is unknown: "*" was written, narrow it.');
  const files = filesOf(read);
  files.delete('extension.vsixmanifest');
  return { files: withManifest(files, manifest), lost };
}

function toVsix(read: Package): Converted {
  const { original, compat, permissions } = read.manifest;
  const { compat: _, permissions: __, ...manifest } = original;
  if (compat !== 'vscode') throw new Failure(EXIT.usage, `the package is written against ${compat}, not against VS Code`, 'Only a package with "compat": "vscode" runs in VS Code.');
  const { orchestra, ...engines } = record(original.engines);
  const missing = [...(engines.vscode === undefined ? ['engines.vscode'] : []), ...(typeof original.publisher === 'string' ? [] : ['publisher'])];
  if (missing.length > 0) throw new Failure(EXIT.usage, `package.json does not give ${missing.join(' and ')}`, 'VS Code needs them: add them, pack again, then convert.');
  const lost = [`The range of Orchestra versions, ${String(orchestra)}.`];
  if (permissions.length > 0) lost.push(`The permissions ${permissions.join(', ')}: in VS Code an extension may do everything, and nobody is asked.`);
  const events = texts(original.activationEvents);
  const dropped = events.filter((event) => event.startsWith('onFileType:'));
  if (dropped.length > 0) lost.push(`Activation on ${dropped.join(', ')}, which VS Code does not know.`);
  const activationEvents = events.filter((event) => !dropped.includes(event)).map((event) => (event === 'onStartup' ? 'onStartupFinished' : event));
  return { files: withManifest(filesOf(read), { ...manifest, engines, activationEvents }), lost };
}

/** ComfyVN's old manifest name → the current one. */
function withCurrentManifest(read: Package): Converted {
  const files = filesOf(read);
  const legacy = files.get('extension.json');
  if (legacy === undefined || files.has('manifest.json')) throw new Failure(EXIT.usage, 'the package has a manifest.json already', 'Nothing is to be done.');
  files.delete('extension.json');
  return { files: files.set('manifest.json', legacy), lost: ['The name extension.json, which only old versions of ComfyVN look for.'] };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
