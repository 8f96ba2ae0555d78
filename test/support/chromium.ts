import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const DIST = fileURLToPath(new URL('../..', import.meta.url));

/** Why the tests in a browser do not run; false when they do. */
export const CHROMIUM_SKIPPED = ((): string | false => {
  try {
    accessSync(PROGRAM, constants.X_OK);
    return false;
  } catch {
    return `SKIPPED: ${PROGRAM} is missing, nothing was tested in a browser. Install the package chromium and run again.`;
  }
})();

export interface Bundle {
  code: string;
  /** Modules that were left out of the bundle; there should be none. */
  external: string[];
}

/** Bundles modules of dist for a browser as applications do: package.json's member `browser` chooses the twins. */
export async function bundle(source: string): Promise<Bundle> {
  const built = await build({
    stdin: { contents: source, resolveDir: DIST, sourcefile: 'entry.js' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(built.metafile.outputs);
  return { code: built.outputFiles[0]!.text, external: output!.imports.map(({ path }) => path) };
}

export interface BrowserPage {
  page: Page;
  /** Where the page comes from. */
  origin: string;
  /** What the page has asked for, besides its own files. */
  requested: string[];
  close(): Promise<void>;
}

/** Opens a page in Chromium with the module's exports as `souk` on its window, from a server of its own. */
export async function openPage(module: string): Promise<BrowserPage> {
  const pages: Record<string, [type: string, body: string]> = {
    '/': ['text/html', '<!doctype html><title>souk</title><script type="module">import * as souk from "/module.js"; window.souk = souk;</script>'],
    '/module.js': ['text/javascript', module],
  };
  const server = createServer((request, response) => {
    const [type, body] = pages[request.url!] ?? ['text/plain', ''];
    response.writeHead(body === '' ? 404 : 200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: PROGRAM, headless: true, args: FLAGS });
  const requested: string[] = [];
  const close = async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
  try {
    const page = await browser.newPage();
    page.on('request', (request) => new URL(request.url()).origin === origin || requested.push(request.url()));
    await page.goto(origin);
    await page.waitForFunction('window.souk !== undefined');
    return { page, origin, requested, close };
  } catch (error) {
    await close();
    throw error;
  }
}
