/** What is known of functions of others by their paths: `https.request`. */

/** What gives back something by which nobody knows what it was made of, or that nobody sent. */
export const HIDES = /^crypto\.(?:createHash|createHmac|hash|pbkdf2|pbkdf2Sync|scrypt|scryptSync|randomBytes|randomUUID|createVerify|createSign|timingSafeEqual)\b|\bhash|^(?:fs|path|os|child_process|module|console|setTimeout|setInterval|setImmediate|clearTimeout|require|isNaN|parseInt|Number|Boolean|Date|Math|Symbol|Object\.keys|Array\.isArray|uuid|nanoid|murmurhash|bcrypt(?:js)?)(?:[./(]|$)/;
/** What starts a program. */
export const STARTS = /^child_process\.(?:exec|execFile|spawn)(?:Sync)?$|^(?:execa|cross-spawn|shelljs|zx)(?:\.\w+)?$/;
/** What connects, of Node.js and of others, by the beginning of the path. */
const SERVERS = /^(?:fetch|globalThis\.fetch|navigator\.sendBeacon|WebSocket|EventSource|XMLHttpRequest|https?|http2|net|tls|dgram|dns|axios|got|undici|node-fetch|cross-fetch|isomorphic-fetch|needle|superagent|ky|phin|request|request-promise|ws|nodemailer|socket\.io-client|mqtt|@sentry\/\w+|@aws-sdk\/\w[\w-]*|aws-sdk|@google-cloud\/storage|firebase\S*|form-data-submit|ftp|basic-ftp|ssh2|ssh2-sftp-client|amqplib|ioredis|redis|pg|mysql2?|mongodb|@octokit\/\w+|@slack\/\S+|telegraf|node-telegram-bot-api|posthog-node|mixpanel|@segment\/\S+|bent|wretch|ofetch|centra|simple-get|make-fetch-happen)(?:\/promises)?(?=[.(]|$)/;

export function reachesServer(path: string): boolean {
  return SERVERS.test(path) && !/^(?:https?|net|tls|http2)\.(?:createServer|Server|Agent|createSecureServer|isIP|STATUS_CODES|createSecureContext)\b/.test(path);
}

