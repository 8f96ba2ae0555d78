import { z } from 'zod';

/** Every environment variable that Souk reads, with its default. The only file that reads process.env. */
const Environment = z.object({
  /** PostgreSQL, as the service's own role. */
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  /** Connections to PostgreSQL at most. */
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
  /** BullMQ's server: redis://, rediss:// or postgres://. */
  QUEUE_URL: z.string().regex(/^(rediss?|postgres(ql)?):\/\//),
  /** Packages: s3://key:secret@host:port/bucket or file:///folder. */
  BLOB_URL: z.string().regex(/^(s3|file):\/\//),
  /** The gateway's public port. */
  PORT: z.coerce.number().int().min(0).max(65535).default(4400),
  /** The address that the gateway listens on. */
  HOST: z.string().default('0.0.0.0'),
  /** Health and metrics of every process. */
  OPS_PORT: z.coerce.number().int().min(0).max(65535).default(9400),
  /** The address that health and metrics listen on. */
  OPS_HOST: z.string().default('0.0.0.0'),
  /** Where clients reach the gateway; links in answers begin with it. Default: the request's own scheme and host. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** How packages are handed out: by the gateway itself, or by sending clients to the S3 server with a presigned address. */
  DOWNLOADS: z.enum(['serve', 'redirect']).default('serve'),
  /** Memory for packages that are asked for often, in MiB. */
  PACKAGE_CACHE_MB: z.coerce.number().int().min(0).max(65_536).default(128),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Proxies in front of the gateway whose X-Forwarded-For is believed. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** How long running work may take when a process is told to stop. */
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(600).default(25),
  /** How often a service looks for promises that were left over. */
  RELAY_POLL_MS: z.coerce.number().int().min(50).max(60_000).default(1_000),
  /** How often the sweep runs; 0 switches it off. */
  SWEEP_INTERVAL_MS: z.coerce.number().int().min(0).max(600_000).default(5_000),
  /** Age at which an unpaid promise is looked into. */
  SWEEP_AFTER_MS: z.coerce.number().int().min(500).max(3_600_000).default(15_000),
  /** How often storage looks for blobs that no row knows; 0 switches it off. */
  ORPHAN_INTERVAL_SECONDS: z.coerce.number().int().min(0).max(86_400).default(600),
  /** Age at which a blob that no row knows is removed: longer than any upload takes. */
  ORPHAN_AFTER_SECONDS: z.coerce.number().int().min(1).max(604_800).default(3_600),
  /** Child processes that scan packages, for each validation process. */
  SCAN_CHILDREN: z.coerce.number().int().min(1).max(64).default(2),
  /** Ed25519 private key, PKCS #8 as base64, that signs published versions; without it they are unsigned. */
  SIGNING_KEY: z.base64().optional(),
});

export type Config = z.output<typeof Environment>;

/** Reads the configuration. Throws naming each variable that is wrong, never its value. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const known = Object.fromEntries(Object.keys(Environment.shape).map((name) => [name, environment[name] || undefined]));
  const parsed = Environment.safeParse(known);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return known[name] === undefined ? `${name} is not set` : `${name} is not valid: expected ${expected(name)}`;
  });
  throw new Error(`configuration: ${problems.join('; ')}`);
}

function expected(name: string): string {
  const { type, pattern, minimum, maximum, enum: options } = z.toJSONSchema(Environment.shape[name as keyof typeof Environment.shape], { io: 'input', unrepresentable: 'any' });
  if (options) return options.join(', ');
  if (pattern) return `text that matches ${pattern}`;
  return minimum === undefined ? String(type ?? 'a number in range') : `a whole number from ${minimum} to ${maximum}`;
}

/** Reads what the migrate job needs. Throws naming the variable. */
export function readMigrateConfig(environment: NodeJS.ProcessEnv = process.env): { databaseUrl: string; servicePassword: string | undefined } {
  const databaseUrl = environment['DATABASE_URL'];
  if (!databaseUrl) throw new Error('configuration: DATABASE_URL is not set');
  return { databaseUrl, servicePassword: environment['SERVICE_DATABASE_PASSWORD'] || undefined };
}
