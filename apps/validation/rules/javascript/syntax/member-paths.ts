import { memberName } from './expressions.js';
import type { Node } from './tree.js';

/** Calls that are told by the end of their path, because the object in front comes from the host or from a factory. */
const TOLD = new Map([
  ['runtime.sendMessage', 'runtime.sendMessage'],
  ['tabs.executeScript', 'tabs.executeScript'],
  ['proxy.settings.set', 'proxy.settings.set'],
  ['sendMail', 'sendMail'],
  ['uploadFromDir', 'upload'],
  ['uploadFrom', 'upload'],
  ['uploadDir', 'upload'],
  ['putDirectory', 'upload'],
  ['fastPut', 'upload'],
  ['createOrUpdateFileContents', 'upload'],
  ['git.createBlob', 'upload'],
  ['gists.create', 'upload'],
  ['files.upload', 'upload'],
  ['putObject', 'upload'],
  ['httpRequest', 'helpers.httpRequest'],
  ['helpers.request', 'helpers.httpRequest'],
  ['storage.local.set', 'storage.set'],
  ['storage.sync.set', 'storage.set'],
  ['globalState.update', 'storage.set'],
  ['workspaceState.update', 'storage.set'],
  ['commands.executeCommand', 'editor command'],
  ['commands.execute', 'editor command'],
  ['tabs.update', 'tabs.update'],
  ['posthog.capture', 'analytics'],
  ['analytics.track', 'analytics'],
  ['mixpanel.track', 'analytics'],
  ['Sentry.captureMessage', 'analytics'],
  ['Sentry.captureException', 'analytics'],
  ['sendMessage', 'sendMessage'],
  // A picture of a message is asked for by whoever is shown it, or by the chat.
  ['setThumbnail', 'other.request'],
  ['setImage', 'other.request'],
  ['$.ajax', 'other.request'],
  ['$.post', 'other.request'],
  ['jQuery.ajax', 'other.request'],
  ['jQuery.post', 'other.request'],
  ['UrlFetchApp.fetch', 'other.request'],
]);
const LAST_NAMES = new Set([...TOLD.keys()].map((path) => path.slice(path.lastIndexOf('.') + 1)));
/** Of a browser, what is told of everything that somebody opens. */
const VISITS = /(?:^|\.)(?:tabs\.onUpdated|webNavigation\.on(?:BeforeNavigate|Committed|Completed)|history\.onVisited|webRequest\.on(?:BeforeRequest|BeforeSendHeaders|SendHeaders))\.addListener$|(?:^|\.)history\.search$/;
/** Of an editor, the same. */
const MEASURES = new Set(['languageId', 'lineCount', 'isDirty', 'isUntitled', 'version', 'eol', 'length', 'size']);
const DOCUMENTS = /(?:^|\.)workspace\.onDid(?:Open|Change|Save)TextDocument$/;
const LONGEST = 4;

/** `a.b.c` as it is written, at most its last four names; empty where it is anything else. */
export function memberPath(node: Node): string {
  const names: string[] = [];
  let inner = node;
  for (; inner.type === 'MemberExpression' && names.length < LONGEST; inner = inner.object) {
    const name = memberName(inner);
    if (name === '' || name.startsWith('#')) break;
    names.unshift(name);
  }
  if (inner.type === 'Identifier' && names.length < LONGEST) names.unshift(inner.name);
  return names.join('.');
}

/** What a call is known by whose object nobody knows; null for all others. */
export function toldByPath(callee: Node): string | null {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || !LAST_NAMES.has(callee.property.name)) return null;
  const names = memberPath(callee).split('.');
  const isChained = callee.object.type === 'CallExpression';
  for (let length = names.length > 1 || isChained ? Math.min(3, names.length) : 0; length > 0; length--) {
    const told = TOLD.get(names.slice(-length).join('.'));
    if (told !== undefined) return told;
  }
  return null;
}

/** `socket.ev.on('messages.upsert', …)`: what somebody's account of a chat gets, whoever wrote it. */
export function tellsMessages(callee: Node, event: string | null): boolean {
  return event === 'messages.upsert' && callee.type === 'MemberExpression';
}

/** `workspace.onDidOpenTextDocument` and the like: what somebody opens in an editor. By these names, only how much it is, or in which language. */
export function tellsDocuments(callee: Node, names: readonly string[] = []): boolean {
  return !MEASURES.has(names.at(-1) ?? '') && DOCUMENTS.test(memberPath(callee));
}

/** `storage.local.get`: what an extension of a browser has kept. */
export function tellsKept(callee: Node): boolean {
  return /(?:^|\.)storage\.(?:local|sync)\.get$/.test(memberPath(callee));
}

/** `vscode.env.clipboard.readText`: what was copied, as an editor tells it. */
export function readsCopied(callee: Node): boolean {
  return /(?:^|\.)env\.clipboard\.readText$/.test(memberPath(callee));
}

/** Files in which projects keep keys, in a pattern that finds them. */
const SECRET_FILES = /\.env\b|\.pem\b|\bid_(?:rsa|ed25519)|\.key\b|\bsecrets?\.|\bhardhat\.config|\.npmrc\b/;

/** `workspace.findFiles('**' + '/.env')`: an editor is asked for all of them. */
export function looksForSecrets(callee: Node, pattern: string | null): boolean {
  return pattern !== null && SECRET_FILES.test(pattern) && /(?:^|\.)workspace\.findFiles$/.test(memberPath(callee));
}

/** What hosts of tables list of everything that somebody has elsewhere: files, mails, addresses. */
const ARCHIVES = /^(?:DriveApp\.(?:getFiles|getFilesByType|searchFiles|getFolders|getRootFolder)|GmailApp\.(?:search|getInboxThreads|getStarredThreads|getMessagesForThreads)|ContactsApp\.getContacts)$/;

export function listsArchive(callee: Node): boolean {
  return ARCHIVES.test(memberPath(callee));
}

/** `chrome.history.search`, whose answer is a list of visits. */
export function listsVisits(callee: Node): boolean {
  return /(?:^|\.)history\.search$/.test(memberPath(callee));
}

/** `chrome.tabs.onUpdated.addListener` and the like: what somebody opens in a browser. */
export function tellsVisits(callee: Node): boolean {
  return VISITS.test(memberPath(callee));
}
