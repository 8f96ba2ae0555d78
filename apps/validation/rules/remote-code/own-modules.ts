import type { Package } from '#libs/manifest/manifest.js';
import type { Code } from '../code.js';
import { linkedWith } from '../javascript/flows/linked.js';
import { namesStranger } from '../facts/places.js';

const HEAD = [0, 0x61, 0x73, 0x6d];
/** Where an address may come from that hides none: callers, the glue itself, a path. */
const PLAIN = /^(?:network|asked|memory|file |up )/;

/**
 * Is the WebAssembly module that a script asks for its package's own, as in the glue that compilers write (`fetch(address)`,
 * which callers give or which is `new URL('./x.wasm', import.meta.url)`)? The package brings one, and nothing that belongs
 * together with the script names a server, or hides where it asks.
 */
export function bringsModule(code: Code, pkg: Package): boolean {
  if (!pkg.files.some(({ path, bytes }) => path.endsWith('.wasm') && HEAD.every((byte, at) => bytes[at] === byte))) return false;
  return [code, ...linkedWith(pkg, code.path)].every(({ texts, uses }) => !texts.some(({ shape }) => namesStranger(shape)) && uses.every(({ what, arguments: given }) => what !== 'fetch' || (given[0]?.flows ?? []).every((flow) => PLAIN.test(flow))));
}
