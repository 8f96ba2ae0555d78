import { CLIENT_MODULES } from './catalogue.js';

/** What is private of what a host gives, what a server answered, and marks of what stands on the way; one bit each. */
export const DATA = {
  secrets: 1,
  copied: 2,
  sheet: 4,
  terminal: 8,
  storage: 16,
  credentials: 32,
  settings: 64,
  /** A server's answer, or what was made of it. */
  answer: 128,
  /** A text with a server's answer behind something that the package wrote. */
  partOfAnswer: 256,
  /** An address that begins with a server that the package names. */
  server: 512,
  /** What is written to goes to a server that the package names. */
  connection: 1_024,
  /** Names of everything that the host keeps secret: what they lead to is all of it. */
  secretNames: 2_048,
  /** The path of a file with credentials, or with settings of a project. */
  credentialPath: 4_096,
  settingsPath: 8_192,
  /** The path of a script. */
  scriptPath: 16_384,
  /** A document of an editor that tells of its changes, a file that changes, a key that is pressed, and what is typed there. */
  document: 32_768,
  typed: 65_536,
  /** An account or the address of a wallet that the package names, or a text that it decodes: where it comes in the place of what users copied or entered. */
  account: 131_072,
  /** Who somebody is, what is worked out from that, and large numbers that are written out. */
  person: 262_144,
  hash: 524_288,
  number: 1_048_576,
  /** What stands in a sheet, or is copied. */
  cells: 2_097_152,
  /** A name that the package asks whether it is that of a script. */
  scriptName: 4_194_304,
  /** All messages of a server, or all of a kind that a host keeps for its user, and what stands in them. */
  history: 8_388_608,
  said: 16_777_216,
  /** A webhook of a chat: who knows its address or its token writes there as anybody. */
  webhook: 33_554_432,
  /** An address at a service where many keep their repositories. */
  forge: 67_108_864,
  /** What a request is made with that a page or the host makes, where it goes, and what is in it. */
  request: 134_217_728,
  asked: 268_435_456,
  requested: 536_870_912,
  /** A text that is made of the numbers of its characters: as an address, one that is to be found by nobody. */
  decoded: 1_073_741_824,
  /** The branches of a repository. The last bit of a number: its sign. */
  branches: -2_147_483_648,
} as const;
export type Mark = keyof typeof DATA;

/** What leaves with a request. */
export const PRIVATE_MARKS = ['secrets', 'copied', 'sheet', 'terminal', 'storage', 'credentials', 'settings', 'typed', 'said', 'requested'] as const satisfies readonly Mark[];
export type PrivateMark = (typeof PRIVATE_MARKS)[number];
/** All of these together. */
export const PRIVATE: number = PRIVATE_MARKS.reduce((bits, mark) => bits | DATA[mark], 0);

/** What calls of a host's interface do with data, by paths as in the catalogues; one table for all hosts. A longer path is matched by its longest row. */
export interface HostData {
  /** What a call answers. */
  gives: Readonly<Record<string, Mark>>;
  /** What the functions get that a call is given. */
  tells: Readonly<Record<string, Mark>>;
  /** What a method answers, by its name (of Python behind `py.`), of something with the first mark. */
  methods: Readonly<Record<string, readonly (readonly [Mark, Mark])[]>>;
  /** What a member is, by its name, of something with the first mark. */
  parts: Readonly<Record<string, readonly (readonly [Mark, Mark])[]>>;
  /** What a call answers that is given something with the first mark. */
  leads: Readonly<Record<string, readonly (readonly [Mark, Mark])[]>>;
  /** Calls that reach a server. */
  sends: readonly string[];
  /** Of these, calls that tell a name to whoever has the domain that it ends in. */
  looksUp: readonly string[];
  /** Calls that open a connection, which is written to later. */
  opens: readonly string[];
  /** Calls that make a server where they are given nothing but what listens. */
  serves: readonly string[];
  /** Calls that run their first argument as a command. */
  runs: readonly string[];
  /** Calls that run their first argument as code. */
  evaluates: readonly string[];
  /** Calls that write their second argument into the file of the first. */
  writes: readonly string[];
  /** Calls that answer all of a kind that a host keeps for its user, where nothing says which of it. */
  lists: readonly string[];
  /** Members of the host in which all of a kind stands that somebody has open. */
  holds: readonly string[];
  /** Calls that remove what they are given, or take its name away. */
  removes: readonly string[];
  /** Parts of hosts where people are given rights or points: there it matters who somebody is. */
  people: readonly string[];
  /** Calls that tell how far a sheet is used, for who reads all of it. */
  readsAll: readonly string[];
  /** Calls that leave nothing in the cells that they are given. */
  clears: readonly string[];
  /** Calls that put something in the place of what users copied or entered. */
  changes: Readonly<Record<string, PrivateMark>>;
}

