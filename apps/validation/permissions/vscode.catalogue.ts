import type { Catalogue } from './catalogue.js';

/** VS Code knows no permissions: an extension may do what its user may, so there is nothing to compare. */
export const vscode: Catalogue = { dialect: 'vscode', given: '', activates: ['activate'], modules: { vscode: '' }, names: {}, rows: [] };
