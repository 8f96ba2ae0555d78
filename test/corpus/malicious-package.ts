import type { Sample } from './sources.js';

/** A package as npm would have it, of these files; its first script is what it starts. */
export function packaged(name: string, scripts: Record<string, string>, files: Record<string, string>, dependencies: Record<string, string> = {}): Sample {
  const main = Object.keys(files).find((path) => path.endsWith('.js')) ?? 'index.js';
  const manifest = { name: name.replace(/\W+/g, '-').toLowerCase(), version: '1.0.3', description: 'Small functions for texts', main, scripts, dependencies, license: 'MIT' };
  return { name, files: { 'package.json': JSON.stringify(manifest, null, 2), 'README.md': '# Small functions for texts\n', ...files } };
}
