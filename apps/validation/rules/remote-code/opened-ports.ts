import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { opensPort, servesWhatIsAsked } from './javascript/opened-ports.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { reachesStranger } from '../picked-secrets.js';
import { findInSmall } from '../small-scripts.js';
import { largeFiles } from '../together.js';

/** Names of programs and libraries by which a port of this computer is reached from everywhere. */
const NAMED = /cloudflared|ngrok|\bbore\b|frpc|localtunnel|\blt\b|\bssh\b|chisel|tailscale|zrok|tunnelmole|\btmole\b|devtunnel|pinggy|untun/i;

/** In small scripts that belong together: a port of this computer is made reachable from everywhere, nobody asked for that or sees it, and whoever sends a request to a server there says which file it gets, or what runs. */
export function judgeOpenedPorts(pkg: Package, id: string): Finding[] {
  const serves = (path: string): boolean => {
    const tree = readAgain(pkg, path);
    return tree !== null && servesWhatIsAsked(tree);
  };
  const large = largeFiles(pkg.files);
  return findInSmall(pkg, id, {
    hints: [NAMED],
    find: (tree, path) => {
      const group = togetherWith(pkg, path, large);
      const start = opensPort(tree, reachesStranger(group));
      return start && [...new Set(group.map((script) => script.path))].some(serves) ? start : null;
    },
    message: 'a server of this computer, which gives whoever asks any file or runs what they send, is made reachable from everywhere, and nobody is asked or told',
    help: 'Open a port when somebody asks for it, show them where it is reached, and serve one folder.',
  });
}
