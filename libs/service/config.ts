import { z } from 'zod';

/** How user and password stand in a URL. */
const ENCODED = 'special characters of user and password percent-encoded (# is %23, / is %2F, @ is %40, % is %25)';

/** True for a URL that says one thing to every reader: with # ? or / in a password, the rest of the password would be taken for something else. */
function isUnambiguous(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, pathname, search, hash } = new URL(text);
  try {
    decodeURIComponent(username + password + pathname);
  } catch {
    return false;
  }
  return hash === '' && !(pathname + search).includes('@');
}

/** Every environment variable that Souk reads, with its default. The only file that reads process.env. */
const Environment = z.object({
  /** PostgreSQL, as the service's own role. */
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//).refine(isUnambiguous).describe(`postgres://user:password@host:5432/database, ${ENCODED}`),
  /** Connections to PostgreSQL at most. */
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
  /** BullMQ's server: redis://, rediss:// or postgres://. */
  QUEUE_URL: z.string().regex(/^(rediss?|postgres(ql)?):\/\//).refine(isUnambiguous).describe(`redis://, rediss:// or postgres:// with user:password@host:port, ${ENCODED}`),
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
  return read(Environment, environment);
}

/** The variables that name parts outside of this machine, for the launcher; what is not set is undefined. Throws as `readConfig`. */
export function readParts(environment: NodeJS.ProcessEnv): Partial<Pick<Config, 'DATABASE_URL' | 'QUEUE_URL' | 'BLOB_URL'>> {
  return read(Environment.pick({ DATABASE_URL: true, QUEUE_URL: true, BLOB_URL: true }).partial(), environment);
}

/** Reads what the migrate job needs. Throws as `readConfig`. */
export function readMigrateConfig(environment: NodeJS.ProcessEnv = process.env): { databaseUrl: string; servicePassword: string | undefined } {
  const { DATABASE_URL } = read(Environment.pick({ DATABASE_URL: true }), environment);
  return { databaseUrl: DATABASE_URL, servicePassword: environment['SERVICE_DATABASE_PASSWORD'] || undefined };
}

function read<Shape extends z.ZodRawShape>(variables: z.ZodObject<Shape>, environment: NodeJS.ProcessEnv): z.output<z.ZodObject<Shape>> {
  const known = Object.fromEntries(Object.keys(variables.shape).map((name) => [name, environment[name] || undefined]));
  const parsed = variables.safeParse(known);
  if (parsed.success) return parsed.data;
  const wrong = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  throw new Error(`configuration: ${wrong.map((name) => (known[name] === undefined ? `${name} is not set` : `${name} is not valid: expected ${expected(name)}`)).join('; ')}`);
}

function expected(name: string): string {
  const { type, description, pattern, minimum, maximum, enum: options } = z.toJSONSchema(Environment.shape[name as keyof typeof Environment.shape], { io: 'input', unrepresentable: 'any' });
  if (description !== undefined) return description;
  if (options) return options.join(', ');
  if (pattern) return `text that matches ${pattern}`;
  return minimum === undefined ? String(type ?? 'a number in range') : `a whole number from ${minimum} to ${maximum}`;
}
