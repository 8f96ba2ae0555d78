import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { permissionsOf } from '../permissions.js';

/** What a script uses that starts with the host in `api`, and whether something of it is in doubt. */
function saysOf(code: string, others: Record<string, string> = {}): string {
  const files = { 'main.py': `from comfyvn import api\n${code}\n`, ...others };
  const { undeclared, inconclusive } = permissionsOf(packageOf(files, { dialect: 'comfyvn', entry_points: ['main.py'], permissions: [] }))!;
  return [...undeclared.map(({ scope }) => scope).toSorted(), ...(inconclusive.length > 0 ? ['doubt'] : [])].join(' ');
}

const handle = (result: string): string => `\ndef handle(request):\n    return ${result}`;

test('Python: what is written into the tables of names is a variable', () => {
  for (const [write, read, said] of [
    ['globals()["alist"] = api.assets.list', 'alist()', 'assets.read'],
    ['globals().update(alist=api.assets.list)', 'alist()', 'assets.read'],
    ['def update(): pass\nglobals().update(alist=api.assets.list)', 'alist()', 'assets.read'],
    ['globals()["a"] = api', 'a.assets.list()', 'assets.read'],
    ['globals()["list"] = api.assets.remove', 'list("x")', 'assets.write'],
    ['import builtins\nbuiltins.list = api.assets.remove', 'list("x")', 'assets.write'],
    ['locals()["alist"] = api.assets.list', 'alist()', 'assets.read'],
    ['vars()["alist"] = api.assets.list', 'alist()', 'assets.read'],
    ['import sys\nvars(sys.modules[__name__])["alist"] = api.assets.list', 'alist()', 'assets.read'],
    ['for n in ("list", "count"):\n    globals()["a_" + n] = getattr(api.assets, n)', 'a_list()', 'assets.read'],
    ['for n in ("list", "remove"):\n    globals()[n] = getattr(api.assets, n)', 'list()', 'assets.read assets.write'],
    ['g = globals\ng()["alist"] = api.assets.list', 'alist()', 'assets.read'],
    ['import builtins\nalist = api.assets.list', 'builtins.globals()["alist"]()', 'assets.read'],
    ['def setup():\n    global kept\n    kept = api.assets', 'kept.list()', 'assets.read'],
    ['def expose(**kw):\n    globals().update(kw)\nexpose(store=api.assets)', 'store.remove("x")', 'assets.write doubt'],
    ['globals()[open("x").read()] = api.assets', 'print("x")', 'doubt'],
    ['import builtins\nfor n in open("x"):\n    setattr(builtins, n, api.assets)', 'print("x")', 'doubt'],
    ['e = eval', 'e("api.assets.list()")', 'doubt'],
    ['VERSION = "1"\nglobals()["__version__"] = VERSION', 'len(request) + api.assets.count()', 'assets.read'],
  ] as const) assert.ok(saysOf(write + handle(read)).replace(' doubt', said.includes('doubt') ? ' doubt' : '').includes(said), `${write}: ${saysOf(write + handle(read))}`);
  for (const write of ['globals()["alist"] = api.assets.list', 'globals()["list"] = api.assets.list', 'import builtins\nbuiltins.list = api.assets.list']) assert.equal(saysOf(write + handle('list() + alist()')), 'assets.read');
  assert.equal(saysOf(`def f(request):\n    a = api.assets\n    return locals()["a"].list()`), 'assets.read');
  assert.equal(saysOf('def handle(request):\n    return list("x")\ndef setup():\n    global list\n    list = api.assets.remove'), 'assets.write', 'a function that comes later declares it');
  assert.equal(saysOf('def handle(request):\n    return list("x")\nfrom comfyvn.api.assets import *'), 'assets.read', 'so does an import');
  assert.equal(saysOf('import parts\nparts.kept = api.assets\nparts.go()', { 'parts.py': 'def go():\n    kept.list()\n' }), 'assets.read');
  assert.equal(saysOf('print(vars(request))\napi.assets.list()'), 'assets.read', 'the members of an object are no variables');
});

