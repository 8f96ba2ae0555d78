import type { Scopes } from '../scopes.js';

/** The 10 permissions of Formula; the host asks on first use and remembers the answer for each extension. */
export const formulaScopes: Scopes = {
  'cells.read': { description: 'Read the cells of open workbooks.', risk: 'medium' },
  'cells.write': { description: 'Change the cells of open workbooks.', risk: 'medium' },
  'sheets.manage': { description: 'Add, rename, move and delete sheets.', risk: 'medium' },
  'workbook.manage': { description: 'Open, create, save and close workbooks.', risk: 'high' },
  network: { description: 'Send requests to the hosts that the user grants, and what it has read with them.', risk: 'high' },
  clipboard: { description: 'Read the clipboard and write to it.', risk: 'medium' },
  storage: { description: 'Keep data of its own.', risk: 'low' },
  'ui.panels': { description: 'Show panels of its own.', risk: 'low' },
  'ui.commands': { description: 'Add commands.', risk: 'low' },
  'ui.menus': { description: 'Add menu entries.', risk: 'low' },
};
