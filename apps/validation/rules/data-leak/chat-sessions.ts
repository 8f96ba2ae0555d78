import type { Code } from '../code.js';
import { once } from '../code.js';
import type { Script } from '../javascript/syntax/scripts.js';

/** Libraries that log in to a chat as somebody, and not as a bot. */
const LIBRARIES = /^(?:baileys|whatsapp-web\.js|telegram|gramjs|@mtproto\/core|discord\.js-selfbot[\w.-]*)(?:\/|$)|^@[\w-]+\/baileys(?:\/|$)/;
/** What such a library exports, by which one that was copied is known as well. */
const PARTS = ['makeWASocket', 'useMultiFileAuthState', 'initAuthCreds', 'makeCacheableSignalKeyStore'];

/** Does a script log in to a chat as somebody? */
export const opensChats: (code: Code) => boolean = once((code) => {
  const { mentions } = code as Partial<Script>;
  return !!mentions && ([...mentions.specifiers].some((name) => LIBRARIES.test(name)) || PARTS.some((name) => mentions.names.has(name)));
});
