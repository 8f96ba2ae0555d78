import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isScript } from '../javascript/syntax/sources.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, extensionOf, Places } from '../text.js';

/** Files that are a workflow, or become one when they are copied into a repository. */
const MAY_BE_WORKFLOW = new Set(['', '.yml', '.yaml', '.tpl', '.tmpl', '.template', '.hbs', '.mustache', '.ejs', '.njk', '.liquid', '.txt', '.stub', '.dist', '.example']);
/** UTF-16 units that are read of one file. */
const MOST_READ = 64 * 1024;
/** All secrets of a repository; several ways to write it mean the same. */
const ALL = /\$\{\{-?\s*toJ(?:SON|son)\(\s*secrets\s*\)/i;
const VARIABLE_OF_ALL = /^[\s-]*["']?(\w+)["']?\s*:["'|>\s-]*\$\{\{-?\s*toJSON\(\s*secrets\s*\)/i;
/** What reaches a server in a command, or in a script that stands in one. */
const SENDS = /\b(?:curl|wget|nc|ncat|socat|http|https|Invoke-WebRequest|Invoke-RestMethod|iwr|irm|fetch|urlopen|requests\.(?:post|put|get)|axios|nslookup|dig|git\s+push)\b(?!:)/;
/** Written twice in another form, what a log shows is no longer hidden by whoever runs it. */
const ENCODED_TWICE = /\bbase64\b[^\n|]{0,60}\|\s*base64\b/;
const ASSIGNED = /(?:^|[;&|]|\bexport)\s*\$?(\w+)\s*=/;
const WRITTEN = /(?:>{1,2}|\btee\s+(?:-a\s+)?|\bOut-File\s+)\s*["']?([\w./$-]{3,100})/g;
const HELP = 'Give a step the secrets that it needs, each by its name.';

/**
 * A workflow that a package brings sends all secrets of the repository that it lies in to a server, or writes them into the log in a form
 * that nothing hides. One that hands all of them to a step, which looks for its own, is ordinary.
 */
export function judgeWorkflows(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const finding = { severity: 'high' as const, message: 'a workflow sends all secrets of a repository, or writes them into the log', help: HELP };
  for (const file of pkg.files) {
    if (!mayBeWorkflow(file)) continue;
    const text = decode(file.bytes).slice(0, MOST_READ);
    if (!tellsSecrets(text)) continue;
    const start = text.search(ALL);
    report.add({ ...finding, file: file.path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  for (const { path, texts } of scriptsOf(pkg)) {
    const found = texts.find(({ shape }) => tellsSecrets(shape));
    if (found) report.add({ ...weighed(pkg, path, finding), help: HELP, file: path, line: found.line, column: found.column, evidence: found.evidence });
  }
  return report.findings();
}

function mayBeWorkflow(file: PackageFile): boolean {
  return file.size <= MOST_READ && MAY_BE_WORKFLOW.has(extensionOf(file.path)) && !isScript(file);
}

/** Follows the secrets, line by line, through variables and files, to what sends them. */
export function tellsSecrets(workflow: string): boolean {
  if (!ALL.test(workflow)) return false;
  const lines = workflow.replace(/\\\r?\n\s*/g, ' ').split(/\r?\n/);
  const names = new Set(lines.flatMap((line) => VARIABLE_OF_ALL.exec(line)?.[1] ?? []));
  const files = new Set<string>();
  return lines.some((line) => {
    // Where a variable gets them, nothing has gone anywhere yet.
    const behind = VARIABLE_OF_ALL.test(line) ? '' : line;
    if (!ALL.test(behind) && !namesIn(behind).some((name) => names.has(name)) && ![...files].some((file) => behind.includes(file))) return false;
    if (SENDS.test(behind) || ENCODED_TWICE.test(behind)) return true;
    const variable = ASSIGNED.exec(behind)?.[1];
    if (variable !== undefined) names.add(variable);
    for (const [, file] of behind.matchAll(WRITTEN)) if (!file!.startsWith('$GITHUB_') && !file!.startsWith('/dev/')) files.add(file!);
    return false;
  });
}

/** Variables that a line reads: `$A`, `${A}`, `env.A`, `%A%`, `environ["A"]`. */
function namesIn(line: string): string[] {
  return [...line.matchAll(/(?:\$\{?(?:env:)?|%|\benv(?:iron)?\s*(?:\.get\(|\.|\[)\s*["']?|getenv\(\s*["'])(\w+)/g)].map(([, name]) => name!);
}
