import { namesStranger } from '../../rules/facts/places.js';
import { HOST_DATA } from '../host-data.js';
import type { Call } from './calls.js';
import type { Carried } from './carried.js';
import { isIn, textsIn, within } from './data-cells.js';
import type { Cell } from './values.js';

/** Methods of who looks up names, also where it is an object of its own. */
const LOOKS_UP = /^(?:lookup|resolve(?:[46]|Any|Caa|Cname|Mx|Naptr|Ns|Ptr|Soa|Srv|Tlsa|Txt)?)$/;
const KIND_OF_RECORD = /^(?:A|AAAA|ANY|CAA|CNAME|MX|NAPTR|NS|PTR|SOA|SRV|TLSA|TXT)$/;
/** The end of a name of a host, or all of it. */
const ZONE = /^\.?(?:[\w-]{1,63}\.){1,6}[a-z]{2,20}\.?$/i;

/**
 * Of a package that looks up names: those that are put together and end in one that the package has written. Whoever has that one is told
 * what stands before it, as a server is told what stands in its address.
 */
export function zonedNames({ calls, joins }: Carried): Cell[] {
  if (!calls.some(({ callee }) => callee.values.some((value) => value.kind === 'host' && isIn(HOST_DATA.looksUp, value.path)))) return [];
  const joined = joins.flatMap(([, end, name]) => (isZone(end) ? [name] : []));
  const listed = calls.flatMap(({ method, self, arguments: given, result }) => ((method === 'join' ? within(self) : method === 'concat' ? given : []).some(isZone) ? [result] : []));
  return [...joined, ...listed];
}

/** Is a name looked up? A method that is called `resolve` by others too says what kind of record it is about. */
export function looksUp({ callee, method, arguments: [, kind] }: Call): boolean {
  if (callee.values.some((value) => value.kind === 'host' && isIn(HOST_DATA.looksUp, value.path))) return true;
  return typeof method === 'string' && LOOKS_UP.test(method) && (method !== 'resolve' || (kind !== undefined && textsIn(kind).some((text) => KIND_OF_RECORD.test(text))));
}

function isZone(cell: Cell): boolean {
  return textsIn(cell).some((text) => ZONE.test(text) && namesStranger(`tcp://${text.replace(/^\.|\.$/g, '')}`));
}
