import type { SyntaxNode } from '@lezer/common';

/** What asks for the language or the time zone of a computer. */
const ASKS_PLACE = /\b(?:getdefaultlocale|getlocale|tzname|get_localzone(?:_name)?|GetUserDefault(?:UILanguage|LocaleName|LangID|LCID)|GetKeyboardLayout(?:List)?)\b|\b(?:environ|getenv)\b[^\n]{0,20}["'](?:LANG|LC_ALL|LANGUAGE)["']/;
/** A language, a country or a time zone as it is written out, and the numbers of languages. */
const PLACE = String.raw`(?:["'](?:[a-z]{2}|[a-z]{2}[_-][A-Z]{2}(?:\.[\w-]{1,12})?|[A-Z]{3,4}|[+-]\d{2}(?::?\d{2})?|(?:Africa|America|Asia|Atlantic|Australia|Europe|Pacific)\/[A-Z]\w{2,30})["']|0x0?4[0-9a-f]{2}\b)`;
/** What is held against one, or against several in a list; what is taken where nothing is known (`or "en"`) and keys of a table of texts are none. */
const IS_PLACE = new RegExp(String.raw`[!=]=\s*${PLACE}|${PLACE}\s*[!=]=|\bin\s*[([{]\s*${PLACE}|\bstartswith\(\s*\(?\s*${PLACE}|^[ \t]*(?:(?:frozen)?set\()?[([{]\s*${PLACE}\s*[,\])}]`, 'm');
/** What is removed of files, or of what the host keeps. */
const REMOVES = /\b(?:shutil\.)?rmtree\s*\(|\bos\.(?:remove|unlink|removedirs|truncate)\s*\(|\.unlink\s*\(|\bassets\.(?:remove|delete)\s*\(/;
/** Functions that are followed from one condition. */
const MOST_FUNCTIONS = 30;
const MOST_CONDITIONS = 500;
/** Characters of one of them. */
const LONGEST = 4_000;

/** Where files, or what the host keeps, are removed because the language or the time zone of a computer is one that is written out; null for nowhere. */
export function harmByPlace(root: SyntaxNode, text: string): SyntaxNode | null {
  if (!ASKS_PLACE.test(text) || !REMOVES.test(text)) return null;
  const { named, conditions } = readNames(root, text);
  /** A text, with those of all functions and values that it names. */
  const withNamed = (written: string): string => {
    const found = new Set([written]);
    // Grows while it is walked.
    for (const each of found) for (const [name] of each.matchAll(/\b[a-z_]\w*\b/gi)) if (found.size < MOST_FUNCTIONS) for (const other of named.get(name) ?? []) found.add(other);
    return [...found].join('\n');
  };
  return conditions.find((node) => {
    const asked = withNamed(conditionsOf(node, text));
    return ASKS_PLACE.test(asked) && IS_PLACE.test(asked) && REMOVES.test(withNamed(bodiesOf(node, text)));
  }) ?? null;
}

/** By their names, functions and what is put into variables; and all conditions. */
function readNames(root: SyntaxNode, text: string): { named: Map<string, string[]>; conditions: SyntaxNode[] } {
  const named = new Map<string, string[]>();
  const conditions: SyntaxNode[] = [];
  root.cursor().iterate(({ name, node }) => {
    if (name === 'IfStatement' && conditions.length < MOST_CONDITIONS) conditions.push(node);
    if (name !== 'FunctionDefinition' && name !== 'AssignStatement') return;
    const value = name === 'FunctionDefinition' ? node.getChild('Body') : node.lastChild;
    for (const target of name === 'FunctionDefinition' ? node.getChildren('VariableName').slice(0, 1) : targetsOf(node)) {
      const key = text.slice(target.from, target.to);
      if (value) named.set(key, [...(named.get(key) ?? []), text.slice(value.from, value.to).slice(0, LONGEST)]);
    }
  });
  return { named, conditions };
}

/** Names and attributes before the first `=`. */
function targetsOf(node: SyntaxNode): SyntaxNode[] {
  const equals = node.getChild('AssignOp')?.from ?? node.to;
  const attributes = node.getChildren('MemberExpression').flatMap((member) => member.getChild('PropertyName') ?? []);
  return [...node.getChildren('VariableName'), ...attributes].filter(({ from }) => from < equals);
}

function conditionsOf(node: SyntaxNode, text: string): string {
  return childrenOf(node).filter(({ name }) => name !== 'Body').map(({ from, to }) => text.slice(from, to)).join(' ');
}

function bodiesOf(node: SyntaxNode, text: string): string {
  return node.getChildren('Body').map(({ from, to }) => text.slice(from, to)).join('\n').slice(0, 4 * LONGEST);
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}
