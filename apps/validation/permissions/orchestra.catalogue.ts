import { CLIENT_MODULES, CLIPBOARD_GLOBALS, members, NETWORK_GLOBALS, row, type Catalogue } from './catalogue.js';

const READS = 'access accessSync createReadStream existsSync lstat lstatSync open openSync opendir opendirSync read readFile readFileSync readSync readdir readdirSync readlink readlinkSync realpath realpathSync stat statSync watch watchFile';
const WRITES = 'appendFile appendFileSync chmod chmodSync chown copyFile copyFileSync cp cpSync createWriteStream link linkSync mkdir mkdirSync mkdtemp mkdtempSync rename renameSync rm rmSync rmdir rmdirSync symlink symlinkSync truncate truncateSync unlink unlinkSync utimes utimesSync write writeFile writeFileSync writeSync';
const file = (names: string): string[] => ['node:fs', 'node:fs/promises', 'node:fs.promises'].flatMap((of) => members(of, names));

/** Orchestra: 11 permissions, each checked at its call. The design leaves method names open; docs/permissions.md is the table. */
export const orchestra: Catalogue = {
  dialect: 'orchestra',
  given: 'the first parameter of `activate`, or what `orchestra` exports',
  declared: { pointer: '/permissions' },
  activates: ['activate', 'default', 'run'],
  modules: { orchestra: '', '@orchestra/api': '', '@orchestra/extension-api': '' },
  names: { orchestra: '' },
  watched: { paths: [...Object.values(CLIENT_MODULES), '@node:vm'], modules: CLIENT_MODULES },
  rows: [
    row('filesystem.read', members('filesystem', 'read readText readDirectory list stat exists watch find'), { globals: file(READS) }),
    row('filesystem.write', members('filesystem', 'write writeText append createDirectory remove rename copy'), { globals: file(WRITES) }),
    row('network', members('network', 'fetch request connect openWebSocket download'), { globals: NETWORK_GLOBALS }),
    row('ai.chat', ['ai.chat', 'ai.stream', 'ai.complete']),
    row('ai.embed', ['ai.embed', 'ai.embedMany']),
    row('clipboard', members('clipboard', 'read readText write writeText onDidChange'), { globals: CLIPBOARD_GLOBALS }),
    row('notifications', ['notify', ...members('notifications', 'show info warn error progress')], { globals: ['Notification'] }),
    row('terminal', ['terminal.open', 'terminal.create', 'terminal.send', 'terminal.list', 'terminal.onData']),
    row('git', ['git']),
    row('secrets', members('secrets', 'get set store delete list onDidChange')),
    row('system.exec', ['system.exec', 'system.spawn'], { globals: ['node:child_process'] }),
  ],
};
