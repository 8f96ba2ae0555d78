import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { MOST_YARA_CHARACTERS, YaraRuleBody, YaraRuleName } from '#libs/contracts/api.js';
import type { LocalScan, LocalScanRequest } from '#libs/contracts/local-scan.js';
import { Profile } from '#libs/contracts/profile.js';
import { formats } from '#libs/manifest/formats.js';
import { generateKeys } from '#libs/manifest/keys.js';
import { checkPackageBytes, DEFAULT_LIMITS, type Limits } from '#libs/manifest/limits.js';
import { PackageError, placeOf } from '#libs/manifest/manifest.js';
import type { Action } from '../action.js';
import { formatCalled } from '../detection.js';
import { EXIT, exitHelp, Failure, MEANING, type Exit } from '../exit-codes.js';
import { advisoryFiles, readAdvisories } from '../advisory-files.js';
import { scanLocally } from '../local-scan.js';
import { readPackageFile, signatureBeside } from '../opened.js';
import { packFolder, type PackedFolder, type PackOptions } from '../package-files.js';
import { addPackingOptions, readPackingOptions, tellUnpacked, tellUnused, type PackingOptions } from '../packing-options.js';
import { repeated } from '../repeated.js';
import { sarifOf } from '../sarif.js';
import type { Session } from '../session.js';
import { readText } from '../text-files.js';
import { block, paint, text, type Shown, type Style } from '../text.js';
import { askedOf, isAnswered, unanswered } from '../unanswered.js';
import { countWords, findingLines } from '../views.js';
import { tellLeftOut } from './pack.command.js';

const VERDICT: Record<LocalScan['verdict'], { exit: Exit; words: string; style: Style }> = {
  pass: { exit: EXIT.done, words: 'passes', style: 'green' },
  reject: { exit: EXIT.refused, words: 'would be refused', style: 'red' },
  'needs-human': { exit: EXIT.waiting, words: 'would wait for a human', style: 'yellow' },
};
/** Places of one permission that are shown. */
const MOST_PLACES = 3;

interface Place {
  file: string;
  line: number | null;
  column: number | null;
}

interface Options extends PackingOptions {
  tenantProfile?: string;
  sarif?: boolean;
  yara?: string[];
  advisories?: string;
}

/** How a folder is packed, and who hears what was left out. */
interface Packer {
  terminal: Session['terminal'];
  packing: PackOptions;
}

export function scanCommand(program: Command, action: Action): void {
  const command = program
    .command('scan')
    .description('Checks an extension with the rules of the marketplace, before it is published; needs no marketplace')
    .argument('[what]', 'a folder, which is packed first, or a package', '.')
    .option('--tenant-profile <file>', 'the profile of a tenant as JSON, as GET /scan-profile gives it to authors (default: a policy that takes every format)')
    .option('--sarif', 'a SARIF 2.1.0 log on standard output, for editors and code hosts')
    .option('--yara <file>', 'YARA rules to search with, as a marketplace would add them; may be given again. The file\'s name is their namespace', repeated)
    .option('--advisories <what>', 'OSV records about malicious things to compare with, as a marketplace would: a file, or a folder of them')
    .addHelpText('after', `\n--json answers with one JSON document.${exitHelp({ done: 'it passes', refused: 'it would be refused', usage: MEANING.usage, waiting: 'a maintainer would look', unreachable: 'the scanner does not work here' })}`);
  addPackingOptions(command).action(action(scan));
}

async function scan({ terminal }: Session, options: Options, what: string): Promise<Exit> {
  if (options.sarif && terminal.json) throw new Failure(EXIT.usage, '--json and --sarif exclude each other');
  const profile = options.tenantProfile === undefined ? null : await readProfile(options.tenantProfile);
  const yara = await readYara(options.yara ?? []);
  const advisories = options.advisories === undefined ? null : await allAdvisories(options.advisories);
  const isFolder = (await stat(what)).isDirectory();
  if (!isFolder) tellUnpacked(what, options, terminal);
  const packing = await readPackingOptions(options);
  const found = await scanned(what, isFolder, { profile, yara, advisories }, { terminal, packing });
  if (options.sarif) terminal.document(sarifOf(found, { path: what, isFolder }));
  else terminal.answer(found, scanLines(found, what));
  return VERDICT[found.verdict].exit;
}

