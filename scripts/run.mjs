// Makes the clone runnable (packages, database client, compiled code), then runs a program of it on Node 24.
//
//   node scripts/run.mjs [program relative to dist] [arguments …]      without a program it only builds
//
// This file alone must run on Node 20 with nothing installed. What is up to date is left alone.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_MAJOR = 24;
const MAJOR = Number(process.versions.node.split('.', 1)[0]);
/** How often the end of npm is looked for, in ms. */
const PARENT_MS = 500;
const SOURCES = ['apps', 'libs', 'prisma', 'scripts', 'test', 'tsconfig.json', 'tsconfig.declarations.json'];
/** The end of what is made of a source. */
const COMPILED = /\.(js(\.map)?|d\.ts)$/;
/** A lock older than this was left behind, whatever its process id says. */
const LOCK_MINUTES = 15;

const at = (...parts) => join(ROOT, ...parts);
const LOCK = at('.souk', 'build.lock');
const LOCK_FILE = at('package-lock.json');
const INSTALLED = at('node_modules', '.souk-lock');
const COMPLETED = at('node_modules', '.souk-completed');
const GENERATED = at('libs', 'db', 'generated', '.souk-schema');
const BUILT = at('dist', '.built');

const say = (text) => process.stderr.write(`souk: ${text}\n`);
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function fail(text, code = 1) {
  say(text);
  unlock();
  process.exit(code);
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function hashOf(...texts) {
  return createHash('sha256').update(texts.join('\0')).digest('hex');
}

function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Newest change below a file or folder; a folder changes when something in it comes or goes. */
function newest(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry?.isDirectory()) return entry?.mtimeMs ?? 0;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

// ---- one build at a time ----

let locked = false;

function lockHolder() {
  const age = Date.now() - changedAt(LOCK);
  const pid = Number(textOf(join(LOCK, 'pid')));
  if (!pid || age > LOCK_MINUTES * 60_000) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === 'EPERM' ? pid : null;
  }
}

/** A folder with the holder's id in it is moved into place whole: moving it onto another one fails. */
function lock() {
  mkdirSync(dirname(LOCK), { recursive: true });
  const own = mkdtempSync(`${LOCK}.`);
  writeFileSync(join(own, 'pid'), String(process.pid));
  for (let told = false; ; pause(200)) {
    try {
      renameSync(own, LOCK);
      locked = true;
      return;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
    }
    const holder = lockHolder();
    if (holder === null) rmSync(LOCK, { recursive: true, force: true });
    else if (!told) say(`process ${holder} is building; waiting for it`);
    told ||= holder !== null;
  }
}

function unlock() {
  if (locked) rmSync(LOCK, { recursive: true, force: true });
  locked = false;
}

// ---- packages ----

/** npm keeps a lock of what it installed: when that is newer than ours, somebody has just run npm. */
function packagesAreMissing() {
  if (!existsSync(LOCK_FILE)) return !existsSync(at('node_modules'));
  const wanted = hashOf(textOf(LOCK_FILE));
  if (textOf(INSTALLED) === wanted) return false;
  if (changedAt(at('node_modules', '.package-lock.json')) < changedAt(LOCK_FILE)) return true;
  writeFileSync(INSTALLED, wanted);
  return false;
}

function installPackages() {
  if (!existsSync(LOCK_FILE)) fail('package-lock.json is missing: restore it from the repository (git checkout package-lock.json)');
  say('installing packages (npm ci), about a minute');
  mkdirSync(at('.souk', 'logs'), { recursive: true });
  const logFile = at('.souk', 'logs', 'npm-ci.log');
  const log = openSync(logFile, 'w');
  const { status, error } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: ROOT, stdio: ['ignore', log, log], shell: process.platform === 'win32' });
  if (error) fail(`npm cannot be run: ${error.message}`);
  if (status !== 0) fail(`npm ci failed, see ${logFile}`);
  writeFileSync(INSTALLED, hashOf(textOf(LOCK_FILE)));
}

/** npm leaves out optional packages that do not suit the Node it runs on itself, which may be older than the one that runs here. */
function optionalPackagesAreMissing() {
  return MAJOR < NODE_MAJOR && existsSync(at('node_modules', 'node')) && changedAt(COMPLETED) < changedAt(at('node_modules', '.package-lock.json'));
}

