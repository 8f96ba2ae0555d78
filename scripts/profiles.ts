import type { z } from 'zod';
import type { Profile } from '#libs/contracts/profile.js';

type ProfileInput = z.input<typeof Profile>;
type Risk = 'low' | 'medium' | 'high';

/** One tenant of a fresh marketplace. */
export interface SeedTenant {
  slug: string;
  name: string;
  profile: ProfileInput;
}

function permissions(rows: [scope: string, risk: Risk, description: string][]): ProfileInput['permissions'] {
  return Object.fromEntries(rows.map(([scope, risk, description]) => [scope, { risk, description }]));
}

const ORCHESTRA: ProfileInput = {
  host: 'orchestra',
  formats: ['orchestra'],
  categories: ['Languages', 'Themes', 'Productivity', 'AI', 'Git', 'Debugging', 'Testing', 'Formatters', 'Data', 'Visualization', 'Deployment', 'Collaboration'],
  permissions: permissions([
    ['filesystem.read', 'medium', 'Read files of the open workspace'],
    ['filesystem.write', 'high', 'Create, change and delete files of the open workspace'],
    ['network', 'high', 'Connect to any server on the internet'],
    ['ai.chat', 'medium', 'Send text to the assistant and use its answers'],
    ['ai.embed', 'medium', 'Turn text into embeddings'],
    ['clipboard', 'medium', 'Read and change the clipboard'],
    ['notifications', 'low', 'Show notifications'],
    ['terminal', 'high', 'Open terminals and type into them'],
    ['git', 'medium', 'Read and change the repository of the workspace'],
    ['secrets', 'high', 'Keep secrets of its own and read them back'],
    ['system.exec', 'high', 'Run programs on this computer; each call is confirmed'],
  ]),
  review: { auto_approve: { publishers: 'trusted', max_severity: 'low', first_version: false, new_permissions: false } },
};

const COMFYVN: ProfileInput = {
  host: 'comfyvn',
  formats: ['orchestra'],
  permissions: permissions([
    ['assets.read', 'low', 'List and search the asset registry'],
    ['assets.write', 'medium', 'Add assets and change what is recorded about them'],
    ['assets.events', 'low', 'Hear about changes of the asset registry'],
    ['assets.debug', 'medium', 'See metrics, traces and thumbnails of assets'],
    ['hooks.emit', 'medium', 'Send events that other extensions receive'],
    ['hooks.listen', 'low', 'Receive events of the studio and of other extensions'],
    ['extensions.lifecycle', 'low', 'Hear when extensions are installed or removed'],
    ['ui.panels', 'low', 'Add panels to the studio'],
    ['api.global', 'high', 'Serve HTTP routes outside of its own address'],
    ['diagnostics.read', 'medium', 'Read the debugging tools of extensions'],
    ['sandbox.fs.limited', 'high', 'Write to more folders than its own'],
  ]),
};

const SKYNET: ProfileInput = {
  host: 'skynet',
  formats: ['orchestra'],
  categories: ['Moderation', 'Utility', 'Fun', 'Economy', 'Leveling', 'Music', 'Administration', 'Social', 'Anime', 'Games', 'Security', 'Logging', 'Roleplay', 'Other'],
  permissions: permissions([
    ['ban', 'high', 'Ban members'],
    ['kick', 'high', 'Remove members from the server'],
    ['timeout', 'medium', 'Silence members for a while'],
    ['modlog', 'low', 'Write to the moderation log'],
    ['roles_read', 'low', 'See roles'],
    ['roles_manage', 'high', 'Give roles to members and take them away'],
    ['channels_read', 'low', 'See channels'],
    ['channels_manage', 'high', 'Change channels'],
    ['threads', 'medium', 'Open and manage threads'],
    ['guild_read', 'low', 'See the settings of the server'],
    ['guild_manage', 'high', 'Change the settings of the server'],
    ['members_read', 'low', 'See members and their points'],
    ['members_manage', 'medium', 'Change nicknames and other details of members'],
    ['messages_read', 'medium', 'Read messages of the channel it was called in'],
    ['messages_global', 'high', 'Read messages of every channel'],
    ['messages_write', 'medium', 'Send and edit its own messages'],
    ['messages_manage', 'high', "Delete other people's messages"],
    ['reactions', 'low', 'React to messages'],
    ['embed_links', 'low', 'Send rich messages'],
    ['economy_read', 'low', 'See balances'],
    ['economy_manage', 'medium', 'Give, take and transfer points'],
    ['config', 'low', 'Read its settings on this server'],
    ['storage', 'low', 'Keep values of its own'],
    ['http_request', 'high', 'Call web addresses that the server allows'],
    ['webhooks', 'high', 'Post to webhooks'],
  ]),
};

const FORMULA: ProfileInput = {
  host: 'formula',
  formats: ['orchestra'],
  permissions: permissions([
    ['cells.read', 'medium', 'Read cells'],
    ['cells.write', 'medium', 'Change cells'],
    ['sheets.manage', 'medium', 'Add, rename and remove sheets'],
    ['workbook.manage', 'high', 'Open, save and close workbooks'],
    ['network', 'high', 'Connect to servers that the user allows'],
    ['clipboard', 'medium', 'Read and change the clipboard'],
    ['storage', 'low', 'Keep values of its own'],
    ['ui.panels', 'low', 'Show panels'],
    ['ui.commands', 'low', 'Add commands'],
    ['ui.menus', 'low', 'Add entries to menus'],
  ]),
};

/** What a fresh marketplace hosts. */
export const SEED_TENANTS: SeedTenant[] = [
  { slug: 'comfyvn', name: 'ComfyVN', profile: COMFYVN },
  { slug: 'skynet', name: 'Skynet', profile: SKYNET },
  { slug: 'orchestra', name: 'Orchestra', profile: ORCHESTRA },
  { slug: 'formula', name: 'Formula', profile: FORMULA },
];