/** The scan of a package or of a folder; what keeps either from being scanned at all is what was found. */
async function scanned(what: string, isFolder: boolean, request: Omit<LocalScanRequest, 'bytes' | 'signature' | 'rewritten'>, packer: Packer): Promise<LocalScan> {
  const limits = request.profile?.limits ?? DEFAULT_LIMITS;
  try {
    if (!isFolder) return await scanLocally({ ...request, bytes: await readPackageFile(what, limits), signature: (await signatureBeside(what)) ?? null, rewritten: null });
    const packed = await packedFrom(what, limits, packer);
    return await scanLocally({ ...request, bytes: packed.bytes, signature: packed.detached_signature, rewritten: packed.rewritten });
  } catch (error) {
    if (error instanceof PackageError) return unscannable(error);
    throw error;
  }
}

/** Throws PackageError for what no marketplace could look at. */
async function packedFrom(folder: string, limits: Limits, { terminal, packing }: Packer): Promise<PackedFolder> {
  const packed = await packToScan(folder, packing);
  tellUnused(formatCalled(packed.format), packing, terminal);
  tellLeftOut(packed, terminal);
  checkPackageBytes(packed.bytes, limits);
  return packed;
}

/** Signed with a key that is thrown away where the host takes nothing unsigned: whose key it is, is asked when it is published. */
async function packToScan(folder: string, options: PackOptions): Promise<PackedFolder> {
  if (options.privateKey !== undefined) return packFolder(folder, options);
  const unsigned = await packFolder(folder, options).catch((error: unknown) => {
    if (error instanceof PackageError && error.code === 'private-key-missing') return null;
    throw error;
  });
  if (unsigned !== null && !formats.get(unsigned.format)?.signatureRequired) return unsigned;
  return packFolder(folder, { ...options, privateKey: (await generateKeys()).privateKey });
}

/** A scan whose only finding is why there is nothing to scan. */
function unscannable(error: PackageError): LocalScan {
  const { code, message, member, help } = error;
  const finding = { check: 'package', rule: code, severity: 'block' as const, ...placeOf(error), member, message, evidence: null, why: null, help };
  const counts = { info: 0, low: 0, medium: 0, high: 0, critical: 0, block: 1 };
  return { verdict: 'reject', reasons: [`${code}: ${message}`], conditions: [], score: 0, package: null, counts, findings: [finding], checks: [], permissions: null, hosts: [], rules: [] };
}

async function readProfile(file: string): Promise<Profile> {
  const read = Profile.safeParse(await readJson(file));
  if (read.success) return read.data;
  throw new Failure(EXIT.usage, `${file} is not a profile`, read.error.issues.map(({ path, message }) => `/${path.map(String).join('/')}: ${message}`).join('\n'));
}

