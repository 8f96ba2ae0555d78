/** Packages whose members reach a server over HTTP, as alternatives of a pattern. */
export const HTTP_CLIENTS = 'axios|undici|got|node-fetch|request|request-promise(?:-native)?|superagent|needle|phin|ky|cross-fetch|isomorphic-fetch|sync-request';

/** Packages by which others send messages: over a broker, a mailbox, a channel, or from one to the other. */
export const MESSENGERS = 'mqtt|async-mqtt|paho-mqtt|imap|imapflow|imap-simple|node-pop3|amqplib|nats|kafkajs|stompit|@stomp\\/stompjs|socketcluster-client|sockjs-client|reconnecting-websocket|pusher-js|ably|pubnub|centrifuge|peerjs|simple-peer|webtorrent|gun|hyperswarm|firebase\\/database|irc|irc-framework';
