import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { readPage } from '../html/page.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { operands, withoutWrapping } from '../javascript/syntax/expressions.js';
import { JOB, runsInJobs } from './javascript/in-jobs.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { ToldValues } from '../javascript/texts/told-values.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import type { WrittenNames } from '../javascript/names/written-names.js';
import { judgeLoad } from './loaded-scripts.js';
import { usesInPages } from '../page-code-texts.js';
import { namesStranger } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { isOwnersScript } from '../facts/service-scripts.js';
import { decode, evidence, Places } from '../text.js';

/** Cheap to look for: what a text has that is a script element, or makes one. */
const MAY_LOAD = /<script\b|["'`]script["'`]/i;
/** UTF-16 units of a text that is read. */
const LONGEST = 16 * 1024;
/** Stands for what is not known of a text. */
const SOME = '_';

/** In small scripts: code in a text that loads a script from somebody's server, and that only jobs of services that build put into what they make. Whoever tries the package at home never sees it. */
export function judgeJobLoaders(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  for (const script of scriptsOf(pkg)) {
    const { path } = script;
    const tree = !large.has(path) && !isPage(path) && runsSomeInJobs(script) ? readAgain(pkg, path) : null;
    if (!tree) continue;
    const told = new ToldValues(tree);
    const isLoader = (node: Node): boolean => loadsScript(textOf(node, told.names), script, pkg);
    const branches = [...runsInJobs(tree, told.names)];
    const at = branches.find((branch) => told.tells(branch, isLoader)) ?? branches.flatMap((branch) => [...nodesWithin(branch)]).find((node) => given(node).some((each) => told.tells(each, isLoader)));
    if (!at) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    report.add({ ...weighed(pkg, path, { severity: 'high', message: 'only in jobs of services that build, code is put into what they make that loads a script from a server' }), help: 'Put the same into what is built wherever it is built, and load scripts from the package.', file: path, ...new Places(text).at(at.start ?? 0), evidence: evidence(text, at.start ?? 0) });
  }
  return report.findings();
}

function runsSomeInJobs({ mentions }: Script): boolean {
  return JOB.some((name) => mentions?.names.has(name));
}

/** What a statement or an expression hands on. */
function given(node: Node): readonly Node[] {
  if (node.type === 'ReturnStatement') return node.argument ? [node.argument] : [];
  if (node.type === 'AssignmentExpression') return [node.right];
  if (node.type === 'CallExpression') return node.arguments;
  return node.type === 'VariableDeclarator' ? [node.init ?? []].flat() : [];
}

/** The text that stands in an expression, with a word for what is not known of it. */
function textOf(node: Node, names: WrittenNames): string {
  const inner = withoutWrapping(node);
  if (inner.type === 'TemplateLiteral') return inner.quasis.map(({ value }, at) => (value.cooked ?? '') + (inner.expressions[at] ? (names.textOf(inner.expressions[at] as Node) ?? SOME) : '')).join('');
  if (inner.type === 'BinaryExpression' && inner.operator === '+') return operands(inner).map((each) => names.textOf(each) ?? SOME).join('');
  return inner.type === 'Literal' || inner.type === 'CallExpression' ? (names.textOf(inner) ?? '') : '';
}

function loadsScript(text: string, script: Script, pkg: Package): boolean {
  if (text.length > LONGEST || !MAY_LOAD.test(text)) return false;
  if (readPage(text).remote.some(({ url, fixed }) => !fixed && namesStranger(`https:${url}`) && !isOwnersScript(url))) return true;
  return usesInPages(text).some((use) => use.what === 'script-element.src' && use.arguments.some(({ shape }) => namesStranger(shape.startsWith('//') ? `https:${shape}` : shape)) && judgeLoad(use, script, pkg)?.severity === 'high');
}
