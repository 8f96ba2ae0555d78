import { CLIENT_MODULES, NETWORK_GLOBALS, type Catalogue } from './catalogue.js';

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
      'env.clipboard.readText', 'env.clipboard.writeText', 'workspace.onDidChangeTextDocument', 'workspace.onDidOpenTextDocument', 'workspace.onDidSaveTextDocument', 'workspace.onWillSaveTextDocument', 'TextEdit.replace', 'WorkspaceEdit().replace', 'window.onDidChangeActiveTextEditor', 'window.onDidChangeVisibleTextEditors', 'window.onDidChangeTextEditorSelection', 'debug.onDidStartDebugSession', 'debug.onDidChangeActiveDebugSession', 'window.createTerminal().sendText', 'workspace.findFiles', 'workspace.fs.readFile', 'workspace.fs.writeFile',
      ...Object.values(CLIENT_MODULES),
      ...[...NETWORK_GLOBALS, 'node:child_process', 'node:vm', 'node:fs', 'node:fs/promises', 'localStorage', 'sessionStorage', 'navigator.clipboard'].map((name) => `@${name}`),
    ],
    modules: CLIENT_MODULES,
  },
};
