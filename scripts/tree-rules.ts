import { posix } from 'node:path';

/** The rules about the tree that no linter knows: who may import what, names, sizes. Pure: sources in, complaints out. */

export interface Source {
  /** From the root, with forward slashes: `libs/db/outbox.ts`. */
  path: string;
  text: string;
}

export interface Complaint {
  path: string;
  text: string;
}

const FILE_LINES = 400;
const BANNED_NAMES = ['util', 'helper', 'common', 'shared', 'core', 'base', 'manager', 'processor', 'generic'];
/** Folders of libs → the other folders of libs that they may import. */
const LAYERS: Record<string, string[]> = {
  manifest: [],
  contracts: ['manifest'],
  db: ['manifest', 'contracts'],
  comparison: ['manifest', 'contracts', 'db'],
  queue: ['manifest', 'contracts', 'db'],
  blobs: [],
  sandbox: ['manifest', 'contracts'],
  yara: ['contracts', 'sandbox'],
  service: ['manifest', 'contracts', 'db', 'queue', 'blobs'],
};
/** Packages → the only folders that import them, besides the tests. */
const ONLY_IN: [packages: RegExp, folders: RegExp, text: string][] = [
  [/^(@prisma\/|prisma(\/|$))/, /^(libs\/db\/|prisma[/.]|scripts\/)/, 'only libs/db, prisma and scripts import Prisma'],
  [/^bullmq(\/|$)/, /^libs\/queue\//, 'only libs/queue imports bullmq'],
  [/^minio(\/|$)/, /^libs\/blobs\//, 'only libs/blobs imports minio'],
];
const PURE = /^(libs\/(manifest|contracts)|apps\/validation\/(rules|permissions))\//;
const IMPURE_PACKAGE = /^(node:|@nestjs\/|@prisma\/|bullmq(\/|$)|pg(\/|$)|ioredis|minio|fastify)/;
const PURE_EXCEPTIONS: Record<string, string> = { 'libs/manifest/deflate.ts': 'node:zlib', 'libs/manifest/sha256.ts': 'node:crypto' };
/** Folders of one machine; after a letter, digit, dot or slash it is the middle of another path or address. */
const MACHINE_PATH = /(?<![\w./-])\/(work|root|tmp\/bash_jobs)\//;
const IMPORT = /(?:^|[;}\n])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|[;}\n])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a module asks for, as written, types included. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

/** The file of the tree (`libs/db/db.ts`) that an import names, or null when it names a package. */
export function resolveImport(from: string, specifier: string): string | null {
  const path = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : /^#(libs|apps|test)\//.test(specifier) ? specifier.slice(1) : null;
  return path === null ? null : path.replace(/\.js$/, '.ts');
}

const isSpec = (path: string): boolean => path.endsWith('.spec.ts');
const isTest = (path: string): boolean => path.startsWith('test/') || isSpec(path);
const isCode = (path: string): boolean => /\.[cm]?[jt]s$/.test(path);

/** Everything that is wrong with these sources, in the order of the sources. */
export function treeComplaints(sources: Source[]): Complaint[] {
  const code = sources.filter(({ path }) => isCode(path));
  return [...sources.flatMap((source) => [...nameComplaints(source), ...textComplaints(source)]), ...code.flatMap(importComplaints), ...cycles(code), ...strayModules(code)];
}

