import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEEPEST, firstError, parsePython, TOO_DEEP } from './python-tree.js';

const errorIn = (text: string): number | null => firstError(parsePython(text));

test('Python that its grammar here lacks is no error', () => {
  for (const text of [
    'def f():\n    yield\n', 'def f():\n    try:\n        yield  # later\n    finally:\n        end()\n', 'def f():\n    x = yield\n    g((yield), [(yield)])\n',
    'x = 1.\n', 'x = 2. if f else 3\n', 'y = [1./x for x in z]\n', 'f(n/6., 0, 1.e5, 2.E-3, 3.j)\n', 'x = 1. ; y = -1.**2\n', 'x = 1..real\n',
    'match x:\n    case A():\n        f()\n    case a.B() | list():\n        f()\n    case tuple() as c:\n        f()\n    case {}:\n        f()\n    case []:\n        f()\n',
    'x = lambda a, /, b: a\n', 'y = [a for s, *a in z]\n', 'y = sum(a for *_, a in z)\n', 'y = {a: b for a, *b in z}\n', 'y = [b for a in z for _, *b in a]\n',
    'with f() as (a, b):\n    g()\n', 'async def f():\n    async with g() as [a, b], h() as c.x, i() as d[0]:\n        pass\n', 'with (f() as a, g() as b):\n    h()\n', 'if x:\n    with (\n        f("as, :") as (a, b),  # as (c):\n        g(\n        ),\n    ): h()\n',
    'with (a, b) as (c): pass\n', 'match a, f(b, c):\n    case d, e:\n        g()\n', 'x = f"{a:=^10} {b :=+}"\n', 'x = a[*b, c]\n',
  ]) assert.equal(errorIn(text), null, text);
});

test('errors stay errors, where they are', () => {
  for (const [text, at] of [
    ['def f():\n    yield from\n', 23], ['x = 1.real.\n', 11], ['x = 1. 2\n', 7], ['x = 0777..\n', null], ['match x:\n    case A(b c):\n        f()\n', null], ['x = lambda /, b: a\n', null],
    ['y = [a for s in *z]\n', null], ['f(a b)\n', null], ['def f(:\n', null], ['print >> f, a\n', null], ['with f() as (a, b:\n    g()\n', null], ['with (f() as a, g() as b:\n    h()\n', null], ['with f() as:\n    g()\n', null], ['with (f"{a["#"]}" as b, g() as c,  # d\n    h() as i):\n    j()\n', null], ['x = a[*]\n', null],
  ] as const) {
    const found = errorIn(text);
    assert.ok(at === null ? found !== null : found === at, `${text}${found}`);
  }
});

test('what is nested too deeply has no tree, and costs no more than what is not', () => {
  const nested = (open: string, close: string, times: number): string => `x = ${open.repeat(times)}1${close.repeat(times)}\n`;
  for (const [open, close] of [['[', ']'], ['(', ')'], ['{1: ', '}'], ['f(', ')'], ['[', ' for a in b]'], ['a[', ']'], ['1+', ''], ['1 if 1 else ', ''], ['not ', ''], ['lambda: ', ''], ['2**', ''], ['1 < ', ''], ['-', '']] as const) {
    const fits = parsePython(nested(open, close, DEEPEST / 8));
    assert.ok(fits !== TOO_DEEP && fits.lastChild !== null, open);
    assert.equal(parsePython(nested(open, close, DEEPEST + 1)), TOO_DEEP, open);
    const started = process.cpuUsage();
    const much = 400_000;
    assert.equal(parsePython(nested(open, close, Math.floor(much / (open.length + close.length)))), TOO_DEEP, open);
    assert.ok(process.cpuUsage(started).user < 5e6, `${open} takes long`);
  }
  assert.equal(parsePython('['.repeat(400_000)), TOO_DEEP);
  assert.equal(parsePython(`x = 1${'.a'.repeat(DEEPEST + 1)}\n`), TOO_DEEP);
});

