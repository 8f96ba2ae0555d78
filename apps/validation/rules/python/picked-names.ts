import type { SyntaxNode } from '@lezer/common';
import { areOfSecrets } from '../javascript/texts/picked-names.js';

/** The variables of the environment, or what they are with their names. */
const ENVIRONMENT = /^(?:(?:sorted|list|dict)\()?(?:os\.)?environb?(?:\.(?:items|copy)\(\)){0,2}\)?(?:\.items\(\))?$/;
/** What makes a value unreadable, and what leaves some out. */
const COVERS = /mask|redact|hide|hash|omit|censor|obfusc|sanitiz|scrub/i;
/** Calls that tell next to nothing of what they get. */
const TELLS_LITTLE = /\b(?:len|bool|type|\w{0,40}(?:mask|redact|hide|hash|omit|censor|obfusc|sanitiz|scrub)\w{0,40})\([^()\n]{0,200}\)/gi;
/** Characters of a condition with what stands under its names. */
const MOST_ASKED = 2_000;

/** Where variables of the environment are taken whose names are those of secrets (`{k: v for k, v in os.environ.items() if 'TOKEN' in k or 'SECRET' in k}`); null for nowhere. Whoever leaves them out or covers them takes nothing. */
export function pickedSecrets(root: SyntaxNode, text: string): SyntaxNode | null {
  if (!text.includes('environ')) return null;
  const named = new Map<string, string>();
  let found: SyntaxNode | null = null;
  root.cursor().iterate(({ name, node }) => {
    if (name === 'AssignStatement' && node.firstChild?.name === 'VariableName' && node.lastChild) named.set(sliceOf(node.firstChild, text), sliceOf(node.lastChild, text));
  });
  root.cursor().iterate(({ name, node }) => {
    if (found) return false;
    if (name === 'ForStatement' || name === 'ArgList' || name.endsWith('ComprehensionExpression')) found = picks(node, text, named) ? node : null;
    return true;
  });
  return found;
}

function picks(node: SyntaxNode, text: string, named: ReadonlyMap<string, string>): boolean {
  const [start, middle] = [node.getChild('for'), node.getChild('in')];
  const source = middle?.nextSibling;
  if (!start || !source || !ENVIRONMENT.test(sliceOf(source, text))) return false;
  const targets = text.slice(start.to, middle.from).match(/\w+/g) ?? [];
  const value = targets.length === 2 ? targets[1]! : String.raw`(?:os\.)?environb?(?:\.get\(\w+\)|\[\w+\])`;
  if (node.name !== 'ForStatement') {
    const condition = node.getChild('if');
    return condition !== null && asks(text.slice(condition.to, node.to), named) && isBare(text.slice(node.from, start.from), value);
  }
  return node.getChild('Body')!.getChildren('IfStatement').some((each) => {
    const body = each.getChild('Body');
    return body !== null && asks(text.slice(each.from, body.from), named) && keeps(sliceOf(body, text), value);
  });
}

/** Is a condition true for names of several kinds of secrets, which stand in it or under its names? */
function asks(condition: string, named: ReadonlyMap<string, string>): boolean {
  if (/\bnot\b|!=/.test(condition)) return false;
  const written = [condition, ...(condition.match(/\b[A-Za-z_]\w*/g) ?? []).map((name) => named.get(name) ?? '')].join(' ').slice(0, MOST_ASKED);
  return areOfSecrets((written.match(/(["'])[^"'\n]*\1/g) ?? []).join(' '));
}

/** Is this one of the parts of what is made, as it is? */
function isBare(made: string, value: string): boolean {
  return new RegExp(String.raw`(?:^|[,:({[])\s*${value}\s*(?:[,)}\]]|$)`).test(made.replace(TELLS_LITTLE, '0').trim());
}

/** `kept[name] = value`, `kept.append((name, value))` */
function keeps(body: string, value: string): boolean {
  return !COVERS.test(body) && new RegExp(String.raw`\[[^\]\n]{1,80}\]\s*=\s*${value}\s*(?:;|$)|\.(?:append|add|update|setdefault|write)\([^\n]{0,200}(?<![\w.])${value}\s*[,)}\]]`, 'm').test(body);
}

function sliceOf({ from, to }: SyntaxNode, text: string): string {
  return text.slice(from, to);
}
