import { CLIPBOARD_GLOBALS, members, NETWORK_GLOBALS, row, type Catalogue } from './catalogue.js';

/** Formula: 10 permissions; the first use of one asks the user. */
export const formula: Catalogue = {
  dialect: 'formula',
  given: 'the first parameter of `activate`, or what `@formula/extension-api` exports',
  declared: { pointer: '/permissions' },
  activates: ['activate', 'default'],
  modules: { formula: '', '@formula/extension-api': '' },
  names: { formula: '' },
  watched: {
    paths: [...members('sheets', 'getSheets listSheets list getAll'), ...members('sheets.getSheet()', 'getUsedRange getRange getCell getValue getSelection setCell setRange setValue setFormula clearRange delete'), 'sheets.getActiveSheet().getUsedRange', ...members('workbook', 'getSheets listSheets getActiveWorkbook'), 'functions.register', 'dataConnectors.register'],
    modules: {},
  },
  rows: [
    row('cells.read', [...members('cells', 'getCell getRange getValue getSelection getUsedRange'), 'events.onSelectionChanged', 'events.onCellChanged', ...members('sheets.getActiveSheet()', 'getCell getRange getValue')]),
    row('cells.write', [...members('cells', 'setCell setRange setValue setFormula clearRange'), ...members('sheets.getActiveSheet()', 'setCell setRange setValue clearRange')]),
    row('sheets.manage', [...members('sheets', 'createSheet deleteSheet renameSheet activateSheet moveSheet'), 'sheets.getActiveSheet().rename', 'sheets.getActiveSheet().delete']),
    row('workbook.manage', members('workbook', 'openWorkbook createWorkbook save saveAs close')),
    row('network', members('network', 'fetch openWebSocket'), { globals: NETWORK_GLOBALS, manifestKeys: ['contributes.dataConnectors'] }),
    row('clipboard', members('clipboard', 'readText writeText'), { globals: CLIPBOARD_GLOBALS }),
    row('storage', members('storage', 'get set delete keys clear'), { globals: ['localStorage', 'sessionStorage', 'indexedDB', 'caches'] }),
    row('ui.panels', ['ui.createPanel', 'ui.showPanel'], { manifestKeys: ['contributes.panels'] }),
    row('ui.commands', ['commands.registerCommand', 'commands.executeCommand'], { manifestKeys: ['contributes.commands'] }),
    row('ui.menus', ['ui.registerContextMenu', 'ui.registerMenuItem'], { manifestKeys: ['contributes.menus'] }),
  ],
};
