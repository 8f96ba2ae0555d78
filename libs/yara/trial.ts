/** Words, a long run of letters, digits, and every byte: what extensions hold, and little of it. */
const WORDS = 'export function activate(context) { return fetch("https://example.org/" + context.name).then((answer) => answer.json()); }\n';
const PARTS = [WORDS.repeat(16), 'xy'.repeat(256), '0123456789abcdef'.repeat(32)].map((part) => new TextEncoder().encode(part));

/** What rules are tried on before they are taken: rules that take long for this have no end on a package. */
export const TRIAL: Uint8Array = new Uint8Array(Buffer.concat([...PARTS, Uint8Array.from({ length: 1_024 }, (_, at) => at % 256)]));
