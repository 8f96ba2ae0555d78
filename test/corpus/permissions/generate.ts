import { randomOf, type Random } from '#test/chaos/random.js';
import { APIS, INCLUDES, JUSTIFIES, type Api } from './api.js';
import { SHAPES, type Shape, type ShapeOf } from './javascript-shapes.js';
import { PYTHON_SHAPES } from './python-shapes.js';

/** A package of which it is known what it declares and what it uses. */
export interface Labelled {
  name: string;
  dialect: string;
  files: Record<string, string>;
  /** Empty where the manifest names none. */
  entry: string;
  permissions: string[];
  /** The manifest as its author writes it, where it says more. */
  original?: Record<string, unknown>;
  unused: string[];
  undeclared: string[];
  /** The host goes out of sight somewhere. */
  inconclusive?: boolean;
}

/** How a package gets hold of its host: the whole entry point, from code at the top and code at hand. */
interface Frame {
  host: string;
  write(top: string, body: string): string;
}

const JAVASCRIPT_FRAMES: Record<string, readonly Frame[]> = {
  orchestra: [
    { host: 'ctx', write: (top, body) => `${top}\nexport function activate(ctx) {\n${body}\n}\nexport function deactivate() {}\n` },
    { host: 'this.host', write: (top, body) => `${top}\nexport default class Extension {\n  async activate(host) { this.host = host; await this.start(); }\n  async start() {\n${body}\n  }\n}\n` },
    { host: 'orchestra', write: (top, body) => `import * as orchestra from '@orchestra/api';\n${top}\nexport const activate = async () => {\n${body}\n};\n` },
    { host: 'api', write: (top, body) => `${top}\nlet api;\nconst start = () => {\n${body}\n};\nexport { run as activate };\nfunction run(given) { api = given; start(); }\n` },
  ],
  formula: [
    { host: 'formula', write: (top, body) => `import * as formula from '@formula/extension-api';\n${top}\nexport async function activate() {\n${body}\n}\n` },
    { host: 'context', write: (top, body) => `${top}\nexport default (context) => {\n${body}\n};\n` },
  ],
};

const TRIVIAL: Frame = { host: 'ctx', write: (top, body) => `${top}\nexport function activate(ctx) {\n${body}\n}\n` };

/** Packages of one dialect; the same ones for the same seed. */
export function generate(dialect: string, count: number, seed: number): Labelled[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, index) => (dialect === 'comfyvn' && index % 3 !== 0 ? pythonPackage(index, random) : scriptPackage(dialect, index, random)));
}

/** What is used and what is declared of it; something is left out and something is added now and then. */
function plan(dialect: string, random: Random): { calls: Api[]; permissions: string[]; unused: string[]; undeclared: string[] } {
  const apis = APIS[dialect] ?? [];
  const calls = random.shuffled(apis).slice(0, 1 + Math.floor(random.next() * 4));
  const needed = new Set(calls.flatMap(({ scope, also = [] }) => [scope, ...also]));
  const dropped = new Set([...needed].filter(() => random.next() < 0.25));
  const extra = [...new Set(apis.map(({ scope }) => scope))].filter((scope) => !needed.has(scope) && random.next() < 0.12);
  const permissions = [...[...needed].filter((scope) => !dropped.has(scope)), ...extra].sort();
  const covered = new Set(permissions.flatMap((scope) => [scope, ...(INCLUDES[scope] ?? [])]));
  const justified = new Set(calls.flatMap(({ path }) => JUSTIFIES[path] ?? []));
  return { calls, permissions, unused: extra.filter((scope) => !justified.has(scope)).sort(), undeclared: [...dropped].filter((scope) => !covered.has(scope)).sort() };
}

function shapesFor(calls: readonly Api[], host: string, shapes: Record<string, ShapeOf>, random: Random): Shape[] {
  return calls.map(({ path }, index) => {
    const name = random.pick(Object.keys(shapes));
    const segments = path.split('.');
    const [module = '', ...rest] = segments;
    const isModule = host === 'require';
    return { name, ...shapes[name]!(isModule ? `require('${module}')` : host, isModule ? rest : segments, index) };
  });
}

/** Things that look like uses and are none. */
function decoys(dialect: string, unused: readonly string[], random: Random): string {
  const [api] = (APIS[dialect] ?? []).filter(({ scope }) => unused.includes(scope));
  const path = api?.path ?? 'clipboard.readText';
  const tail = path.split('.').slice(1).join('.') || 'go';
  return random.pick([
    `// ctx.${path}()`,
    `const note = "ctx.${path}('x')"; void note;`,
    `const local = { ${tail.split('.').reduceRight((value, name) => `${name}: ${value.startsWith('(') ? value : `{ ${value} }`}`, '() => 1')} }; local.${tail}();`,
    `class Other { ${tail.split('.').at(-1)}() { return 1; } } new Other().${tail.split('.').at(-1)}();`,
    `function shadow(ctx) { return ctx.${path}; } shadow({ ${path.split('.')[0]}: {} });`,
    `/* require('${path.split('.')[0]}') */`,
  ]);
}

function scriptPackage(dialect: string, index: number, random: Random): Labelled {
  const { calls, ...labels } = plan(dialect, random);
  const frame = dialect === 'skynet' ? { host: 'require', write: (top: string, body: string) => `${top}\n(function main() {\n${body}\n})();\n` } : random.pick(JAVASCRIPT_FRAMES[dialect] ?? [TRIVIAL]);
  const shapes = shapesFor(calls, frame.host, SHAPES, random);
  const top = [...shapes.map((shape) => shape.top ?? ''), decoys(dialect, labels.unused, random)].join('\n');
  const body = shapes.map((shape) => shape.body ?? '').join('\n');
  const files = Object.assign({ 'index.js': frame.write(top, body) }, ...shapes.map((shape) => shape.files ?? {})) as Record<string, string>;
  return { name: `${index}: ${shapes.map(({ name }) => name).join(', ')}`, dialect, entry: 'index.js', files, ...labels };
}

const indent = (code: string): string => code.split('\n').map((line) => `    ${line}`).join('\n');

function pythonPackage(index: number, random: Random): Labelled {
  const { calls, ...labels } = plan('comfyvn', random);
  const frame = random.pick<Frame>([
    { host: 'host', write: (top, body) => `${top}\n\ndef register(host):\n${indent(body)}\n` },
    { host: 'api', write: (top, body) => `from comfyvn import api\n${top}\n\ndef handler(payload, extension_id=None):\n${indent(body)}\n    return {}\n` },
    { host: 'cv.api', write: (top, body) => `import comfyvn.api\ncv = comfyvn\n${top}\nasync def endpoint(*args, **kwargs):\n${indent(body)}\n` },
  ]);
  const shapes = shapesFor(calls, frame.host, PYTHON_SHAPES, random);
  const [unused = 'assets.read'] = labels.unused;
  const path = APIS['comfyvn']?.find(({ scope }) => scope === unused)?.path ?? 'assets.list';
  const decoy = random.pick([`# api.${path}()`, `"""host.${path}()"""`, `class Local:\n    def ${path.split('.')[1]}(self):\n        return 1\nLocal().${path.split('.')[1]}()`]);
  const files = Object.assign({ 'handlers.py': frame.write([...shapes.map((shape) => shape.top ?? ''), decoy].join('\n'), shapes.map((shape) => shape.body ?? '').join('\n')) }, ...shapes.map((shape) => shape.files ?? {})) as Record<string, string>;
  return { name: `${index} (Python): ${shapes.map(({ name }) => name).join(', ')}`, dialect: 'comfyvn', entry: 'handlers.py', files, ...labels };
}
