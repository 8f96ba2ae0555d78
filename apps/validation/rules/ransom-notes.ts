/** What ransomware leaves behind for whoever it did harm to, in English. */

const WHAT = String.raw`(?:files?|data|documents?|sheets?|spreadsheets?|workbooks?|cells|notes|photos|pictures|assets|scenes|projects?|databases?|backups?|disks?|folders?)`;
const DONE = String.raw`(?:locked|encrypted|sealed|scrambled|unreadable|stolen|taken|hostage)`;
const NOTE = new RegExp(String.raw`\b(?:your|all|these|this|the)\s+(?!payment|card|personal|connection)(?:\w{1,20},?\s+){0,2}${WHAT}\s+(?:\w{1,20}\s+){0,4}?(?:are|were|is|was|have been|has been|now)\s+(?:\w{1,12}\s+){0,2}${DONE}\b`, 'gi');
/** What is asked for it, and what happens otherwise. */
const DEMAND = /\b(?:ransom|bitcoins?|btc|monero|xmr|usdt|payments?|pay|paid|amount|price|decryptors?|(?:decryption|unlock) keys?|(?:within|in|next) \d{1,3} (?:hours|days)|will be (?:deleted|lost|published|destroyed)|(?:do not|don['’]t|never) (?:close|rename|restart|turn off|touch|edit))\b/i;
/** UTF-16 units behind the note in which that stands. */
const NEAR = 500;
/** UTF-16 units that are read of one file. */
const MOST_READ = 64 * 1024;

/** Where a text says that somebody's files are locked, and asks for something; -1 for nowhere. */
export function tellsOfRansom(text: string): number {
  const read = text.slice(0, MOST_READ);
  for (const { index } of read.matchAll(NOTE)) if (DEMAND.test(read.slice(Math.max(0, index - NEAR), index + NEAR))) return index;
  return -1;
}
