import { NETWORK_GLOBALS, type Catalogue } from './catalogue.js';

/** Clients for requests that extensions bring along, and what stands for all that they do. */
const CLIENTS = ['axios', 'got', 'ky', 'needle', 'node-fetch', 'request', 'superagent', 'undici'];

/** VS Code knows no permissions: an extension may do what its user may, so there is nothing to compare. Where its data goes is followed. */
export const vscode: Catalogue = {
  dialect: 'vscode',
  given: '',
  activates: ['activate'],
  modules: { vscode: '' },
  names: {},
  rows: [],
  watched: {
    paths: [
      'env.clipboard.readText', 'env.clipboard.writeText', 'workspace.onDidChangeTextDocument', 'workspace.onDidOpenTextDocument', 'workspace.onDidSaveTextDocument', 'window.createTerminal().sendText', 'workspace.fs.readFile', 'workspace.fs.writeFile',
      ...[...NETWORK_GLOBALS, ...CLIENTS.map((name) => `client:${name}`), 'node:child_process', 'node:fs', 'node:fs/promises', 'localStorage', 'sessionStorage', 'navigator.clipboard'].map((name) => `@${name}`),
    ],
    modules: Object.fromEntries(CLIENTS.map((name) => [name, `@client:${name}`])),
  },
};
