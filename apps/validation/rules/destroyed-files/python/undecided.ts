import { childrenOf, type SyntaxNode } from '../../../permissions/inference/python-tree.js';

/** What keeps some of a list, or takes one. */
const CHOOSES = /^(?:filter|next|nlargest|nsmallest|islice|takewhile|dropwhile|fnmatch|match|search)$/;
/** What asks chance, a clock, or whose computer this is, and nothing of what would be removed. */
const ASKS_OTHERS = /\b(?:random|randint|randrange|urandom|time|now|today|utcnow|date|datetime|getuser|getlogin|gethostname|uname|platform)\b/;
/** Whether there is anything, or how much: `not rest`, `len(rest) > 50`. */
const ASKS_SIZE = /^\(?\s*(?:not\s+)?(?:\w+|len\(\s*[\w.()]{1,80}\s*\)(?:\s*[<>=!]=?\s*\d+)?)\s*\)?$/;
/** Where a part of a list stands, and not of a text. */
const LISTED = /^(?:ForStatement|AssignStatement|\w*ComprehensionExpression)$/;
/** What somebody has set or allowed, by the name of what is asked. */
const IS_SET = /setting|config|option|pref|confirm|enabled|allow|approv|dry|ask|consent/i;
const SORTS = /\bsorted\s*\(|\.sort\s*\(/;
const LOOPS = new Set(['ForStatement', 'WhileStatement']);
const CALLABLES = new Set(['FunctionDefinition', 'LambdaExpression']);

/** Is the call of Python at `start` made for whatever there is? No condition in the loop or the function around it decides, but for one that leaves out a single name or asks nothing of what there is. */
export function isForEach(root: SyntaxNode, text: string, start: number): boolean {
  const around = aroundOf(root, start, (name) => CALLABLES.has(name) || LOOPS.has(name) || name.endsWith('ComprehensionExpression'));
  // What is asked for to be gone through is another question.
  const from = around?.name === 'ForStatement' ? (around.getChild('Body')?.from ?? around.from) : around?.from;
  return around !== null && from !== undefined && !decides(around, text, from);
}

/** Is what the call of Python at `start` answers taken as it is? Nothing behind it in its function decides or chooses. */
export function isTakenWhole(root: SyntaxNode, text: string, start: number): boolean {
  const call = aroundOf(root, start, (name) => name === 'CallExpression');
  if (!call || isPartTaken(call, text)) return false;
  return !decides(aroundOf(root, start, (name) => CALLABLES.has(name)) ?? root, text, call.to);
}

/** The innermost node of such a kind around the place where a call begins. */
function aroundOf(root: SyntaxNode, start: number, isOne: (name: string) => boolean): SyntaxNode | null {
  let node: SyntaxNode | null = root.resolveInner(start, 1);
  while (node && !isOne(node.name)) node = node.parent;
  return node;
}

/** `list()[0]`, `list()[500:]` */
function isPartTaken(call: SyntaxNode, text: string): boolean {
  const { parent } = call;
  if (parent?.name !== 'MemberExpression' || parent.firstChild?.from !== call.from || parent.firstChild.to !== call.to || parent.getChild('[') === null) return false;
  return parent.getChild(':') === null || keepsSome(parent, text);
}

/** `list[500:]`, `list[:-20]`, `list[:len(list) - 20]`: some are kept. `list[:5]` and half of a list are as many as there may be, whichever they are. */
function keepsSome(slice: SyntaxNode, text: string): boolean {
  const [, from = '', to = ''] = /\[([^:\]]*):([^:\]]*)[^\]]*\]$/.exec(text.slice(slice.from, slice.to)) ?? [];
  return SORTS.test(text) || /^\s*-/.test(from) || Number(from) > 1 || /[a-zA-Z_]/.test(from) || to.includes('-');
}

/** Does anything in a function or a loop decide or choose behind a place? */
function decides(around: SyntaxNode, text: string, from: number): boolean {
  let found = false;
  around.cursor().iterate(({ node }) => {
    if (found || (node !== around && node.name === 'ClassDefinition')) return false;
    found = decisionsOf(node, text, around).some((each) => each.to > from);
    return !found;
  });
  return found;
}

