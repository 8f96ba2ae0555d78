import type { Node, Of } from '../javascript/syntax/tree.js';

export function isFunction(node: Node): node is Of<'FunctionDeclaration'> | Of<'FunctionExpression'> | Of<'ArrowFunctionExpression'> {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration';
}

/** The name of an identifier; null for any other node. */
export function nameOf(node: Node | null | undefined): string | null {
  return node?.type === 'Identifier' ? node.name : null;
}

/** `b` of `a.b` and `a["b"]`; null when it is computed. */
export function propertyName(node: Of<'MemberExpression'>): string | null {
  const property = node.property as Node;
  if (!node.computed) return nameOf(property);
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null;
}

/** The name by which a function is called, or null. */
export function nameOfFunction(node: Node, parent: Node | null): string | null {
  if (node.type === 'FunctionDeclaration') return nameOf(node.id);
  if (parent?.type === 'VariableDeclarator') return nameOf(parent.id);
  if (parent?.type === 'AssignmentExpression') return parent.left.type === 'MemberExpression' ? propertyName(parent.left) : nameOf(parent.left);
  return parent?.type === 'Property' || parent?.type === 'MethodDefinition' ? nameOf(parent.key as Node) : null;
}

/** The value of a number and of sums and products of numbers; null for any other node. Looks ten levels deep. */
export function constantNumber(node: Node | null | undefined, depth = 10): number | null {
  if (!node || depth === 0) return null;
  if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : null;
  if (node.type === 'UnaryExpression' && (node.operator === '-' || node.operator === '+')) {
    const value = constantNumber(node.argument, depth - 1);
    return value === null ? null : node.operator === '-' ? -value : value;
  }
  if (node.type !== 'BinaryExpression') return null;
  const [left, right] = [constantNumber(node.left as Node, depth - 1), constantNumber(node.right, depth - 1)];
  if (left === null || right === null) return null;
  if (node.operator === '*') return left * right;
  return node.operator === '+' ? left + right : node.operator === '-' ? left - right : null;
}

export function isHexName(name: string): boolean {
  return name.charCodeAt(0) === 0x5f && /^_0x[\da-f]{3,8}$/i.test(name);
}

export function isHex(text: string, start: number): boolean {
  return text.charCodeAt(start) === 0x30 && (text.charCodeAt(start + 1) | 0x20) === 0x78;
}

/** A literal, a sum of numbers, or a member of an object that holds such arguments: what decoders are called with. */
function isDecoderArgument(node: Node): boolean {
  return node.type === 'Literal' || constantNumber(node) !== null || (node.type === 'MemberExpression' && nameOf(node.object) !== null && propertyName(node) !== null);
}

function callsDecoder(node: Node): node is Of<'CallExpression'> {
  if (node.type !== 'CallExpression' || node.arguments.length === 0 || node.arguments.length > 5) return false;
  return (nameOf(node.callee) !== null || node.callee.type === 'MemberExpression') && (node.arguments as Node[]).every(isDecoderArgument);
}

/** Words of the language, and those that it once kept for later, name members only since ES5; compilers that write for older engines put them into quotation marks. */
const RESERVED = /^(?:abstract|boolean|break|byte|case|catch|char|class|const|continue|debugger|default|delete|do|double|else|enum|export|extends|false|final|finally|float|for|function|goto|if|implements|import|in|instanceof|int|interface|let|long|native|new|null|package|private|protected|public|return|short|static|super|switch|synchronized|this|throw|throws|transient|true|try|typeof|var|void|volatile|while|with|yield)$/;

/** `x["name"]` where `x.name` would do. Members that are set are left out: compilers write enumerations like that. */
export function isQuoted(node: Of<'MemberExpression'>, parent: Node | null): boolean {
  if (parent?.type === 'AssignmentExpression' && parent.left === node) return false;
  const property = node.property as Node;
  return property.type === 'Literal' && typeof property.value === 'string' && /^[A-Za-z_$][\w$]*$/.test(property.value) && !RESERVED.test(property.value);
}

/** Members of the language, which no compiler renames and nobody puts into quotation marks. */
const OF_LANGUAGE: ReadonlySet<string> = new Set(['length', 'push', 'pop', 'shift', 'slice', 'splice', 'concat', 'join', 'map', 'filter', 'forEach', 'reduce', 'indexOf', 'includes', 'keys', 'prototype', 'call', 'apply', 'bind', 'toString', 'charAt', 'charCodeAt', 'fromCharCode', 'split', 'replace', 'substring', 'substr', 'toLowerCase', 'toUpperCase', 'trim', 'test', 'match', 'floor', 'random', 'log', 'error', 'parse', 'stringify', 'then', 'catch', 'exports', 'createElement', 'appendChild']);