test('brackets in texts and comments are not nested', () => {
  const many = '[('.repeat(DEEPEST);
  for (const text of [`x = "${many}"\n`, `x = '\\'${many}'\n`, `# ${many}\nx = 1\n`, `x = """a" ${many}\n${many}"""\n`, `x = r'''${many}\\''' \n'''\n`, `x = f'{a["b"]}' + "${many}"\n`, `${'x = [(1)]\n'.repeat(DEEPEST)}`]) assert.notEqual(parsePython(text), TOO_DEEP, text.slice(0, 40));
});

test('a text of a number stays as long as it is, and what stands in texts and comments is left alone', () => {
  const text = 'x = 24.\ny = "24."  # 24.\nz = 1.e5\n';
  const names: string[] = [];
  parsePython(text).cursor().iterate(({ name, from, to }) => void (name === 'String' || name === 'VariableName' ? names.push(text.slice(from, to)) : 0));
  assert.deepEqual(names, ['x', 'y', '"24."', 'z']);
});

const nodesIn = (text: string): string => {
  const nodes: string[] = [];
  parsePython(text).cursor().iterate(({ name, node }) => void nodes.push(`${name} ${node.parent?.name} ${node.prevSibling?.name} ${node.lastChild?.name}`));
  return nodes.join();
};

test('statements on one line are statements of what is around them, as on lines of their own', () => {
  const lines = ['x = f(1, [a for a in b])', 'g()', 'pass', 'del a[f()]', 'import os', 'x: int = 1', 'f(x := y)', 'a += "b;"', 'return y'];
  for (const times of [1, 2, 300]) {
    const many = Array.from({ length: times }, () => lines).flat();
    for (const [head, indent] of [['', ''], ['def f():\n', '    '], ['class A:\n', ' ']] as const) {
      const apart = head + many.map((line) => `${indent}${line}\n`).join('');
      for (const text of [`${head}${indent}${many.join('; ')}\n`, `${head}${indent}${many.join(';')};\n`]) assert.equal(nodesIn(text), nodesIn(apart), `${times} ${head}`);
    }
  }
});

test('form feeds and a byte order mark are read as Python reads them', () => {
  for (const text of [
    '\fimport a\n', '  \f\fimport a\n', 'import a\n\fimport b\n', 'if a:\n  \f\n  b()\n', 'def f():\n  \f    a()\n    b()\n', 'if a:\r\n    b()\r\n\f\r\n    c()\r\n', 'x = (1,\n\f2)\n',
    'x = 1 + \\\n\f2\n', 'x = "a\\\n\fb"\n', 'x = """\n\fa"""\n', 'x = 1 +\f2\n', '# a\n\f# b\n', '\uFEFFimport a\nb()\n', '\uFEFF\fimport a\n',
  ]) assert.equal(errorIn(text), null, JSON.stringify(text));
  for (const text of ['if a:\n  \fb()\n', 'a\v = 1\n', '\vimport a\n', 'a\f b\n']) assert.notEqual(errorIn(text), null, JSON.stringify(text));
  const text = '\uFEFFa()\n\fif b:\n  \f    c()\n    d()\n';
  const calls: string[] = [];
  parsePython(text).cursor().iterate(({ name, from, to }) => void (name === 'CallExpression' && calls.push(text.slice(from, to))));
  assert.deepEqual(calls, ['a()', 'c()', 'd()']);
  const started = process.cpuUsage();
  for (const much of ['\f', '\n\f', '\\\n\f', `\n${' '.repeat(500)}`]) parsePython(much.repeat(400_000 / much.length));
  assert.ok(process.cpuUsage(started).user < 8e6);
});

test('many headers that nothing ends cost little', () => {
  const started = process.cpuUsage();
  for (const much of ['with(', 'with a as (b), ', 'match a, ', 'with (a as b,\n', 'x = f"{a:=']) parsePython(much.repeat(100_000 / much.length));
  assert.ok(process.cpuUsage(started).user < 8e6);
});
