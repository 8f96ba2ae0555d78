/** Names of extensions that paths of the API need. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['featured', 'categories', 'me', 'new']);
