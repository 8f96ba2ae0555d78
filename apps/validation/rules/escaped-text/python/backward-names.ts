import type { Package } from '#libs/manifest/manifest.js';
import { childrenOf, parsePython, type SyntaxNode } from '../../../permissions/inference/python-tree.js';
import type { Finding } from '../../../check.js';
import { isNamedHost, namesStranger } from '../../facts/places.js';
import { weighed } from '../../reach.js';
import { Report } from '../../report.js';
import { decode, evidence, Places } from '../../text.js';
import { LARGEST_MODULE, pythonOf } from '../../python/modules.js';
import { valuesIn } from '../../python/named-values.js';

/** Cheap to look for: what turns a text round. */
const HINT = /\[\s*::\s*-1\s*\]|\breversed\b/;
const TURNS = /\[\s*::\s*-1\s*\]$/;
/** A text that is written out, and nothing in it. */
const WRITTEN = /^[rbu]?(["'])([^"'\\\n]{4,200})\1$/i;

/** In Python, the address of a server, or its name, that is written backwards: `"elpmaxe.rorrim"[::-1]`, `"".join(reversed("elpmaxe.rorrim"))`. */
export function judgeBackwardNames(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  for (const { path } of pythonOf(pkg)) {
    const bytes = pkg.files.find((file) => file.path === path)?.bytes;
    const text = bytes && bytes.length <= LARGEST_MODULE ? decode(bytes) : '';
    const start = HINT.test(text) ? backwardName(text) : null;
    if (start !== null) report.add({ ...weighed(pkg, path, { severity: 'high', message: 'an address is written backwards' }), help: 'Write the address out, so that whoever reads the code sees where it leads.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

function backwardName(text: string): number | null {
  const root = parsePython(text);
  const values = valuesIn(root, text);
  let found: number | null = null;
  root.cursor().iterate(({ node }) => {
    const turned = found === null ? turnedBy(node, text) : null;
    const written = turned ? text.slice(turned.from, turned.to) : '';
    const [, , letters = ''] = WRITTEN.exec(values.get(written) ?? written) ?? [];
    if (turned && namesServer([...letters].reverse().join(''))) found = node.from;
    return found === null;
  });
  return found;
}

/** What is read from its end. */
function turnedBy(node: SyntaxNode, text: string): SyntaxNode | null {
  if (node.name === 'MemberExpression') return TURNS.test(text.slice(node.from, node.to)) ? node.firstChild : null;
  if (node.name !== 'CallExpression' || !node.firstChild || text.slice(node.firstChild.from, node.firstChild.to) !== 'reversed') return null;
  const given = node.getChild('ArgList');
  return given ? (childrenOf(given).find(({ name }) => name === 'String' || name === 'VariableName') ?? null) : null;
}

function namesServer(text: string): boolean {
  return /^(?:https?|wss?):\/\//i.test(text) ? namesStranger(text) : /[a-z]{2,}(?:[:/].*)?$/i.test(text) && isNamedHost(text.split('/')[0]!);
}