export function isOfLanguage(name: string): boolean {
  return OF_LANGUAGE.has(name);
}

/** `x[f(0x1a)]`, `x[f(1) + "b"]` */
export function isByCall(node: Of<'MemberExpression'>): boolean {
  const property = node.property as Node;
  if (property.type === 'BinaryExpression') return property.operator === '+' && [property.left as Node, property.right].some((side) => isNamedDecoder(side));
  return isNamedDecoder(property);
}

/** Functions of the language, and of tests, that are called with constants everywhere. */
const ORDINARY: ReadonlySet<string> = new Set(['BigInt', 'Number', 'String', 'Boolean', 'Symbol', 'Array', 'Object', 'parseInt', 'parseFloat', 'isNaN', 'require', 'expect']);

/** Numbers below this one are lines, columns and colours; places in an array of texts begin there, and go on. */
const SMALL = 128;

/** Two or more numbers, all of them small: a range, a pair, a colour. Decoders get one place, and others to mislead, which are not small. */
export function isRange({ arguments: given }: Of<'CallExpression'>): boolean {
  const numbers = (given as Node[]).map((each) => constantNumber(each)).filter((value) => value !== null);
  return numbers.length > 1 && numbers.every((value) => value >= 0 && value < SMALL);
}

/** Called by a plain name, with a number among its arguments. */
function isNamedDecoder(node: Node): boolean {
  const name = callsDecoder(node) ? nameOf(node.callee) : null;
  if (name === null || ORDINARY.has(name) || !callsDecoder(node) || isRange(node)) return false;
  return (node.arguments as Node[]).some((each) => each.type === 'MemberExpression' || isNumeric(each));
}

const ASSIGNED: ReadonlySet<string> = new Set(['VariableDeclarator', 'ExpressionStatement', 'AssignmentExpression', 'SequenceExpression', 'ReturnStatement', 'UnaryExpression']);

/** A call with constants only whose answer goes straight into another expression, as decoded texts do. Modules of bundles (`var a = n(12)`) are kept first. */
export function isDecoderCall(node: Of<'CallExpression'>, parent: Node | null): boolean {
  if (!parent || ASSIGNED.has(parent.type) || (parent.type === 'MemberExpression' && parent.object === node)) return false;
  return isNamedDecoder(node) && !isNumberedPart(node, parent) && (node.arguments as Node[]).some(isNumeric);
}

/** `layer_3: read(3)`: a name that says the number hides nothing by it. */
function isNumberedPart({ arguments: given }: Of<'CallExpression'>, parent: Node): boolean {
  const number = parent.type === 'Property' && !parent.computed ? /\d+$/.exec(nameOf(parent.key as Node) ?? '')?.[0] : undefined;
  return number !== undefined && (given as Node[]).some((each) => constantNumber(each) === Number(number));
}

/** A number, also as text. */
function isNumeric(node: Node): boolean {
  return constantNumber(node) !== null || (node.type === 'Literal' && /^(?:0x[\da-f]+|\d+)$/i.test(String(node.value)));
}

/** `a` of `a.name(…)` */
export function calledOn(node: Node, name: string): Node | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
  return propertyName(node.callee) === name ? (node.callee.object as Node) : null;
}

const FEWEST_TERMS = 3;

/** `0x1a * -0x2 + 0x33`: a number that is written as a sum of products. Counted at its top. Digits that are only added are places in a matrix, or lengths of fields. */
export function isNumberSum(node: Of<'BinaryExpression'>, parent: Node | null): boolean {
  if (parent?.type === 'BinaryExpression' || (node.operator !== '+' && node.operator !== '-') || constantNumber(node) === null) return false;
  const all = terms(node);
  return all.length >= FEWEST_TERMS && all.some((term) => term === null || term > 9);
}

/** The numbers in it; null for a sign, and for what is subtracted. */
function terms(node: Node): (number | null)[] {
  if (node.type === 'UnaryExpression') return [null, ...terms(node.argument).slice(1)];
  if (node.type !== 'BinaryExpression') return [constantNumber(node)];
  return [...terms(node.left as Node), ...(node.operator === '-' ? [null, ...terms(node.right).slice(1)] : terms(node.right))];
}

