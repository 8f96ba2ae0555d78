import { transform } from 'esbuild';
import { minify } from 'terser';

/** Makes a script smaller as build tools do: hard to read, and harmless. */
export type Minification = (text: string) => Promise<string>;

export const MINIFICATIONS: Record<string, Minification> = {
  terser: (text) => terser(text, {}),
  'terser, top level and properties': (text) => terser(text, { mangle: { toplevel: true, properties: { regex: /^_/ } }, compress: { passes: 3, unsafe: true } }),
  'terser, readable': (text) => terser(text, { mangle: false, compress: false, format: { beautify: true } }),
  esbuild: async (text) => (await transform(text, { minify: true, loader: 'js' })).code,
  'esbuild, old browsers': async (text) => (await transform(text, { minify: true, loader: 'js', target: 'es2015', charset: 'ascii', format: 'iife' })).code,
};

async function terser(text: string, options: Parameters<typeof minify>[1]): Promise<string> {
  const { code } = await minify(text, options);
  return code ?? '';
}
