import { Field } from '../field.js';
import { PackageError } from '../manifest.js';
import type { Tolerance } from '../tolerance.js';

/** Refusals that the compat reading lets pass: Skynet looks at none of this. */
export const SKYNET_TOLERATED: ReadonlySet<string> = new Set(['package-version', 'manifest-version', 'json-bom', 'code-syntax']);

/** A `.skypkg` as parsed, with the code taken out of it. */
export interface Envelope {
  /** All members in the author's order; `extension` is the next one. */
  envelope: Record<string, unknown>;
  /** Without code, and without what only the host may say. */
  extension: Record<string, unknown>;
  /** Of `extension`, as a JSON pointer: `/extension`, or the empty one in a folder whose manifest is that object alone. */
  pointer: string;
  /** `/extension/code`, absent where the code is a file of its own. */
  code: Field;
}

const PACKAGE_VERSION = '1.0';
/** What Skynet keeps about an extension in its gallery, and about one version: a package cannot claim any of it. */
const GALLERY_MEMBERS = ['state', 'owner_id', 'published_version', 'versions', 'featured', 'points', 'premium', 'purchased_by', 'purchase_history', 'level', 'last_updated'];
const DECIDED_MEMBERS = ['accepted', 'code_id', 'network_approved', 'network_approved_by', 'network_approved_at', 'approval_history'];

/**
 * Takes a parsed `.skypkg` apart, or the `extension.json` of a source directory, which may be the `extension` object
 * alone. Members that only the host may set are dropped with the warning `manifest-host-member`. Throws PackageError.
 */
export function readEnvelope(parsed: unknown, tolerance: Tolerance): Envelope {
  const root = new Field(parsed);
  const bare = root.member('extension').absent;
  const outer = bare ? new Field({ package_version: PACKAGE_VERSION, extension: parsed }) : root;
  checkPackageVersion(outer.member('package_version'), tolerance);
  const field = bare ? root : outer.member('extension');
  const { code, ...extension } = withoutHostMembers(field, GALLERY_MEMBERS, tolerance);
  if (!field.member('version').absent) extension['version'] = withoutHostMembers(field.member('version'), DECIDED_MEMBERS, tolerance);
  return { envelope: { ...outer.object(), extension }, extension, pointer: field.pointer, code: new Field(code, `${field.pointer}/code`) };
}

/** The text of a `.skypkg`: two spaces of indentation, the package version first, the code last in its object. */
export function writeEnvelope({ envelope, extension }: Envelope, code: string): string {
  return JSON.stringify({ package_version: PACKAGE_VERSION, ...envelope, extension: { ...extension, code } }, null, 2);
}

function checkPackageVersion({ value, absent, pointer }: Field, tolerance: Tolerance): void {
  if (value === PACKAGE_VERSION) return;
  const help = `Write "package_version": "${PACKAGE_VERSION}".`;
  if (absent) tolerance.warnings.push({ code: 'package-version-missing', message: `The package does not say its version; it is read as ${PACKAGE_VERSION}. ${help}`, path: pointer });
  else tolerance.refuse(new PackageError('package-version', `${pointer} is not "${PACKAGE_VERSION}", the one version of the format that is known here.`, pointer, help));
}

function withoutHostMembers(field: Field, names: readonly string[], { warnings }: Tolerance): Record<string, unknown> {
  const object = { ...field.object() };
  for (const name of names) {
    if (!Object.hasOwn(object, name)) continue;
    delete object[name];
    warnings.push({ code: 'manifest-host-member', message: `${field.member(name).pointer} was left out: the marketplace decides it, not the package.`, path: field.member(name).pointer });
  }
  return object;
}
