import { Field, quote } from '../field.js';
import { asText, isFalsy, LIST_ITEMS, readBoolean, readFilled, readOptional, readText, readTextMap, readTexts, readUrl, readWhole, strip } from './comfyvn.lax.js';
import { comfyvnScopes } from './comfyvn.scopes.js';

type TrustLevel = 'verified' | 'unverified';
type Members = Record<string, unknown>;

interface Route {
  path: string;
  entry: string;
  methods: string[];
  expose: 'extension' | 'global';
  [more: string]: unknown;
}

/** A ComfyVN manifest with every default written out; what the schema does not know is kept, with whole numbers as bigint where they were parsed so. */
export interface ComfyvnPayload {
  id: string;
  name: string;
  version: string;
  summary: string;
  description: string;
  authors: string[];
  categories: string[];
  keywords: string[];
  compatibility: Record<string, string>;
  permissions: { scope: string; description?: string; optional: boolean; default: boolean }[];
  routes: Route[];
  events: { topic: string; entry: string; callable: string; once: boolean }[];
  ui: { panels: { slot: string; label: string; path: string; icon?: string }[] };
  hooks: string[];
  diagnostics: { log_topics: string[]; metrics: string[]; traces: string[] };
  trust: { level: TrustLevel; signature?: string; signature_type?: string; [more: string]: unknown };
  provenance: Members;
  license?: string;
  homepage?: string;
  repository?: string;
  [more: string]: unknown;
}

const ID = /^[a-z][a-z0-9_.-]{2,63}$/;

/**
 * Normalises a manifest as ComfyVN's packager does: defaults written out, null members left out, texts trimmed where the
 * schema trims. `trust` replaces the level. Throws PackageError (`manifest-…`) for what ComfyVN's schema refuses.
 */
export function comfyvnPayload(parsed: unknown, trust?: string): ComfyvnPayload {
  const root = new Field(parsed);
  const id = readText(root.member('id'));
  if (!ID.test(id)) root.member('id').refuse('manifest-id', `cannot be ${quote(id)}`, 'Write 3 to 64 characters: lower-case letters, digits, "_", "." and "-", beginning with a letter.');
  const summary = readSummary(root);
  const links = Object.fromEntries(['homepage', 'repository', 'issue_tracker'].map((name) => [name, readUrl(root.member(name))]));
  return withExtras(root, {
    manifest_version: root.member('manifest_version').absent ? '1.1' : readText(root.member('manifest_version')),
    id,
    name: readFilled(root.member('name')),
    version: readFilled(root.member('version')),
    summary,
    description: readOptional(root.member('description')) ?? summary,
    license: readOptional(root.member('license')),
    readme: readOptional(root.member('readme')),
    ...links,
    authors: readAuthors(root),
    maintainer: readOptional(root.member('maintainer')),
    categories: distinct(readTexts(root.member('categories')).map((text) => strip(text).toLowerCase().replaceAll(' ', '-'))),
    keywords: readTexts(root.member('keywords')),
    compatibility: readTextMap(root.member('compatibility')),
    permissions: root.member('permissions').items(LIST_ITEMS).map(readPermission),
    routes: root.member('routes').items(LIST_ITEMS).map(readRoute),
    events: root.member('events').items(LIST_ITEMS).map(readEvent),
    ui: readUi(root.member('ui')),
    hooks: distinct(readTexts(root.member('hooks')).map(strip)),
    diagnostics: readDiagnostics(root.member('diagnostics')),
    trust: readTrust(root.member('trust'), trust),
    provenance: root.member('provenance').absent ? {} : root.member('provenance').object(),
  }) as ComfyvnPayload;
}

/** The members that were read, and those that the schema does not know; null means left out in both. */
function withExtras(source: Field, known: Members): Members {
  const extras = source.members().filter(([name]) => !Object.hasOwn(known, name)).map(([name, { value }]) => [name, value]);
  return Object.fromEntries([...Object.entries(known), ...extras].filter(([, value]) => value !== null));
}

function withoutExtras(source: Field, known: Members): Members {
  for (const [name, field] of source.members()) if (!Object.hasOwn(known, name)) field.refuse('manifest-unknown', 'is not a member of the schema', `Write only: ${Object.keys(known).join(', ')}.`);
  return withExtras(source, known);
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ''))];
}

function readSummary(root: Field): string {
  const description = root.member('description').value;
  const stripped = typeof description === 'string' ? strip(description) : '';
  return isFalsy(root.member('summary').value) && stripped !== '' ? stripped : readFilled(root.member('summary'));
}

function readAuthors(root: Field): string[] {
  const [author, authors] = [root.member('author'), root.member('authors')];
  if (!isFalsy(authors.value) || isFalsy(author.value)) return readTexts(authors).map(strip).filter((text) => text !== '');
  if (typeof author.value === 'string') return distinct([strip(author.value)]);
  if (Array.isArray(author.value)) return author.items(LIST_ITEMS).map((item) => strip(asText(item))).filter((text) => text !== '');
  if (typeof author.value === 'object') return author.members().map(([name]) => strip(name)).filter((text) => text !== '');
  return readTexts(authors);
}

