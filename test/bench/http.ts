import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AUTOMATIC_PROFILE, upload, type TestTenant } from '#test/support/marketplace.js';
import { packageOf, skipped, type Stage } from './parts.js';
import { startBare, startNginx, wrk, type Load } from './rivals.js';

const EXTENSIONS = 10_000;
const VERSIONS = 3;

interface Case {
  name: string;
  /** Below the tenant's API. */
  path: string;
  /** Under which the same bytes are served by the others. */
  file: string;
  /** Lua of wrk that makes every request another one; `base` is the path of the tenant's API. */
  different?: (base: string) => string;
}

const CASES: Case[] = [
  { name: 'detail', path: '/extensions/bench-1', file: 'detail.json' },
  { name: 'detail, any of 10,000', path: '/extensions/bench-2', file: 'detail-any.json', different: (base) => `request = function() return wrk.format(nil, "${base}/extensions/bench-" .. math.random(${EXTENSIONS})) end` },
  { name: 'versions', path: '/extensions/bench-1/versions', file: 'versions.json' },
  { name: 'search, same page', path: '/extensions?q=red+tool', file: 'search.json' },
  { name: 'search, other words each time', path: '/extensions?q=red+tool+1', file: 'search-other.json', different: (base) => `request = function() return wrk.format(nil, "${base}/extensions?q=red+tool+" .. math.random(${EXTENSIONS})) end` },
  { name: 'download 40 kB', path: '/extensions/small/versions/1.0.0/download', file: 'small.bin' },
  { name: 'download 2 MB', path: '/extensions/large/versions/1.0.0/download', file: 'large.bin' },
];

export interface HttpResult {
  name: string;
  bytes: number;
  gateway: Load;
  bare: Load;
  nginx: Load | null;
}

const isInstalled = (program: string): boolean => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Requests a second through the gateway, of bare Fastify and of nginx, for the same bytes. Null without wrk. */
export async function benchHttp(stage: Stage, seconds: number): Promise<HttpResult[] | null> {
  if (!isInstalled('wrk')) {
    skipped('HTTP: wrk is not installed (apt-get install wrk)');
    return null;
  }
  const tenant = await stage.souk.tenant('http', AUTOMATIC_PROFILE);
  for (const [name, bytes] of [['small', 40_000], ['large', 2_000_000], ['bench-0', 40_000]] as const) await published(tenant, packageOf(name, '1.0.0', bytes));
  await fill(stage);
  const www = join(stage.folder, 'www');
  mkdirSync(www);
  for (const { path, file } of CASES) writeFileSync(join(www, file), await bytesAt(`${tenant.api}${path}`));
  const bare = await startBare(www);
  const nginx = isInstalled('nginx') ? await startNginx(stage.folder, www) : null;
  if (!nginx) skipped('the column of nginx: it is not installed (apt-get install nginx-light)');
  const results: HttpResult[] = [];
  try {
    for (const { name, path, file, different } of CASES) {
      const script = different && join(stage.folder, `${file}.lua`);
      if (script) writeFileSync(script, different(new URL(tenant.api).pathname));
      const bytes = (await bytesAt(`${bare.url}/${file}`)).length;
      await bytesAt(`${tenant.api}${path}`);
      const gateway = await wrk(`${tenant.api}${path}`, seconds, script);
      results.push({ name, bytes, gateway, bare: await wrk(`${bare.url}/${file}`, seconds), nginx: nginx && (await wrk(`${nginx.url}/${file}`, seconds)) });
    }
  } finally {
    await bare.stop();
    await nginx?.stop();
  }
  return results;
}

async function published(tenant: TestTenant, bytes: Uint8Array): Promise<void> {
  const { status, body } = await upload(tenant, bytes, { headers: { prefer: 'wait=30' } });
  if (status !== 201) throw new Error(`the upload was answered with ${status}: ${JSON.stringify(body)}`);
}

async function bytesAt(url: string): Promise<Buffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Copies the extension `bench-0` under 10,000 names, in as many combinations of words, with three versions each. */
async function fill({ query }: Stage): Promise<void> {
  const words = ['red', 'green', 'fast', 'small', 'quiet', 'smart', 'plain', 'open', 'tool', 'chart', 'editor', 'filter', 'clock', 'theme', 'search', 'export'];
  await query(
    `INSERT INTO extension (tenant_id, name, publisher_id, display_name, description, compat, license, categories, tags, latest_version, search_text)
     SELECT tenant_id, 'bench-' || n, publisher_id, initcap(w.a || ' ' || w.b || ' ' || n), description, compat, license, categories, tags, $2 || '.0.0', concat_ws(' ', 'bench', n, w.a, w.b, description)
     FROM extension e, generate_series(1, $1::integer) n, LATERAL (SELECT ($3::text[])[1 + n % 8] AS a, ($3::text[])[9 + n / 8 % 8] AS b) w WHERE e.name = 'bench-0'`,
    [EXTENSIONS, String(VERSIONS), words],
  );
  await query(
    `INSERT INTO submission (tenant_id, id, publisher_id, submitted_by, status, display_name, channel, blob_id, package_sha256, package_size, extension, version, format, manifest, permissions)
     SELECT tenant_id, uuidv7(), publisher_id, submitted_by, status, display_name, channel, gen_random_uuid(), encode(sha256(convert_to(n || ' ' || v, 'UTF8')), 'hex'), package_size, 'bench-' || n, v || '.0.0', format, manifest, permissions
     FROM submission s, generate_series(1, $1::integer) n, generate_series(1, $2::integer) v WHERE s.extension = 'bench-0'`,
    [EXTENSIONS, VERSIONS],
  );
  await query(
    `INSERT INTO version (tenant_id, extension, version, channel, prerelease, submission_id, format, package_sha256, package_size, manifest, permissions, readme)
     SELECT s.tenant_id, s.extension, s.version, s.channel, false, s.id, s.format, s.package_sha256, s.package_size, s.manifest, s.permissions, v.readme
     FROM submission s, version v WHERE v.extension = 'bench-0' AND s.extension LIKE 'bench-%' AND s.extension <> 'bench-0'`,
  );
  await query(`INSERT INTO extension_stats (tenant_id, extension, downloads, installs) SELECT tenant_id, name, 17 * length(name) + row_number() OVER (), 3 FROM extension WHERE name LIKE 'bench-%'`);
  await query('VACUUM ANALYZE');
}