const READS = ['read', 'readText', 'readFile', 'readFileSync'];
const LISTS = ['find', 'list', 'readDirectory'];
const OPENS = ['open', 'get', 'read', 'download'];
const PAINTERS = ['DocumentFormattingEdit', 'DocumentRangeFormattingEdit', 'OnTypeFormattingEdit', 'DocumentSymbol', 'FoldingRange', 'DocumentLink', 'Color', 'DocumentSemanticTokens', 'DocumentRangeSemanticTokens', 'InlayHints', 'CodeLens', 'SelectionRange', 'LinkedEditingRange', 'DocumentHighlight'].map((name) => `register${name}Provider`);
const REMOVES = ['rm', 'rmSync', 'rmdir', 'rmdirSync', 'unlink', 'unlinkSync'];
const OF_ALL_AGAIN: readonly [Mark, Mark] = ['history', 'history'];
const OF_ALL: readonly [Mark, Mark] = ['history', 'said'];
/** Of one that the host tells of. */
const OF_TOLD: readonly [Mark, Mark] = ['document', 'typed'];
const SHEETS = ['cells', 'sheets.getActiveSheet()', 'sheets.getSheet()'];
const OF_FILES: readonly (readonly [Mark, Mark])[] = [['credentialPath', 'credentials'], ['settingsPath', 'settings']];
const OF_PATHS: readonly (readonly [Mark, Mark])[] = [['credentialPath', 'credentialPath'], ['settingsPath', 'settingsPath']];
const ofModules = (names: readonly string[]): string[] => ['@node:fs', '@node:fs/promises', '@node:fs.promises'].flatMap((of) => names.map((name) => `${of}.${name}`));
const NODE_REQUESTS = ['http', 'https', 'http2', 'net', 'tls'].map((name) => `@node:${name}`);
const LOOK_UPS = ['@node:dns', '@node:dns/promises'];
/** Connections of Python, which are written to later, and its functions that look up names. */
const PYTHON_CONNECTIONS = ['http.client', 'ftplib', 'smtplib', 'websockets', 'websocket', 'redis', 'pymongo', 'paramiko', 'boto3', 'psycopg2', 'pymysql', 'pika', 'socket.create_connection'].map((name) => `@py:${name}`);
const PYTHON_LOOK_UPS = ['gethostbyname', 'gethostbyname_ex', 'getaddrinfo'].map((name) => `@py:socket.${name}`);
/** Functions of Python that make objects of data, which says what is called for that. */
const UNPICKLES = ['pickle', 'cloudpickle', 'dill', 'marshal', 'joblib'].flatMap((name) => ['load', 'loads', 'Unpickler'].map((each) => `@py:${name}.${each}`));
/** Everything that a client for requests offers stands under this. */
const CLIENTS = [...Object.values(CLIENT_MODULES), ...['urllib', 'urllib3', 'requests', 'httpx', 'aiohttp'].map((name) => `@py:${name}`)];

