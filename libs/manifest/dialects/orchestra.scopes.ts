import type { Scopes } from '../scopes.js';

/** The 11 permissions of Orchestra; each is asked for at install and checked at every call. */
export const orchestraScopes: Scopes = {
  'filesystem.read': { description: 'Read files of the workspace.', risk: 'medium' },
  'filesystem.write': { description: 'Create, change and delete files of the workspace.', risk: 'high' },
  network: { description: 'Send requests to other computers, and what it has read with them.', risk: 'high' },
  'ai.chat': { description: 'Talk to the language model at the cost of the user.', risk: 'medium' },
  'ai.embed': { description: 'Turn texts into vectors at the cost of the user.', risk: 'low' },
  clipboard: { description: 'Read the clipboard and write to it.', risk: 'medium' },
  notifications: { description: 'Show notifications.', risk: 'low' },
  terminal: { description: 'Open terminals and type into them.', risk: 'high' },
  git: { description: 'Read and change the repository of the workspace.', risk: 'medium' },
  secrets: { description: 'Keep secrets of its own in the key store of the host.', risk: 'medium' },
  'system.exec': { description: 'Start programs on the computer; the host asks before each one.', risk: 'high' },
};