/** `+[]`, `![]`, `+{}`, `!![]` */
export function isEmptyArrayMath({ operator, argument }: Of<'UnaryExpression'>): boolean {
  if (operator !== '+' && operator !== '!' && operator !== '~') return false;
  return (argument.type === 'ArrayExpression' && argument.elements.length === 0) || (argument.type === 'ObjectExpression' && argument.properties.length === 0);
}

const LARGE_STATE = 500;
const FEWEST_CASES = 3;

/** Inside of a loop: a switch whose cases run in the order of a list, or whose next case is computed with large numbers. */
export function isFlattened({ discriminant, cases }: Of<'SwitchStatement'>): boolean {
  if (cases.length < FEWEST_CASES) return false;
  const tests = cases.map(({ test }) => test as Node | null);
  if (discriminant.type === 'MemberExpression' && (discriminant.property as Node).type === 'UpdateExpression') {
    return tests.every((test) => test?.type !== 'Literal' || (typeof test.value === 'string' && /^\d+$/.test(test.value))) && tests.some((test) => test?.type === 'Literal');
  }
  if (discriminant.type === 'Identifier' && isShuffled(cases, discriminant.name)) return true;
  const states = tests.map((test) => constantNumber(test)).filter((value) => value !== null);
  if (states.length < FEWEST_CASES) return false;
  const sum = discriminant.type === 'BinaryExpression' && discriminant.operator === '+' && isSumOfNames(discriminant);
  return sum || (discriminant.type === 'Identifier' && leadsOn(cases, discriminant.name, states) && states.filter((state) => Math.abs(state) >= LARGE_STATE).length >= states.length / 2);
}

function isSumOfNames(node: Node): boolean {
  if (node.type === 'BinaryExpression') return node.operator === '+' && isSumOfNames(node.left as Node) && isSumOfNames(node.right);
  return node.type === 'Identifier';
}

/** Steps of which each names the next one, by a text: fewer may be written in any order. */
const FEWEST_STEPS = 5;
/** Part of all steps that are followed by another one than the next in the source. */
const OUT_OF_ORDER = 0.5;

/** Does each case say, by a text and whatever happens in it, which one comes next, and are they written in another order than they run? Readers of a format decide that by what they read. */
function isShuffled(cases: Of<'SwitchStatement'>['cases'], name: string): boolean {
  const texts = cases.map(({ test }) => textOf(test as Node | null));
  const next = cases.map(({ consequent }) => {
    const sets = statementsOf(consequent as Node[]).filter((each) => each.type === 'AssignmentExpression' && nameOf(each.left as Node) === name);
    return sets.length === 1 ? textOf((sets[0] as Of<'AssignmentExpression'>).right) : null;
  });
  const steps = next.filter((text) => text !== null && texts.includes(text)).length;
  if (steps < FEWEST_STEPS || steps < cases.length - 2 || new Set(next).size < steps) return false;
  return next.filter((text, index) => text !== null && text !== texts[index + 1]).length >= steps * OUT_OF_ORDER;
}

/** A text that is written out; null for any other node. */
export function textOf(node: Node | null | undefined): string | null {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}

/** Fewer members that are asked for by another text may be old names that are still answered. */
const FEWEST_RENAMED = 10;

/** `case "x3f": return all["y7k"]`: how many members of one object are asked for by other texts than their names, where the names stand in quotation marks that nobody writes; 0 for other switches. */
export function renamedMembers({ cases }: Of<'SwitchStatement'>): number {
  if (cases.length < FEWEST_RENAMED) return 0;
  const owners = new Set<string | null>();
  for (const { test, consequent } of cases) {
    const [only, more] = consequent as Node[];
    const value = only?.type === 'ReturnStatement' && !more ? (only.argument as Node | null) : null;
    // The elements of a list have no names.
    if (!test || value?.type !== 'MemberExpression' || !value.computed || constantNumber(value.property as Node) !== null) return 0;
    const name = propertyName(value);
    if (name !== null && (!isQuoted(value, null) || name === textOf(test as Node))) return 0;
    owners.add(nameOf(value.object));
  }
  return owners.size === 1 && !owners.has(null) ? cases.length : 0;
}

/** Do cases set the variable themselves, and half of those to another state? Tables that translate numbers lead nowhere, readers of a format get the next number from it. */
function leadsOn(cases: Of<'SwitchStatement'>['cases'], name: string, states: readonly number[]): boolean {
  const next = cases.map(({ consequent }) => statementsOf(consequent as Node[]).find((each) => each.type === 'AssignmentExpression' && nameOf(each.left as Node) === name)).filter((set) => set?.type === 'AssignmentExpression');
  const isNext = ({ operator, right }: Of<'AssignmentExpression'>): boolean => (operator === '=' ? isState(right, name, states) : constantNumber(right) !== null || isMadeOf(right, name));
  return next.length >= FEWEST_CASES && next.filter(isNext).length >= next.length / 2;
}

