import { withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import { shapeOf } from '../syntax/shape.js';
import type { Node } from '../syntax/tree.js';

/** Programs that run nothing of what they get, and the arguments, a line for each, that say so: whatever is unknown stands where no option is read that starts another program. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  tar: /^-?[xtzjJvpkmo]{1,8}f\n.+(?:\n(?:-C|--directory)\n.+|\n--strip(?:-components)?(?:=|\n)\d+|\n--no-same-owner)*$/,
  unzip: /^(?:-[oqnjuC]{1,6}\n)*.+(?:\n-d\n.+)?$/,
  gunzip: /^(?:-[dkfqc]{1,5}\n)*.+$/,
  unxz: /^(?:-[dkfqc]{1,5}\n)*.+$/,
  '7z': /^[xe]\n.+(?:\n-o.*|\n-y)*$/,
  'notify-send': /^.+(?:\n.+)*$/,
};
const STARTS_WITH_LIST = /^module:child_process\.(?:spawn|execFile)(?:Sync)?$/;
/** Options that change nothing of what runs: no shell, and no variables that programs take for options. */
const PLAIN_OPTIONS: ReadonlySet<string | null> = new Set(['cwd', 'stdio', 'encoding', 'timeout', 'maxBuffer', 'windowsHide', 'signal', 'detached', 'killSignal']);
const FUNCTIONS = new Set(['FunctionExpression', 'ArrowFunctionExpression']);

/** Of a call that starts a program without a shell: does that only unpack or show what it is given, so that nothing of its list runs? */
export function onlyUnpacks(what: string, [program, list, ...others]: readonly Node[], scope: Scope, resolver: Resolver): boolean {
  if (!STARTS_WITH_LIST.test(what) || !program || !list) return false;
  const name = resolver.constantOf(program, scope);
  const allowed = name !== null && Object.hasOwn(HARMLESS, name) ? HARMLESS[name]! : null;
  const given = withoutWrapping(list);
  if (allowed === null || given.type !== 'ArrayExpression') return false;
  const shapes = given.elements.map((each) => (each && each.type !== 'SpreadElement' ? shapeOf(each, scope, resolver) : '\n'));
  return shapes.every((shape) => shape !== '' && !shape.includes('\n')) && allowed.test(shapes.join('\n')) && others.every((other) => isPlain(withoutWrapping(other), scope, resolver));
}

/** A function that is told the end, or options that are written out, none of which lets anything else run. */
function isPlain(node: Node, scope: Scope, resolver: Resolver): boolean {
  if (FUNCTIONS.has(node.type)) return true;
  return node.type === 'ObjectExpression' && node.properties.every((each) => each.type === 'Property' && PLAIN_OPTIONS.has(resolver.keyOf({ node: each.key, computed: each.computed }, scope)));
}
