/** Packages whose members reach a server over HTTP, as alternatives of a pattern. */
export const HTTP_CLIENTS = 'axios|undici|got|node-fetch|request|request-promise(?:-native)?|superagent|needle|phin|ky|cross-fetch|isomorphic-fetch|sync-request';

/** Packages by which others send messages: over a broker, a mailbox, a channel, or from one to the other. */
export const MESSENGERS = 'mqtt|async-mqtt|paho-mqtt|imap|imapflow|imap-simple|node-pop3|amqplib|nats|kafkajs|stompit|@stomp\\/stompjs|socketcluster-client|sockjs-client|reconnecting-websocket|pusher-js|ably|pubnub|centrifuge|peerjs|simple-peer|webtorrent|gun|hyperswarm|firebase\\/database|irc|irc-framework|redis|ioredis|eventsource|ssh2|websocket|faye|node-telegram-bot-api|telegraf|grammy|@supabase\\/supabase-js';

/** Packages that start the program which they are given, and those that run a text as code. */
export const RUNNERS = 'execa|cross-spawn|shelljs|tinyexec|nano-spawn|node-cmd|child-process-promise|require-from-string|node-eval|safe-eval|node-serialize|ejs|lodash|lodash\\.template|underscore';
/** What they do so with: of a program, the arguments are a list of their own. */
export const STARTED_BY_LIBRARY = /^module:(?:execa(?:\.(?:execa(?:Sync|Command|CommandSync)?|command|sync|default))?|cross-spawn(?:\.(?:sync|spawn|default))?|shelljs(?:\.default)?\.exec|tinyexec\.(?:x|exec)|nano-spawn(?:\.default)?|node-cmd\.(?:run|runSync|get)|child-process-promise\.(?:exec|spawn|execFile))$/;
export const EVALUATED_BY_LIBRARY = /^module:(?:require-from-string|node-eval|safe-eval|node-serialize\.unserialize|ejs\.(?:render|compile)|(?:lodash|underscore)\.template|lodash\.template)$/;
