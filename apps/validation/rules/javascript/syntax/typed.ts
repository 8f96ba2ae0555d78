import { parse } from '@babel/parser';
import type { ParserPlugin } from '@babel/parser';
import type { ESTree } from 'meriyah';
import { CountedText } from './counted-text.js';
import type { Node } from './tree.js';

type Members = Record<string, unknown> & { type: string };

/** Bytes; a tree with types takes more memory than one without: 70 MB for each MB of dense code, measured. */
export const LARGEST_TYPED = 2 * 1024 * 1024;
/** UTF-16 units of a script that is read in spite of mistakes which do not hinder who only takes its types away: each is noted, and copied wherever a bracket may be read in two ways. */
const LARGEST_MISTAKEN = 256 * 1024;

/** Parses a script with types into the tree of the JavaScript that runs: types are gone, offsets are those of the text. Throws what the parser throws, and `TooManyLooks`. */
export function parseTyped(text: string, types: 'typescript' | 'flow', jsx: boolean): ESTree.Program {
  // Members of classes are those of ESTree too.
  const plugins: ParserPlugin[] = [['estree', { classFeatures: true }], types, 'decorators', 'decoratorAutoAccessors', 'deferredImportEvaluation'];
  const file = parse(new CountedText(text) as unknown as string, {
    sourceType: 'module',
    plugins: jsx ? [...plugins, 'jsx'] : plugins,
    // What Flow cannot read is no Flow: a host may read it as something else.
    errorRecovery: types === 'typescript' && text.length <= LARGEST_MISTAKEN,
    attachComment: false,
    createImportExpressions: true,
    allowReturnOutsideFunction: true,
  });
  const program = file.program as unknown as Members;
  withoutTypes(program);
  return program as unknown as ESTree.Program;
}

/** Replaces what is only there for the compiler, everywhere below `root`. */
function withoutTypes(root: Members): void {
  const open: Members[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    for (const [name, value] of Object.entries(node)) {
      if (Array.isArray(value)) node[name] = value.flatMap((each: unknown) => keep(each, open));
      else if (isNode(value)) node[name] = keep(value, open)[0] ?? null;
    }
  }
}

function keep(value: unknown, open: Members[]): unknown[] {
  if (!isNode(value)) return [value];
  const kept = runtimePart(value);
  if (kept) open.push(kept);
  return kept ? [kept] : [];
}

/** The part of a node that exists at run time, or null. */
function runtimePart(node: Members): Members | null {
  let inner: Members = node;
  while (isNode(inner['expression']) && WRAPPERS.has(inner.type)) inner = inner['expression'];
  if (isOverload(inner) || isTypeAlone(inner)) return null;
  if (inner['declare'] === true || ONLY_TYPES.has(inner['importKind']) || inner['exportKind'] === 'type' || OF_FLOW.test(inner.type)) return null;
  // A field that is read and written by way of two methods of its own.
  if (inner.type === 'AccessorProperty') return { ...inner, type: 'PropertyDefinition' };
  if (!inner.type.startsWith('TS')) return inner;
  const read = CONVERSIONS[inner.type];
  return read ? read(inner) : null;
}

/** A method of which only the types of its parameters stand there, before the one that has a body. */
function isOverload({ type, value }: Members): boolean {
  return type === 'MethodDefinition' && isNode(value) && !isNode((value as Members)['body']);
}

/** `export default interface Who {}` */
function isTypeAlone({ type, declaration }: Members): boolean {
  return type === 'ExportDefaultDeclaration' && isNode(declaration) && runtimePart(declaration) === null;
}

const ONLY_TYPES = new Set<unknown>(['type', 'typeof']);
/** What of Flow stands in the place of a statement or beside a name. */
const OF_FLOW = /^(?:Declare|Type(?:Alias$|Annotation$|Parameter)|OpaqueType$|InterfaceDeclaration$|ClassImplements$|Variance$|InferredPredicate$)/;
const WRAPPERS = new Set(['TypeCastExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion', 'TSInstantiationExpression']);

