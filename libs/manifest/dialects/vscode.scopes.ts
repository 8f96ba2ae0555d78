import type { Scopes } from '../scopes.js';

/** None: VS Code starts every extension with all rights of the user. */
export const vscodeScopes: Scopes = {};