async function readJson(file: string): Promise<unknown> {
  const content = await readText(file);
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Failure(EXIT.usage, `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function allAdvisories(path: string): Promise<LocalScanRequest['advisories']> {
  const records: NonNullable<LocalScanRequest['advisories']> = [];
  for (const file of await advisoryFiles(path)) {
    const read = await readAdvisories(file);
    const [wrong] = read.refused;
    if (wrong) throw new Failure(EXIT.usage, `${wrong.file}${wrong.id === null ? '' : ` (${wrong.id})`} cannot be used: ${wrong.pointer} ${wrong.detail}`);
    records.push(...read.records);
  }
  return records;
}

/** Each under the name of its file without `.yar` or `.yara`, if a marketplace would take it. */
async function readYara(files: readonly string[]): Promise<LocalScanRequest['yara']> {
  const sources = await Promise.all(files.map(readYaraFile));
  for (const [at, { name }] of sources.entries()) {
    if (sources.findIndex((other) => other.name === name) !== at) throw new Failure(EXIT.usage, `two files of YARA rules are called ${name}`, 'Their name is their namespace: rename one of them.');
  }
  return sources;
}

async function readYaraFile(file: string): Promise<LocalScanRequest['yara'][number]> {
  const name = basename(file).replace(/\.yara?$/, '');
  const source = await readText(file);
  const called = YaraRuleName.safeParse(name);
  if (!called.success) throw new Failure(EXIT.usage, `${file}: a marketplace takes no YARA rules called ${name}`, `Their name is their namespace. Rename the file: ${called.error.issues[0]!.message}.`);
  if (source === '') throw new Failure(EXIT.usage, `${file} is empty`, 'Write YARA rules in it, or leave it out.');
  if (source.length > MOST_YARA_CHARACTERS) throw new Failure(EXIT.usage, `${file} has ${source.length} characters; a marketplace takes ${MOST_YARA_CHARACTERS} of one source`, 'Split it.');
  const taken = YaraRuleBody.safeParse({ source });
  if (!taken.success) throw new Failure(EXIT.usage, `${file} ${taken.error.issues[0]!.message}`);
  return { name, source };
}

/** The findings, worst first; then permissions, what ran, and the verdict where the eye is. */
function scanLines(scan: LocalScan, what: string): Shown[] {
  const { words, style } = VERDICT[scan.verdict];
  const name = scan.package === null ? what : `${scan.package.name} ${scan.package.version}`;
  const asked = askedOf(scan.checks);
  const answered = asked.filter(isAnswered).length;
  const compared = scan.checks.find(({ check, outcome }) => check === 'known-malicious' && (outcome === 'passed' || outcome === 'found'));
  const sandbox = scan.checks.find((each) => each.check === 'sandbox-run' && isAnswered(each));
  return [
    ...findingLines(scan.findings),
    ...permissionLines(scan.permissions),
    ...(scan.hosts.length === 0 ? [] : [text`servers that the code names: ${scan.hosts.join(', ')}`]),
    ...(sandbox?.detail ? [text`run in the sandbox: ${sandbox.detail}`] : []),
    ...(compared?.detail ? [text`known malicious things: ${compared.detail}`] : []),
    ...unanswered(scan.checks).flatMap(({ why, help }) => [text`${paint('yellow', why)}`, ...block(help, '    help: ')]),
    text`${paint('bold', name)} ${paint(style, words)}: ${answered < asked.length ? `${answered} of ${asked.length} checks answered, ${countWords(scan.counts)}` : `${countWords(scan.counts)}, ${answered} checks`}`,
    ...whyLines(scan).map((reason) => text`  - ${reason}`),
  ];
}

/** Why the verdict is what it is; that one passes is said already, but not what its findings count, nor what the marketplace asks besides. */
function whyLines({ verdict, reasons, conditions }: LocalScan): readonly string[] {
  if (verdict !== 'pass') return reasons;
  return [...reasons.slice(1), ...(conditions.length > 0 ? [`A maintainer looks all the same unless ${listed(conditions)}.`] : [])];
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function permissionLines(permissions: LocalScan['permissions']): Shown[] {
  if (permissions === null) return [];
  const at = (places: readonly Place[]): string => places.slice(0, MOST_PLACES).map(({ file, line, column }) => [file, line, column].filter((part) => part !== null).join(':')).join(', ');
  const lines = [
    ...permissions.used.map(({ scope, places }) => text`  ${paint('green', 'used')}         ${scope}  ${at(places)}`),
    ...permissions.unused.map((scope) => text`  ${paint('red', 'unused')}       ${scope}`),
    ...permissions.undeclared.map(({ scope, places }) => text`  ${paint('red', 'undeclared')}   ${scope}  ${at(places)}`),
    ...permissions.inconclusive.map(({ scopes, why, ...place }) => text`  ${paint('yellow', 'inconclusive')} ${scopes.join(', ')}  ${at([place])}: ${why}`),
  ];
  return lines.length === 0 ? [text`permissions: none declared, none used`] : [text`permissions:`, ...lines];
}
