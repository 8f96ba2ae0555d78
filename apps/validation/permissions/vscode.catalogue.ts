import { HOST_DATA } from './host-data.js';
import { CLIENT_MODULES, NETWORK_GLOBALS, type Catalogue } from './catalogue.js';

/** What the tables of data say of VS Code. */
const OF_EDITOR = /^(?:workspace|window|debug|languages|env|TextEdit|WorkspaceEdit|@node:fs)\b/;

/** VS Code knows no permissions: an extension may do what its user may, so there is nothing to compare. Where its data goes is followed. */
export const vscode: Catalogue = {
  dialect: 'vscode',
  given: '',
  declared: null,
  activates: ['activate', 'deactivate'],
  modules: { vscode: '' },
  names: {},
  rows: [],
  watched: {
    paths: [
      ...[HOST_DATA.tells, HOST_DATA.leads, HOST_DATA.changes].flatMap((rows) => Object.keys(rows)).concat(HOST_DATA.sends, HOST_DATA.runs, HOST_DATA.writes, HOST_DATA.lists, HOST_DATA.removes, HOST_DATA.holds).filter((path) => OF_EDITOR.test(path)),
      'env.clipboard.readText', 'workspace.workspaceFolders', 'workspace.rootPath', 'workspace.createFileSystemWatcher', 'window.onDidChangeWindowState',
      ...Object.values(CLIENT_MODULES),
      ...[...NETWORK_GLOBALS, 'node:child_process', 'node:vm', 'node:fs', 'node:fs/promises', 'localStorage', 'sessionStorage', 'navigator.clipboard'].map((name) => `@${name}`),
    ],
    modules: CLIENT_MODULES,
  },
};
