/** Packages whose members reach a server over HTTP, as alternatives of a pattern. */
export const HTTP_CLIENTS = 'axios|undici|got|node-fetch|request|request-promise(?:-native)?|superagent|needle|phin|ky|cross-fetch|isomorphic-fetch|sync-request';