export const HOST_DATA: HostData = {
  gives: {
    'secrets.list': 'secretNames',
    'config.keys': 'secretNames',
    'guild.fetchWebhooks': 'secrets',
    'channel.fetchWebhooks': 'secrets',
    'message.channel.fetchWebhooks': 'secrets',
    'channel.createWebhook': 'webhook',
    'message.channel.createWebhook': 'webhook',
    'guild.fetchMessages': 'history',
    'guild.searchMessages': 'history',
    'bot.fetchMessages': 'history',
    ...Object.fromEntries(['logs', 'tail', 'traces'].map((name) => [`diagnostics.${name}`, 'said' as const])),
    ...Object.fromEntries(SHEETS.flatMap((of) => ['getUsedRange', 'getRange', 'getCell', 'getValue', 'getSelection'].map((name) => [`${of}.${name}`, 'cells' as const]))),
    ...Object.fromEntries(['branches', 'listBranches', 'getBranches', 'branch.list', 'branches.list', 'branchLocal', 'refs', 'listRefs'].map((name) => [`git.${name}`, 'branches' as const])),
    'clipboard.read': 'cells',
    'clipboard.readText': 'cells',
    'network.fetch': 'answer',
    'network.request': 'answer',
    'network.download': 'answer',
    'http.request': 'answer',
    'http.get': 'answer',
    'http.post': 'answer',
    'fetch': 'answer',
    '@fetch': 'answer',
    ...Object.fromEntries(CLIENTS.map((client) => [client, 'answer' as const])),
  },
  tells: {
    'workspace.onDidChangeTextDocument': 'document',
    'workspace.onDidOpenTextDocument': 'document',
    'workspace.onDidSaveTextDocument': 'document',
    'workspace.onWillSaveTextDocument': 'document',
    'window.onDidChangeActiveTextEditor': 'document',
    'window.onDidChangeVisibleTextEditors': 'document',
    'window.onDidChangeTextEditorSelection': 'document',
    ...Object.fromEntries(['workspace.onDidCloseTextDocument', 'workspace.onDidSaveNotebookDocument', 'workspace.onDidChangeNotebookDocument', 'workspace.onDidOpenNotebookDocument', 'window.onDidChangeTextEditorVisibleRanges', 'window.onDidChangeActiveNotebookEditor', 'workspace.onDidCreateFiles', 'workspace.onDidRenameFiles', 'languages.onDidChangeDiagnostics', ...['onDidChange', 'onDidCreate'].map((name) => `workspace.createFileSystemWatcher().${name}`)].map((path) => [path, 'document' as const])),
    // What paints, folds or formats a document has no use for a server; what completes or explains it may.
    ...Object.fromEntries(PAINTERS.map((name) => [`languages.${name}`, 'document' as const])),
    // Which command ran is told, and not how it ended.
    'window.onDidStartTerminalShellExecution': 'document',
    'window.onDidEndTerminalShellExecution': 'document',
    'window.onDidWriteTerminalData': 'terminal',
    'window.registerTerminalLinkProvider': 'terminal',
    // What a debugger is started with: variables of the environment, and keys among them.
    'debug.onDidStartDebugSession': 'document',
    'debug.onDidChangeActiveDebugSession': 'document',
    ...Object.fromEntries([...NODE_REQUESTS, ...CLIENTS].map((way) => [way, 'answer' as const])),
    // Where it is told of every file that changes.
    'filesystem.watch': 'document',
    'terminal.onData': 'terminal',
    'terminal.list().onData': 'terminal',
    'clipboard.onDidChange': 'copied',
    'diagnostics.tail': 'said',
    'events.onCellChanged': 'sheet',
    'events.onSelectionChanged': 'cells',
    // What formulas are given, and what somebody asks a source of data for, with what that is opened with.
    'functions.register': 'cells',
    'dataConnectors.register': 'cells',
    'network.request': 'answer',
  },
  methods: { getText: [['document', 'typed'], OF_ALL], lineAt: [['document', 'typed']], read: [...OF_FILES, OF_ALL, ['document', 'terminal']], ...Object.fromEntries(['read', 'read_text', 'read_bytes', 'readlines'].map((name) => [`py.${name}`, [...OF_FILES, OF_ALL, OF_TOLD]])) },
  parts: { commandLine: [['document', 'terminal']], ...Object.fromEntries(['key', 'code', 'keyCode', 'which'].map((name) => [name, [['document', 'typed']] as const])), url: [['webhook', 'secrets']], token: [['webhook', 'secrets']], content: [['history', 'said']], cleanContent: [['history', 'said']], configuration: [['document', 'settings']], headers: [['request', 'requested']], body: [['request', 'requested']] },
  leads: {
    'workspace.fs.readFile': [...OF_FILES, ['document', 'typed'], OF_ALL],
    'workspace.findFiles': OF_PATHS,
    'workspace.openTextDocument': [['document', 'document'], OF_ALL_AGAIN],
    'workspace.openNotebookDocument': [['document', 'document'], OF_ALL_AGAIN],
    'secrets.get': [['secretNames', 'secrets']],
    'config.get': [['secretNames', 'secrets']],
    '@localStorage': [['storage', 'storage']],
    '@sessionStorage': [['storage', 'storage']],
    ...Object.fromEntries(READS.map((name) => [`filesystem.${name}`, [...OF_FILES, ['document', 'typed'], OF_ALL] as const])),
    ...Object.fromEntries(OPENS.map((name) => [`assets.${name}`, [OF_ALL, name === 'get' ? (['document', 'document'] as const) : OF_TOLD]])),
    '@fetch': [OF_ALL, OF_TOLD],
    ...Object.fromEntries(ofModules(READS).map((path) => [path, OF_FILES])),
    ...Object.fromEntries(LISTS.map((name) => [`filesystem.${name}`, OF_PATHS])),
  },
  sends: [...LOOK_UPS, ...PYTHON_LOOK_UPS, 'network.fetch', 'network.request', 'network.download', 'http.request', 'http.get', 'http.post', 'fetch', '@fetch', '@navigator.sendBeacon', 'env.openExternal', ...NODE_REQUESTS, ...CLIENTS],
  looksUp: [...LOOK_UPS, ...PYTHON_LOOK_UPS],
  opens: ['network.openWebSocket', '@WebSocket', '@XMLHttpRequest', ...NODE_REQUESTS, ...PYTHON_CONNECTIONS],
  serves: NODE_REQUESTS,
  runs: ['system.exec', 'system.spawn', 'terminal.send', 'window.createTerminal().sendText', '@py:subprocess', '@py:os.system', '@py:os.popen', ...['exec', 'execSync', 'spawn', 'spawnSync', 'execFile', 'execFileSync'].map((name) => `@node:child_process.${name}`)],
  evaluates: [...UNPICKLES, '@py:pandas.read_pickle', '@py:yaml.unsafe_load', '@py:yaml.unsafe_load_all', '@py:shelve.open', '@py:jinja2.Template', '@py:mako.template.Template', ...['runInThisContext', 'runInNewContext', 'runInContext', 'compileFunction', 'Script', 'SourceTextModule'].map((name) => `@node:vm.${name}`)],
  writes: ['sheets.renameSheet', 'assets.write_sidecar', 'assets.writeSidecar', 'filesystem.write', 'filesystem.writeText', 'secrets.set', 'secrets.store', 'workspace.fs.writeFile', ...ofModules(['writeFile', 'writeFileSync'])],
  readsAll: SHEETS.map((of) => `${of}.getUsedRange`),
  lists: [...LISTS.map((name) => `filesystem.${name}`), ...['list', 'search', 'find'].map((name) => `assets.${name}`), ...['listSheets', 'getSheets', 'list', 'getAll'].map((name) => `sheets.${name}`), ...['getSheets', 'listSheets', 'getActiveWorkbook'].map((name) => `workbook.${name}`), 'workspace.findFiles', 'workspace.fs.readDirectory', 'secrets.list', 'git.branches', 'git.listBranches', ...ofModules(['readdir', 'readdirSync'])],
  removes: ['filesystem.remove', 'filesystem.rename', 'workspace.fs.rename', 'WorkspaceEdit().deleteFile', 'WorkspaceEdit().renameFile', 'secrets.delete', 'git.deleteBranch', 'git.branch.delete', 'assets.remove', 'sheets.deleteSheet', 'sheets.getActiveSheet().delete', 'sheets.getSheet().delete', 'workspace.fs.delete', '@py:os.remove', '@py:os.unlink', '@py:os.truncate', '@py:shutil.rmtree', ...ofModules(REMOVES)],
  holds: ['window.activeTextEditor', 'window.visibleTextEditors', 'workspace.textDocuments', 'workspace.notebookDocuments', 'window.activeNotebookEditor'],
  people: ['roles', 'points', 'economy'],
  clears: SHEETS.map((of) => `${of}.clearRange`),
  changes: {
    ...Object.fromEntries(['clipboard.write', 'clipboard.writeText', 'env.clipboard.writeText', '@navigator.clipboard.write', '@navigator.clipboard.writeText'].map((path) => [path, 'copied' as const])),
    'TextEdit.replace': 'typed',
    'WorkspaceEdit().replace': 'typed',
    ...Object.fromEntries(SHEETS.flatMap((of) => ['setCell', 'setRange', 'setValue', 'setFormula'].map((name) => [`${of}.${name}`, 'sheet' as const]))),
  },
};

