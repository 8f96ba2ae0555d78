import { BOTS } from './malicious-bots.js';
import { CHATS } from './malicious-chats.js';
import { CLIENTS } from './malicious-clients.js';
import { COPIES } from './malicious-copies.js';
import { DAMAGE } from './malicious-damage.js';
import { EDITORS } from './malicious-editors.js';
import { EXTENSIONS } from './malicious-extensions.js';
import { FAMILIES } from './malicious-families.js';
import { HANDOVERS } from './malicious-handovers.js';
import { HOSTS } from './malicious-hosts.js';
import { TOGETHER } from './malicious-together.js';
import { INCIDENTS } from './malicious-incidents.js';
import { LOADERS } from './malicious-loaders.js';
import { PACKAGES } from './malicious-packages.js';
import { PIECES } from './malicious-pieces.js';
import { PLUGINS } from './malicious-plugins.js';
import { PROGRAMS } from './malicious-programs.js';
import { REPORTS } from './malicious-reports.js';
import { SHELLS } from './malicious-shells.js';
import { THEFTS } from './malicious-thefts.js';
import { WALLET_KITS } from './malicious-wallets.js';
import type { Sample } from './sources.js';

/** What malicious packages do, written for this corpus; no line comes from one. Each is to be kept back. */
export const MALICIOUS: readonly Sample[] = [...THEFTS, ...LOADERS, ...BOTS, ...CHATS, ...CLIENTS, ...COPIES, ...DAMAGE, ...INCIDENTS, ...PIECES, ...PLUGINS, ...PROGRAMS, ...REPORTS, ...SHELLS, ...EXTENSIONS, ...FAMILIES, ...EDITORS, ...HANDOVERS, ...HOSTS, ...PACKAGES, ...TOGETHER, ...WALLET_KITS];
