import { members, row, type Catalogue } from './catalogue.js';

const MODULES = ['message', 'channel', 'guild', 'config', 'bot', 'event', 'moment', 'utils', 'member', 'user', 'author', 'roles', 'embed', 'points', 'economy', 'http', 'rcon', 'extension', 'fetch', 'xmlparser', 'command', 'keyword', 'interaction', 'webhooks', 'modlog', 'threads'];
/** What a server gives by a number is the same as what a message has. */
const MEMBER = ['member', 'author', 'message.member', 'guild.getMember()', 'guild.fetchMember()'];
const of = (objects: readonly string[], names: string): string[] => objects.flatMap((object) => members(object, names));
/** Whoever sends a message by these thinks of the scope for messages, which the host does not ask for there. */
const SENDS = ['message.replyEmbed', 'channel.sendEmbed', 'message.channel.sendEmbed', 'author.sendEmbed', 'user.sendEmbed', ...members('interaction', 'reply replyEmbed editReply followUp')];
const CHANNEL = ['channel', 'message.channel', 'guild.getChannel()', 'guild.fetchChannel()'];

/**
 * Skynet: 25 scopes. Extensions reach the host by `require("channel")`. Rows are what the live sandbox and its object
 * interface check, completed for the scopes that nothing checks there. The economy may be read with `members_read` too,
 * because that is what the live sandbox asks for.
 */
export const skynet: Catalogue = {
  dialect: 'skynet',
  given: 'what `require` gives under the names of the host, such as `require("message")`',
  declared: { pointer: '/extension/version/scopes' },
  activates: [],
  bodies: true,
  modules: Object.fromEntries(MODULES.map((name) => [name, name])),
  names: {},
  rows: [
    row('ban', [...of(MEMBER, 'ban unban'), 'guild.ban', 'guild.unban']),
    row('kick', [...of(MEMBER, 'kick'), 'guild.kick']),
    row('timeout', of(MEMBER, 'timeout removeTimeout mute')),
    row('modlog', ['modlog', 'guild.modlog']),
    row('roles_read', ['roles', ...of(MEMBER, 'getRoles hasRole')], { impliedBy: ['roles_manage'] }),
    row('roles_manage', [...of(MEMBER, 'addRole removeRole setRoles'), ...members('roles', 'create delete edit add remove')]),
    row('channels_read', ['channel'], { impliedBy: ['channels_manage'] }),
    row('channels_manage', of(CHANNEL, 'setSlowmode setTopic setNSFW setName setParent pin unpin delete create')),
    row('threads', [...of(CHANNEL, 'createThread archiveThread lockThread'), 'threads', 'message.startThread']),
    row('guild_read', ['guild'], { impliedBy: ['guild_manage'] }),
    row('guild_manage', members('guild', 'setName setIcon setRegion edit createEmoji deleteEmoji')),
    row('members_read', ['member', 'points.getPoints', 'points.getLeaderboard', 'points.getRank', 'economy.getBalance', 'economy.getLeaderboard'], { impliedBy: ['members_manage'] }),
    row('members_manage', of(MEMBER, 'setNickname setDeaf move')),
    row('messages_read', [...of(CHANNEL, 'fetchMessages fetchMessage'), 'message.fetch'], { impliedBy: ['messages_global'] }),
    row('messages_global', ['guild.fetchMessages', 'guild.searchMessages', 'bot.fetchMessages']),
    row('messages_write', ['message.reply', 'message.edit', 'message.send', ...of(CHANNEL, 'send edit sendTyping'), 'author.send', 'user.send'], { ungated: SENDS }),
    row('messages_manage', [...of(CHANNEL, 'bulkDelete deleteMessage'), 'message.delete']),
    row('reactions', members('message', 'react removeReaction clearReactions awaitReactions')),
    row('embed_links', ['message.replyEmbed', ...of(CHANNEL, 'sendEmbed')], { ungated: ['embed'] }),
    row('economy_read', ['points.getPoints', 'points.getLeaderboard', 'points.getRank', 'economy.getBalance', 'economy.getLeaderboard'], { impliedBy: ['economy_manage'] }),
    row('economy_manage', of(['points', 'economy'], 'addPoints removePoints setPoints transfer')),
    row('config', ['config']),
    row('storage', ['extension.store', 'extension.storage', ...members('extension', 'get set delete save load')]),
    row('http_request', ['http.request', 'http.get', 'http.post', 'fetch', 'rcon'], { globals: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'navigator.sendBeacon'] }),
    row('webhooks', ['webhooks', ...of(CHANNEL, 'createWebhook fetchWebhooks'), 'guild.fetchWebhooks']),
  ],
};
