import type { SyntaxNode } from '@lezer/common';

/** Words of a protocol by which a pool gives work, of which two are enough; and of the one whose words are those of others too. */
const PROTOCOL = ['mining.submit', 'mining.authorize', 'mining.subscribe', 'mining.notify'];
const LOGS_IN = ['login', 'submit', 'nonce'];
const HANDS_IN = ['nonce', 'job_id'];
const FEWEST_OF_PROTOCOL = 2;
/** Cheap to look for. */
const HINT = /\bnonce\b|\bmining\./;
const CONNECTS = /\b(?:socket|create_connection|open_connection|websockets?|urlopen|requests|httpx|aiohttp)\b/;
/** A number that is counted, what is made of it, and whether that is small enough. */
const COUNTS = /\b(\w+)\s*\+=\s*\d|\b(\w+)\s*=[^=\n]*\b\2\s*\+\s*\d|\bfor\s+\w+\s+in\s+(?:itertools\.)?(?:count|range)\(/;
const HASHES = /\b(?:sha\w*|blake\w*|scrypt|keccak\w*|hashlib|digest|hexdigest|randomx\w*|cryptonight\w*|argon2\w*)\b|hash\s*\(/i;
const IS_SMALL = /[^<]<=?\s*\w|\.startswith\(/;
/** Characters of a loop. */
const LONGEST = 4_000;

/** Where a module tries numbers for a pool that mines coins and hands them in: it speaks the pool's protocol, and counts in a loop what it hashes; null for nowhere. */
export function minesCoins(root: SyntaxNode, text: string): SyntaxNode | null {
  if (!HINT.test(text) || !CONNECTS.test(text)) return null;
  const said = new Set<string>();
  let loop: SyntaxNode | null = null;
  root.cursor().iterate(({ name, node }) => {
    if (name === 'String') said.add(text.slice(node.from, node.to).replace(/^\w{0,2}["']+|["']+$/g, ''));
    if ((name === 'WhileStatement' || name === 'ForStatement') && !loop && searches(text.slice(node.from, node.to).slice(0, LONGEST))) loop = node;
  });
  const speaks = PROTOCOL.filter((word) => said.has(word)).length >= FEWEST_OF_PROTOCOL || [LOGS_IN, HANDS_IN].some((words) => words.every((word) => said.has(word)));
  return speaks ? loop : null;
}

function searches(body: string): boolean {
  return COUNTS.test(body) && HASHES.test(body) && IS_SMALL.test(body);
}
