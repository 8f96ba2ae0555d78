/** What ransomware leaves behind for whoever it did harm to, in English. */

const WHAT = String.raw`(?:files?|data|documents?|sheets?|spreadsheets?|workbooks?|cells|notes|photos|pictures|assets|scenes|projects?|databases?|backups?|disks?|folders?)`;
const DONE = String.raw`(?:locked|encrypted|sealed|scrambled|unreadable|stolen|taken|hostage)`;
/** What is done to files for other reasons as well. */
const GONE = String.raw`(?:removed|deleted|erased|moved|copied|gone)`;
const said = (done: string): RegExp => new RegExp(String.raw`\b(?:your|all|these|this|the)\s+(?!payment|card|personal|connection)(?:\w{1,20},?\s+){0,2}${WHAT}\s+(?:\w{1,20}\s+){0,4}?(?:are|were|is|was|have been|has been|now)\s+(?:\w{1,12}\s+){0,2}${done}\b`, 'gi');
const NOTE = said(DONE);
const NOTE_OF_LOSS = said(GONE);
/** What nobody but who took something asks for it. */
const RANSOM = /\b(?:ransom|bitcoins?|btc|monero|xmr|usdt)\b/i;
/** What is asked for it, and what happens otherwise. */
const DEMAND = /\b(?:ransom|bitcoins?|btc|monero|xmr|usdt|payments?|pay|paid|amount|price|decryptors?|(?:decryption|unlock) keys?|(?:within|in|next) \d{1,3} (?:hours|days)|will be (?:deleted|lost|published|destroyed)|get (?:it|them|everything|your \w{1,20}) back|(?:write|mail|contact|reach)\b[^.\n]{0,20}[\w+-]@[\w.-]{3,60}[^\n]{0,60}\b(?:recover|restore|decrypt)|(?:do not|don['’]t|never) (?:close|rename|restart|turn off|touch|edit))\b/i;
/** UTF-16 units behind the note in which that stands. */
const NEAR = 500;
/** UTF-16 units that are read of one file. */
const MOST_READ = 64 * 1024;

/** Where a text says that somebody's files are locked, and asks for something, or that they are gone, and asks for a ransom (`isSure`); null for nowhere. */
export function tellsOfRansom(text: string): { start: number; isSure: boolean } | null {
  const read = text.slice(0, MOST_READ);
  const asks = (index: number, what: RegExp): boolean => what.test(read.slice(Math.max(0, index - NEAR), index + NEAR));
  const locked = [...read.matchAll(NOTE)];
  const sure = [...locked, ...read.matchAll(NOTE_OF_LOSS)].find(({ index }) => asks(index, RANSOM));
  const note = sure ?? locked.find(({ index }) => asks(index, DEMAND));
  return note ? { start: note.index, isSure: sure !== undefined } : null;
}

/** Does a short text say that somebody's files are locked or gone? */
export function tellsOfLoss(text: string): boolean {
  return text.search(NOTE) >= 0 || text.search(NOTE_OF_LOSS) >= 0;
}

/** Does a short text name what ransoms are paid in? */
export function namesRansom(text: string): boolean {
  return RANSOM.test(text);
}