/** With what stands in blocks, and between the commas of minified code. */
export function statementsOf(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((each) => {
    const node = each.type === 'ExpressionStatement' ? (each.expression as Node) : each;
    if (node.type === 'SequenceExpression') return node.expressions as Node[];
    return node.type === 'BlockStatement' ? (node.body as Node[]).map((inner) => (inner.type === 'ExpressionStatement' ? (inner.expression as Node) : inner)) : [node];
  });
}

/** One of the states, or computed from one or from a number that could be one: written in the script, and not read from what it works on. */
function isState(node: Node, name: string, states: readonly number[]): boolean {
  const value = constantNumber(node);
  if (value !== null) return states.includes(value);
  if (node.type === 'ConditionalExpression') return isState(node.consequent, name, states) || isState(node.alternate, name, states);
  return isMadeOf(node, name);
}

/** Of the variable itself or of a large number; or one place of a table. */
function isMadeOf(node: Node, name: string): boolean {
  if (Math.abs(constantNumber(node) ?? 0) >= LARGE_STATE || nameOf(node) === name) return true;
  if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') return isMadeOf(node.left as Node, name) || isMadeOf(node.right, name);
  if (node.type === 'MemberExpression') return node.computed && (constantNumber(node.property as Node) !== null || isMadeOf(node.property as Node, name));
  return node.type === 'CallExpression' && (node.arguments as Node[]).some((each) => isMadeOf(each, name));
}

/** Members of an object that do no more than one operator or one call, when some do the same: calls that were moved out of sight. */
export function proxyFunctions({ properties }: Of<'ObjectExpression'>): number {
  if (properties.length < 2) return 0;
  const kinds = (properties as Node[]).map((each) => (each.type === 'Property' && !isSignature(each.key as Node) ? proxyKind(each.value as Node) : null)).filter((kind) => kind !== null);
  return kinds.length > new Set(kinds).size ? kinds.length : 0;
}

/** `'number, bigint': (a, b) => a + b`: the types of the parameters. Nothing is hidden behind a name that is called so. */
function isSignature(key: Node): boolean {
  return key.type === 'Literal' && typeof key.value === 'string' && /^\w+(?:, ?\w+)+$/.test(key.value);
}

function proxyKind(node: Node): string | null {
  if (!isFunction(node) || node.params.length < 1) return null;
  const names = (node.params as Node[]).map(nameOf);
  const [only, ...more] = node.body?.type === 'BlockStatement' ? (node.body.body as Node[]) : [];
  if (more.length > 0 || only?.type !== 'ReturnStatement' || !only.argument) return null;
  const value = only.argument as Node;
  if (value.type === 'BinaryExpression' || value.type === 'LogicalExpression') {
    return nameOf(value.left as Node) === names[0] && nameOf(value.right) === names[1] ? value.operator : null;
  }
  if (value.type !== 'CallExpression' || nameOf(value.callee) !== names[0]) return null;
  return (value.arguments as Node[]).every((each, at) => nameOf(each) === names[at + 1]) ? `call ${value.arguments.length}` : null;
}

const GLOBALS: ReadonlySet<string> = new Set(['globalThis', 'window', 'global', 'self', 'process']);

/** `globalThis[f(1)]`, `process["ma" + x]`: which global it is, is decided when it runs. Symbols are no names. */
export function isComputedGlobal(node: Of<'MemberExpression'>): boolean {
  if (!node.computed || !GLOBALS.has(nameOf(node.object) ?? '')) return false;
  const property = node.property as Node;
  if (property.type === 'CallExpression') return !(property.callee.type === 'MemberExpression' && nameOf(property.callee.object) === 'Symbol') && nameOf(property.callee) !== 'Symbol';
  return property.type === 'BinaryExpression' && property.operator === '+';
}

/** `console.log = …`, `console[x] = …` */
export function silencesConsole({ left }: Of<'AssignmentExpression'>): boolean {
  return left.type === 'MemberExpression' && nameOf(left.object as Node) === 'console';
}

/** `f = function () { … }` inside of `f`. */
export function replacesItself({ left, right }: Of<'AssignmentExpression'>, within: Node | null): boolean {
  return within?.type === 'FunctionDeclaration' && isFunction(right) && nameOf(left as Node) === nameOf(within.id);
}