test('Python: what its library makes of classes and names is followed', () => {
  for (const [code, said] of [
    ['from abc import ABC\nclass Step(ABC):\n    def __init__(self, host):\n        self.host = host\nclass Find(Step):\n    def __init__(self, host):\n        super().__init__(host)\nFind(api).host.assets.list()', 'assets.read'],
    ['from typing import Generic, TypeVar\nT = TypeVar("T")\nclass Step(Generic[T]):\n    def __init__(self, host):\n        self.host = host\nclass Find(Step[int]):\n    def __init__(self, host):\n        super().__init__(host)\nFind(api).host.assets.list()', 'assets.read'],
    ['import abc\nclass Step(metaclass=abc.ABCMeta):\n    def __init__(self, host):\n        self.host = host\nclass Find(Step):\n    pass\nFind(api).host.assets.list()', 'assets.read'],
    ['class Step:\n    def __init__(self, host):\n        super().__init__(host)\nclass Mixin:\n    def __init__(self, host):\n        self.host = host\nclass Find(Step, Mixin):\n    pass\nFind(api).host.assets.list()', 'assets.read'],
    ['from dataclasses import dataclass\n@dataclass\nclass Job:\n    assets: object\nJob(api.assets).assets.list()', 'assets.read'],
    ['from dataclasses import dataclass\n@dataclass\nclass Base:\n    a: object\n@dataclass\nclass Job(Base):\n    b: object\nJob(api.ui, api.assets).b.list()', 'assets.read'],
    ['from dataclasses import dataclass, field, InitVar\n@dataclass(slots=True)\nclass Job:\n    a: InitVar[object]\n    b: object = field(default_factory=lambda: api.assets)\n    def __post_init__(self, a):\n        a.emit("x")\nJob(a=api.hooks).b.list()', 'assets.read hooks.emit'],
    ['from typing import NamedTuple\nclass Ctx(NamedTuple):\n    a: object\n    b: object\na, b = Ctx(1, b=api.assets)\nb.list()\nCtx(api.hooks, 1)[0].emit("x")', 'assets.read hooks.emit'],
    ['from typing import NamedTuple\nclass Ctx(NamedTuple):\n    a: object\nCtx._make([api.assets]).a.list()', 'doubt'],
    ['from types import SimpleNamespace\nSimpleNamespace(a=api.assets).a.list()\nSimpleNamespace(**{"b": api.hooks}).b.emit("x")', 'assets.read hooks.emit'],
    ['import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass Job:\n    assets: object\nJob(assets=api.assets).assets.list()', 'assets.read'],
    ['def dataclass(cls):\n    def init(self, x):\n        self.h = x\n    cls.__init__ = init\n    return cls\n@dataclass\nclass Job:\n    other: int\nJob(api.assets).h.list()', 'doubt'],
    ['from others import NamedTuple\nclass Job(NamedTuple):\n    other: int\nJob(api.assets).h.list()', 'doubt'],
    ['from types import SimpleNamespace\nSimpleNamespace(*[{"a": api.assets}]).a.list()', 'doubt'],
    ['from operator import attrgetter, itemgetter, methodcaller\nattrgetter("assets.list")(api)()\nmethodcaller("emit", "x")(itemgetter(0)([api.hooks]))', 'assets.read hooks.emit'],
    [`getattr(api.assets, f"li{'st'}")()`, 'assets.read'],
    [`P = "is"\ngetattr(api.assets, f"l{P}t")()`, 'assets.read'],
    [`getattr(api.assets, f"{{list{'x'}")()`, 'doubt'],
    [`P = "list"\ngetattr(api.assets, f"{P:>3}")()`, 'doubt'],
  ] as const) assert.equal(saysOf(code), said, code);
});

test('Python: `with` and `match` in forms that the grammar lacks give what others give', () => {
  for (const code of [
    'with api.assets as (a): a.list()', 'with (open("x") as f, api.assets as a): a.list()', 'with (\n    open("x") as f,  # why\n    api.assets as a,\n):\n    a.list()', 'h = [1]\nwith open("x") as (f, g), api.assets as h[0]:\n    h[0].list()',
    'with open("x") as [a, b]:\n    api.assets.list()', 'match 1, api.assets:\n    case a, b:\n        b.list()',
  ]) assert.equal(saysOf(code), 'assets.read', code);
});
