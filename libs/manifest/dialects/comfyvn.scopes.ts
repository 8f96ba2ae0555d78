import type { Scopes } from '../scopes.js';

/** The 11 scopes of ComfyVN. Its server enforces none of them: they say what an extension means to do. */
export const comfyvnScopes: Scopes = {
  'api.global': { description: 'Serve HTTP routes outside its own path.', risk: 'high' },
  'assets.debug': { description: 'See debug metrics, traces and thumbnails of assets.', risk: 'low' },
  'assets.events': { description: 'Hear of changes in the asset registry.', risk: 'low' },
  'assets.read': { description: 'List and search the assets of the project.', risk: 'low' },
  'assets.write': { description: 'Register assets, and change them and their sidecar files.', risk: 'medium' },
  'diagnostics.read': { description: 'Read the debug endpoints that the extension itself offers.', risk: 'low' },
  'extensions.lifecycle': { description: 'Hear when extensions are installed and removed.', risk: 'medium' },
  'hooks.emit': { description: 'Send events on the hook bus, where other extensions act on them.', risk: 'medium' },
  'hooks.listen': { description: 'Receive the events of the hook bus.', risk: 'medium' },
  'sandbox.fs.limited': { description: 'Write to further folders of the computer.', risk: 'high' },
  'ui.panels': { description: 'Show panels in the Studio.', risk: 'low' },
};