/** What decides: what a condition asks, or what is called that chooses. */
function decisionsOf(node: SyntaxNode, text: string, around: SyntaxNode): SyntaxNode[] {
  if (node.name === 'MemberExpression' && node.getChild(':') !== null) return LISTED.test(node.parent?.name ?? '') && keepsSome(node, text) ? [node] : [];
  if (node.name === 'CallExpression') return node.firstChild && CHOOSES.test(lastNameOf(node.firstChild, text)) ? [node.firstChild] : [];
  return testsOf(node).filter((test) => !isOfOthers(test, text) && !asksElsewhere(test, text, around));
}

/** What is asked in a condition, in the order in which it is written. */
function testsOf(node: SyntaxNode): SyntaxNode[] {
  switch (node.name) {
    case 'IfStatement':
      return childrenOf(node).filter(({ name }, index, all) => all[index - 1]?.name === 'if' || (all[index - 1]?.name === 'elif' && name !== 'Body'));
    case 'ConditionalExpression':
      return childrenOf(node).slice(2, 3);
    case 'BinaryExpression':
      return node.getChild('and') || node.getChild('or') ? childrenOf(node).slice(0, 1) : [];
    case 'MatchStatement':
      return childrenOf(node).slice(1, 2);
    default:
      return node.name.endsWith('ComprehensionExpression') ? childrenOf(node).filter((_, index, all) => all[index - 1]?.name === 'if') : [];
  }
}

/** A single name that is left out, chance, a clock, whose computer this is, or whether there is anything: nothing that says which ones are meant. */
function isOfOthers(test: SyntaxNode, text: string): boolean {
  const written = text.slice(test.from, test.to);
  if (ASKS_SIZE.test(written) || leavesOut(test, text)) return true;
  return ASKS_OTHERS.test(written) && !/\[/.test(written) && !/\.(?:get|created|modified|updated|age|mtime|st_mtime)\b/.test(written);
}

/** `licence.expired() and not licence.valid(key)`: only functions are asked, none of which gets anything that is worked out here: they say nothing of which ones are meant. */
function asksElsewhere(test: SyntaxNode, text: string, around: SyntaxNode): boolean {
  if (test.name === 'BinaryExpression' && (test.getChild('and') || test.getChild('or'))) return childrenOf(test).every((each) => each.name === 'and' || each.name === 'or' || asksElsewhere(each, text, around));
  if (test.name === 'UnaryExpression' || test.name === 'ParenthesizedExpression') return childrenOf(test).every((each) => /^(?:not|\(|\))$/.test(each.name) || asksElsewhere(each, text, around));
  const written = text.slice(test.from, test.to);
  if (test.name !== 'CallExpression' || IS_SET.test(written)) return false;
  const given = test.getChild('ArgList');
  const names = [...written.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name);
  // What a function gets that removes one may be that one.
  const isOfOne = given !== null && childrenOf(given).length > 2 && !/\b(?:list|find|search|glob|rglob|listdir|walk|scandir)\b/.test(text.slice(around.from, around.to));
  return !isOfOne && !names.some((name) => namedIn(around, text).has(name));
}

/** Names that are given something in a function or a loop. */
function namedIn(around: SyntaxNode, text: string): Set<string> {
  const names = new Set<string>();
  around.cursor().iterate(({ node }) => {
    const isGiven = node.name === 'VariableName' && /^(?:AssignStatement|ForStatement|NamedExpression|TupleExpression|\w*ComprehensionExpression|WithStatement)$/.test(node.parent?.name ?? '') && /^\s*(?:=(?!=)|:=|,|in\b|:|\))/.test(text.slice(node.to, node.to + 20));
    if (isGiven) names.add(text.slice(node.from, node.to));
  });
  return names;
}

/** `name != ".git"`, or `name == ".git"` where that one is passed over. */
function leavesOut(test: SyntaxNode, text: string): boolean {
  const operator = test.name === 'BinaryExpression' ? test.getChild('CompareOp') : null;
  if (!operator || !childrenOf(test).some(({ name }) => name === 'String')) return false;
  const written = text.slice(operator.from, operator.to);
  const first = test.parent?.getChild('Body')?.getChild('ContinueStatement') ?? null;
  return written === '!=' || (written === '==' && first !== null);
}

function lastNameOf(callee: SyntaxNode | null, text: string): string {
  const named = callee?.name === 'MemberExpression' ? callee.getChild('PropertyName') : callee;
  return named ? text.slice(named.from, named.to) : '';
}
