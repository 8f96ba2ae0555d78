import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

type Source = Record<string, string>;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
/** Scripts that do this with their host once they are activated. */
const scripts = (parameters: string, body: string): Source => ({
  'dist/extension.js': `exports.activate = (${parameters}) => ${body};\n`,
  'dist/extension.mjs': `export const answer = 42;\nexport function activate(${parameters}) {\n  return ${body};\n}\n`,
});
const README = '# Demo\n\nSays hello.\n';

/** A small source folder for each format: path → text. Each declares the permissions that it uses, and no other. */
export const SOURCES: Record<string, (version?: string) => Source> = {
  orchestra: (version = '1.0.0') => ({
    'package.json': json({ name: 'demo-tool', version, main: 'dist/extension.js', engines: { orchestra: '>=0.1.0' }, permissions: ['notifications'], contributes: { commands: [{ command: 'demo.hello', title: 'Hello' }] } }),
    ...scripts('{ notifications }', "notifications.show('Hello')"),
    'README.md': README,
  }),
  fextpkg: (version = '1.0.0') => ({
    'package.json': json({
      name: 'demo', publisher: 'acme', version, main: './dist/extension.js', browser: './dist/extension.mjs', engines: { formula: '^1.0.0' }, permissions: ['cells.read', { network: { mode: 'full' } }, 'ui.commands', 'ui.panels'],
      contributes: { commands: [{ command: 'demo.hello', title: 'Hello' }], panels: [{ id: 'demo.panel', title: 'Demo' }] }, activationEvents: ['onCommand:demo.hello'],
    }),
    ...scripts('{ cells, network }', "[cells.getCell('A1'), network.fetch('https://rates.example.com/today.json')]"),
    'README.md': README,
  }),
  'fextpkg-v1': (version = '1.0.0') => SOURCES.fextpkg!(version),
  cvnext: (version = '1.0.0') => ({
    'manifest.json': json({ id: 'demo.toolkit', name: 'Demo', version, description: 'Says hello', permissions: [{ scope: 'assets.read' }, { scope: 'hooks.listen' }], routes: [{ path: '/', entry: 'handlers.py', callable: 'handlers.endpoint' }], hooks: ['on_scene_enter'] }),
    'handlers.py': 'from comfyvn import api\n\n\ndef endpoint():\n    return {"assets": api.assets.list()}\n',
  }),
  skypkg: (version = '1.0.0') => ({
    'extension.json': json({ name: 'Demo', description: 'Says hello', version: { _id: Number.parseInt(version, 10), type: 'command', key: 'demo', keywords: [], case_sensitive: false, interval: null, usage_help: '', extended_help: '', event: null, scopes: ['messages_write'], timeout: 5000 } }),
    'code.js': "return require('message').reply('hello');\n",
  }),
  vsix: (version = '1.0.0') => ({
    'package.json': json({ name: 'demo', publisher: 'acme', version, displayName: 'Demo', description: 'Says hello', main: './dist/extension.js', engines: { vscode: '^1.80.0' }, categories: ['Other'], activationEvents: ['onStartupFinished', 'onUri'], contributes: { commands: [{ command: 'demo.hello', title: 'Hello' }] } }),
    ...scripts('', '{}'),
    'README.md': README,
  }),
};

/** The files of a source folder as Format.pack takes them. */
export function sourceFiles(source: Source): Map<string, Uint8Array> {
  return new Map(Object.entries(source).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** Writes a source folder to the disk. */
export async function writeSource(folder: string, source: Source): Promise<void> {
  for (const [path, text] of Object.entries(source)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