/** Runs npm once more, on the Node that it installed. What cannot be had stays optional. */
function installOptionalPackages() {
  say(`installing what npm left out for Node ${process.versions.node}`);
  const env = { ...process.env, PATH: [at('node_modules', '.bin'), process.env.PATH].join(delimiter) };
  spawnSync('npm', ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'], { cwd: ROOT, env, stdio: 'ignore', shell: process.platform === 'win32' });
  writeFileSync(COMPLETED, '');
}

// ---- database client ----

function schemaStamp() {
  const version = JSON.parse(textOf(at('node_modules', 'prisma', 'package.json')) || '{}').version;
  return hashOf(textOf(at('prisma', 'schema.prisma')), String(version));
}

function clientIsOld() {
  return textOf(GENERATED) !== schemaStamp();
}

function generateClient() {
  say('generating the database client');
  // Only the migration commands need Prisma's native engine; naming a program that exists keeps it from being downloaded.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  const made = spawnSync(node(), [at('node_modules', 'prisma', 'build', 'index.js'), 'generate'], { cwd: ROOT, env, encoding: 'utf8' });
  if (made.status !== 0) fail(`prisma generate failed:\n${made.stdout}${made.stderr}`);
  writeFileSync(GENERATED, schemaStamp());
}

// ---- compiled code ----

function codeIsOld() {
  return Math.max(...SOURCES.map((source) => newest(at(source)))) > changedAt(BUILT);
}

function compile() {
  const started = new Date();
  const compiler = at('node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) fail('the TypeScript compiler is not installed: run npm ci --include=dev');
  // The second writes what TypeScript asks for of the package that others import.
  for (const project of ['tsconfig.json', 'tsconfig.declarations.json']) {
    const { status } = spawnSync(node(), [compiler, '-p', at(project)], { cwd: ROOT, stdio: ['ignore', 2, 2] });
    if (status !== 0) fail('the code does not compile, see above', status ?? 1);
  }
  removeOrphans('');
  writeFileSync(BUILT, '');
  utimesSync(BUILT, started, started);
}

/** Removes what was compiled from sources that are gone, so that it is neither run nor tested. */
function removeOrphans(folder) {
  for (const entry of readdirSync(at('dist', folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeOrphans(path);
    else if (COMPILED.test(path) && !existsSync(at(path.replace(COMPILED, '.ts')))) rmSync(at('dist', path));
  }
}

/** Brings everything up to date. An image without sources is complete as it is. */
function prepare() {
  if (!existsSync(at('apps'))) return;
  if (!packagesAreMissing() && !optionalPackagesAreMissing() && !clientIsOld() && !codeIsOld()) return;
  lock();
  if (packagesAreMissing()) installPackages();
  if (optionalPackagesAreMissing()) installOptionalPackages();
  if (clientIsOld()) generateClient();
  if (codeIsOld()) compile();
  unlock();
}

// ---- running ----

function node() {
  if (MAJOR >= NODE_MAJOR) return process.execPath;
  const installed = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(installed)) fail(`this is Node ${process.versions.node} and Node ${NODE_MAJOR} is not installed: run npm ci --include=dev, or use Node ${NODE_MAJOR}`);
  return installed;
}

function run(program, args) {
  const file = at('dist', program);
  if (!existsSync(file)) fail(`there is no ${program}: expected a file of dist, for example scripts/start.js`);
  // The channel tells the program when this process is gone without having been able to say so.
  const child = spawn(node(), ['--enable-source-maps', '--disable-warning=ExperimentalWarning', file, ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  child.on('error', (error) => fail(`${node()} cannot be run: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  // npm hands signals to a shell, which ends without handing them on: what is left is that the parent is another one.
  const parent = process.ppid;
  const watch = () => process.ppid === parent || child.kill('SIGTERM');
  if (process.env.npm_lifecycle_event) setInterval(watch, PARENT_MS);
  // From a terminal Ctrl-C has reached the program already.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
}

process.on('exit', unlock);
prepare();
const [program, ...args] = process.argv.slice(2);
if (program) run(program, args);