function nameComplaints({ path }: Source): Complaint[] {
  if (!/^(apps|libs|prisma|scripts|test)\//.test(path)) return [];
  const words = path.replace(/\.[^/]*$/, '').replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase().split(/[^a-z]+/);
  const banned = BANNED_NAMES.find((name) => words.includes(name) || words.includes(`${name}s`));
  return banned ? [{ path, text: `"${banned}" says nothing: name it after what it does` }] : [];
}

function textComplaints({ path, text }: Source): Complaint[] {
  const complaints: Complaint[] = [];
  const lines = text.split('\n').length - 1;
  if (isCode(path) && !isSpec(path) && lines > FILE_LINES) complaints.push({ path, text: `${lines} lines, ${FILE_LINES} are the most: split it` });
  if (isSpec(path) && /\b(test|describe|it|suite)\.only\(/.test(text)) complaints.push({ path, text: 'runs only some of its tests' });
  const found = MACHINE_PATH.exec(text);
  if (found) complaints.push({ path, text: `names a folder of one machine, ${found[0]}` });
  return complaints;
}

function importComplaints(source: Source): Complaint[] {
  return importsOf(source.text).flatMap((specifier) => {
    const target = resolveImport(source.path, specifier);
    const text = target === null ? packageComplaint(source.path, specifier) : fileComplaint(source.path, target);
    return text === null ? [] : [{ path: source.path, text }];
  });
}

function packageComplaint(path: string, specifier: string): string | null {
  if (PURE.test(path) && !isSpec(path) && IMPURE_PACKAGE.test(specifier) && PURE_EXCEPTIONS[path] !== specifier) return `is pure and imports ${specifier}`;
  if (isTest(path)) return null;
  return ONLY_IN.find(([packages, folders]) => packages.test(specifier) && !folders.test(path))?.[2] ?? null;
}

function fileComplaint(path: string, target: string): string | null {
  const [top, folder] = path.split('/') as [string, string];
  const [targetTop, targetFolder] = target.split('/') as [string, string];
  if (isTest(path)) return null;
  if (targetTop === 'test') return `imports ${target}, which is there for tests`;
  if (top === 'apps' && !(targetTop === 'libs' || (targetTop === 'apps' && targetFolder === folder))) return `imports ${target}: an app imports libs and nothing else`;
  if (PURE.test(path) && !PURE.test(target) && target !== 'apps/validation/check.ts') return `is pure and imports ${target}`;
  if (top !== 'libs' || (targetTop === 'libs' && targetFolder === folder)) return null;
  if (targetTop !== 'libs') return `imports ${target}: libs import libs`;
  return LAYERS[folder]?.includes(targetFolder) ? null : `imports ${target}: libs/${folder} may import ${LAYERS[folder]?.join(', ') || 'no other lib'}`;
}

/** Circles of imports that stay when types are gone, each told once. */
function cycles(code: Source[]): Complaint[] {
  const edges = new Map(code.map(({ path, text }) => [path, importsOf(withoutTypeImports(text)).map((specifier) => resolveImport(path, specifier)).filter((target) => target !== null)]));
  const done = new Set<string>();
  const complaints: Complaint[] = [];
  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) complaints.push({ path, text: `imports itself: ${[...trail.slice(start), path].join(' → ')}` });
    if (start >= 0 || done.has(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return complaints;
}

const RULES = 'apps/validation/rules/';
const RULE = /^apps\/validation\/rules\/([^/]+)\.rule\.ts$/;

/** Modules that one rule of the scan alone uses, by whatever way, and that stand elsewhere than in its folder: whoever changes a rule finds all of it there. */
function strayModules(code: Source[]): Complaint[] {
  const edges = new Map(code.map(({ path, text }) => [path, importsOf(text).map((specifier) => resolveImport(path, specifier)).filter((target) => target !== null)]));
  const users = new Map<string, string[]>();
  for (const { path } of code) {
    const rule = RULE.exec(path)?.[1];
    if (!rule) continue;
    const reached = new Set([path]);
    for (const each of reached) for (const target of edges.get(each) ?? []) reached.add(target);
    for (const each of reached) users.set(each, [...(users.get(each) ?? []), rule]);
  }
  return code.flatMap(({ path }) => {
    const [rule, ...others] = users.get(path) ?? [];
    const stays = !rule || others.length > 0 || !path.startsWith(RULES) || RULE.test(path) || path.startsWith(`${RULES}${rule}/`);
    return stays ? [] : [{ path, text: `only the rule ${rule} uses it: move it to ${RULES}${rule}/` }];
  });
}

function withoutTypeImports(text: string): string {
  return text.replace(/^\s*(import|export)\s+type\b[^'"`;]*?\bfrom\s*['"][^'"]+['"]/gm, '');
}