/** Every path that stands in a row: parts of hosts that are known by themselves, although a permission may guard what is above them as a whole. */
export const DATA_PATHS: ReadonlySet<string> = new Set([
  // What lists branches may be a member of that; what pushes, and what names where to, has its name also where it is handed on.
  'git.branch', 'git.branches', 'git.push', 'git.addRemote', 'git.remote', 'git.remote.add', 'git.setRemoteUrl',
  ...[HOST_DATA.gives, HOST_DATA.tells, HOST_DATA.leads, HOST_DATA.changes].flatMap((rows) => Object.keys(rows)),
  ...HOST_DATA.sends, ...HOST_DATA.opens, ...HOST_DATA.serves, ...HOST_DATA.runs, ...HOST_DATA.evaluates, ...HOST_DATA.writes, ...HOST_DATA.lists, ...HOST_DATA.removes, ...HOST_DATA.clears, ...HOST_DATA.holds,
]);
/** The last names of what holds all that is open. */
export const HELD_NAMES: ReadonlySet<string> = new Set(HOST_DATA.holds.map((path) => path.split('.').at(-1)!));

/** Objects of a page that keep everything: given away as a whole, all of it. */
export const KEPT_OBJECTS: ReadonlySet<string> = new Set(['@localStorage', '@sessionStorage']);
/** What answers the clipboard's content; private where nobody asks for it, again and again. */
export const CLIPBOARD_READS: ReadonlySet<string> = new Set(['env.clipboard.readText', 'clipboard.read', 'clipboard.readText', '@navigator.clipboard.readText', '@navigator.clipboard.read']);
