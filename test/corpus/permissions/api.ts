/** What the corpus calls, with the permissions that it needs: written apart from the catalogues, so that they are tested too. */
export interface Api {
  scope: string;
  /** Path from the host object. */
  path: string;
  /** Other permissions that getting there needs. */
  also?: readonly string[];
}

const api = (rows: Record<string, string>): Api[] => Object.entries(rows).flatMap(([scope, paths]) => paths.split(' ').map((path) => ({ scope, path })));

/** Scopes that the modules of Skynet need by themselves. */
const SKYNET_MODULES: Record<string, string> = { channel: 'channels_read', guild: 'guild_read', config: 'config', member: 'members_read', roles: 'roles_read', modlog: 'modlog', webhooks: 'webhooks', threads: 'threads' };

export const APIS: Record<string, readonly Api[]> = {
  orchestra: api({
    'filesystem.read': 'filesystem.readText filesystem.stat',
    'filesystem.write': 'filesystem.write filesystem.remove',
    network: 'network.fetch network.openWebSocket',
    'ai.chat': 'ai.chat ai.stream',
    'ai.embed': 'ai.embed',
    clipboard: 'clipboard.readText clipboard.write',
    notifications: 'notifications.show notifications.error',
    terminal: 'terminal.open terminal.send',
    git: 'git.log git.branch.create',
    secrets: 'secrets.get secrets.store',
    'system.exec': 'system.exec system.spawn',
  }),
  formula: api({
    'cells.read': 'cells.getCell cells.getRange',
    'cells.write': 'cells.setCell cells.setRange',
    'sheets.manage': 'sheets.createSheet sheets.renameSheet',
    'workbook.manage': 'workbook.openWorkbook workbook.save',
    network: 'network.fetch network.openWebSocket',
    clipboard: 'clipboard.readText clipboard.writeText',
    storage: 'storage.get storage.set',
    'ui.panels': 'ui.createPanel',
    'ui.commands': 'commands.registerCommand commands.executeCommand',
    'ui.menus': 'ui.registerContextMenu',
  }),
  skynet: api({
    ban: 'author.ban', kick: 'author.kick', timeout: 'author.timeout', modlog: 'modlog.write', roles_read: 'roles.list author.hasRole', roles_manage: 'author.addRole', channels_read: 'channel.getName',
    channels_manage: 'channel.setTopic channel.setSlowmode', threads: 'message.startThread threads.list', guild_read: 'guild.getName', guild_manage: 'guild.setName', members_read: 'member.getName',
    members_manage: 'author.setNickname', messages_read: 'message.fetch', messages_global: 'guild.searchMessages bot.fetchMessages', messages_write: 'message.reply', messages_manage: 'message.delete channel.bulkDelete', reactions: 'message.react',
    embed_links: 'message.replyEmbed', economy_manage: 'points.addPoints economy.transfer', config: 'config.get', storage: 'extension.set extension.get', http_request: 'http.request', webhooks: 'webhooks.create',
  }).map((row) => ({ ...row, also: [SKYNET_MODULES[row.path.split('.')[0] ?? '']].filter((scope) => scope !== undefined) })),
  comfyvn: api({
    'assets.read': 'assets.list assets.get', 'assets.write': 'assets.register assets.tag', 'assets.events': 'assets.subscribe', 'assets.debug': 'assets.metrics', 'hooks.emit': 'hooks.emit', 'hooks.listen': 'hooks.listen hooks.once',
    'extensions.lifecycle': 'extensions.on_installed', 'ui.panels': 'ui.add_panel', 'api.global': 'api.mount_global', 'diagnostics.read': 'diagnostics.logs', 'sandbox.fs.limited': 'sandbox.request_root',
  }),
};

/** What is called makes these scopes useful, though the host does not ask for them. */
export const JUSTIFIES: Record<string, readonly string[]> = { 'message.replyEmbed': ['messages_write'] };

/** Declaring the key includes the others. */
export const INCLUDES: Record<string, readonly string[]> = {
  roles_manage: ['roles_read'], channels_manage: ['channels_read'], guild_manage: ['guild_read'], members_manage: ['members_read'], messages_global: ['messages_read'], economy_manage: ['economy_read'],
};