function readPermission(field: Field): ComfyvnPayload['permissions'][number] {
  if (typeof field.value === 'string') field.refuse('manifest-type', 'must be an object', 'Write it as {"scope": "…"}. Of an old extension.json, souk convert extension.json --to cvnext makes a manifest.json with all of them so.');
  const scope = readText(field.member('scope'));
  if (!Object.hasOwn(comfyvnScopes, scope)) field.member('scope').refuse('manifest-permission', `is not a scope of ComfyVN: ${quote(scope)}`, `Write one of: ${Object.keys(comfyvnScopes).join(', ')}.`);
  const permission = { scope, description: readOptional(field.member('description')), optional: readBoolean(field.member('optional')), default: readBoolean(field.member('default')) };
  return withoutExtras(field, permission) as ComfyvnPayload['permissions'][number];
}

function readRoute(field: Field): Route {
  const path = strip(readText(field.member('path')));
  if (path === '') field.member('path').refuse('manifest-empty', 'is empty', 'Write the path that the host serves, for example "/assets".');
  if (path.split('/').includes('..')) field.member('path').refuse('manifest-route-path', 'goes up with ".."', 'Write the path without "..".');
  const expose = field.member('expose').absent ? 'extension' : strip(readText(field.member('expose'))).toLowerCase();
  if (expose !== 'extension' && expose !== 'global') field.member('expose').refuse('manifest-expose', `cannot be ${quote(expose)}`, 'Write "extension" or "global", or leave it out.');
  const methods = readTexts(field.member('methods')).map((text) => strip(text).toUpperCase()).filter((text) => text !== '');
  return withExtras(field, {
    path,
    entry: readEntry(field.member('entry')),
    callable: readCallable(field.member('callable')),
    methods: methods.length === 0 ? ['GET'] : methods,
    expose,
    summary: readOptional(field.member('summary')),
    name: readOptional(field.member('name')),
    status_code: readWhole(field.member('status_code')),
    tags: readTexts(field.member('tags')),
    sandbox: readOptional(field.member('sandbox')),
  }) as Route;
}

function readEvent(field: Field): ComfyvnPayload['events'][number] {
  const event = {
    topic: readFilled(field.member('topic')),
    entry: readEntry(field.member('entry')),
    callable: readCallable(field.member('callable')),
    once: readBoolean(field.member('once')),
  };
  return withoutExtras(field, event) as ComfyvnPayload['events'][number];
}

function readUi(field: Field): ComfyvnPayload['ui'] {
  const panels = (field.absent ? field : field.member('panels')).items(LIST_ITEMS).map((panel) =>
    withExtras(panel, {
      slot: readFilled(panel.member('slot')),
      label: readFilled(panel.member('label')),
      path: readInside(panel.member('path')),
      icon: readOptional(panel.member('icon')),
    }),
  );
  return withExtras(field, { panels }) as ComfyvnPayload['ui'];
}

function readDiagnostics(field: Field): ComfyvnPayload['diagnostics'] {
  const list = (name: string) => (field.absent ? [] : readTexts(field.member(name)));
  return withExtras(field, { log_topics: list('log_topics'), metrics: list('metrics'), traces: list('traces') }) as ComfyvnPayload['diagnostics'];
}

function readTrust(source: Field, override?: string): ComfyvnPayload['trust'] {
  const field = source.absent ? new Field({}, source.pointer) : source;
  const written = field.member('level').absent ? 'unverified' : readText(field.member('level'));
  const signature = field.member('signature');
  const type = readOptional(field.member('signature_type'));
  return withExtras(field, {
    level: readLevel(override ?? readLevel(written, field), field),
    signed_by: readOptional(field.member('signed_by')),
    signature: signature.absent || signature.value === null ? null : strip(asText(signature)) || null,
    reason: readOptional(field.member('reason')),
    verified_at: readOptional(field.member('verified_at')),
    signature_type: type === null ? null : strip(type).toLowerCase() || null,
  }) as ComfyvnPayload['trust'];
}

function readLevel(text: string, trust: Field): TrustLevel {
  const level = strip(text).toLowerCase();
  if (level === 'verified' || level === 'unverified') return level;
  return trust.member('level').refuse('manifest-trust', `cannot be ${quote(text)}`, 'Write "verified" or "unverified", or leave it out.');
}

/** A relative path that stays inside the package, as POSIX systems read paths: a backslash is a letter there. */
function readInside(field: Field): string {
  const path = readFilled(field);
  if (path.startsWith('/') || path.split('/').includes('..')) field.refuse('manifest-path', 'leaves the package', 'Write a path inside the package, without "..".');
  return path;
}

/** The path of a Python file. */
function readEntry(field: Field): string {
  const path = readInside(field);
  const name = path.split('/').findLast((part) => part !== '' && part !== '.') ?? '';
  if (!/[^]\.py$/.test(name)) field.refuse('manifest-entry', 'is not a Python file', 'Write the path of a .py file.');
  return path;
}

function readCallable(field: Field): string {
  const name = readFilled(field);
  if (name.includes('.') && name.split('.').includes('')) field.refuse('manifest-callable', 'has an empty part', 'Write names with single dots between them, for example "handlers.run".');
  return name;
}