/** What is TypeScript's own and yet runs, written as the nearest JavaScript. */
const CONVERSIONS: Record<string, (node: Members) => Members | null> = {
  TSParameterProperty: (node) => {
    const parameter = runtimePart(node['parameter'] as Members);
    return parameter && { ...parameter, isProperty: true };
  },
  TSModuleBlock: (node) => ({ ...node, type: 'BlockStatement' }),
  TSModuleDeclaration: (node) => namespace(node),
  TSExportAssignment: (node) => ({ ...node, type: 'ExportDefaultDeclaration', declaration: node['expression'] }),
  TSEnumDeclaration: (node) => {
    const members = (isNode(node['body']) ? node['body']['members'] : node['members']) as Members[];
    const properties = members.map((member) => ({ ...place(member), type: 'Property', kind: 'init', computed: false, shorthand: false, method: false, key: member['id'], value: member['initializer'] ?? { ...place(member), type: 'Literal', value: 0 } }));
    return variable(node, { ...place(node), type: 'ObjectExpression', properties: [...properties, ...namesByNumber(members)] });
  },
  TSImportEqualsDeclaration: (node) => {
    const reference = node['moduleReference'] as Members;
    // `import part = host.part`
    if (reference.type !== 'TSExternalModuleReference') return node['isExport'] === true ? null : variable(node, qualified(reference));
    const callee = { ...place(node), type: 'Identifier', name: 'require' };
    const init = { ...place(node), type: 'CallExpression', callee, arguments: [reference['expression']] };
    return { ...place(node), type: 'VariableDeclaration', kind: 'const', declarations: [{ ...place(node), type: 'VariableDeclarator', id: node['id'], init }] };
  },
};

/** A member of an enum whose value is a number can be had by it: `Verb[0]` is `'read'`. */
function namesByNumber(members: readonly Members[]): Members[] {
  let next = 0;
  return members.flatMap((member) => {
    const { id, initializer } = member;
    const value = isNode(initializer) ? (initializer as Members)['value'] : next;
    if (typeof value === 'string' || !isNode(id)) return [];
    const computed = typeof value !== 'number';
    if (!computed) next = value + 1;
    const key = computed ? (initializer as unknown as Members) : { ...place(member), type: 'Literal', value };
    const name = (id as Members)['name'] ?? (id as Members)['value'];
    return [{ ...place(member), type: 'Property', kind: 'init', computed, shorthand: false, method: false, key, value: { ...place(member), type: 'Literal', value: name } }];
  });
}

function qualified(reference: Members): Members {
  if (reference.type !== 'TSQualifiedName') return reference;
  return { ...place(reference), type: 'MemberExpression', computed: false, optional: false, object: qualified(reference['left'] as Members), property: reference['right'] };
}

/** `namespace N { export … }` is a function that gives what it exports. */
function namespace(node: Members): Members | null {
  const { body, id } = node;
  if (!isNode(body)) return null;
  const members: Members = body;
  if (members.type === 'TSModuleDeclaration') {
    const inner = namespace(members);
    return inner && variable(node, exporting(node, [inner], [(members['id'] as Members)['name'] as string]));
  }
  const statements = (body['body'] as Members[]).map((each) => (each.type === 'ExportNamedDeclaration' && isNode(each['declaration']) ? each['declaration'] : each));
  const names = (body['body'] as Members[]).flatMap((each) => (each.type === 'ExportNamedDeclaration' && isNode(each['declaration']) ? declaredBy(each['declaration']) : []));
  const made = exporting(node, statements, names);
  return isNode(id) && id.type === 'Identifier' ? variable(node, made) : { ...place(node), type: 'ExpressionStatement', expression: made };
}

function declaredBy(node: Members): string[] {
  const declared = node.type === 'VariableDeclaration' ? (node['declarations'] as Members[]).map(({ id }) => id) : [node['id']];
  return declared.flatMap((id) => (isNode(id) && id.type === 'Identifier' && node['declare'] !== true && !/^TS(?:Interface|TypeAlias)/.test(node.type) ? [id['name'] as string] : []));
}

function exporting(node: Members, statements: readonly Members[], names: readonly string[]): Members {
  // Written so that a member counts as exported, and not as handed to somebody.
  const named = (name: string): Members => ({ ...place(node), type: 'Identifier', name });
  const properties = names.map((name) => ({ ...place(node), type: 'Property', kind: 'init', computed: false, shorthand: false, method: false, key: named(name), value: { ...place(node), type: 'LogicalExpression', operator: '??', left: named(name), right: named(name) } }));
  const result = { ...place(node), type: 'ReturnStatement', argument: { ...place(node), type: 'ObjectExpression', properties } };
  const callee = { ...place(node), type: 'ArrowFunctionExpression', params: [], async: false, expression: false, body: { ...place(node), type: 'BlockStatement', body: [...statements, result] } };
  return { ...place(node), type: 'CallExpression', callee, arguments: [] };
}

function variable(node: Members, init: Members): Members {
  return { ...place(node), type: 'VariableDeclaration', kind: 'var', declarations: [{ ...place(node), type: 'VariableDeclarator', id: node['id'], init }] };
}

function place({ start, end }: Members): { start: unknown; end: unknown } {
  return { start, end };
}

function isNode(value: unknown): value is Members & Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
