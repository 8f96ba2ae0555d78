import type { ShapeOf } from './javascript-shapes.js';

const way = (path: readonly string[]): string => path.join('.');
const ahead = (host: string, path: readonly string[]): string => [host, ...path.slice(0, -1)].join('.');
const last = (path: readonly string[]): string => path.at(-1) ?? '';

/** Ways to call a method of the host in Python; bodies have one level of indentation, lines are split at newlines. */
export const PYTHON_SHAPES: Record<string, ShapeOf> = {
  direct: (h, p) => ({ body: `${h}.${way(p)}('x')` }),
  'alias of the host': (h, p, n) => ({ body: `c${n} = ${h}\nc${n}.${way(p)}()` }),
  'alias of the method': (h, p, n) => ({ body: `m${n} = ${h}.${way(p)}\nm${n}('x')` }),
  'chained assignment': (h, p, n) => ({ body: `a${n} = b${n} = ${ahead(h, p)}\nb${n}.${last(p)}()` }),
  'tuple unpacking': (h, p, n) => ({ body: `_, (c${n}, *r${n}) = 1, (${h}, 2)\nc${n}.${way(p)}()` }),
  getattr: (h, p) => ({ body: `getattr(${ahead(h, p)}, '${last(p)}')('x')` }),
  'getattr in a loop': (h, p, n) => ({ body: `for name${n} in ('${last(p)}',):\n    getattr(${ahead(h, p)}, name${n})()` }),
  'joined name': (h, p) => ({ body: `getattr(${ahead(h, p)}, '${last(p).slice(0, 2)}' + '${last(p).slice(2)}')()` }),
  'parameter of a function': (h, p, n) => ({ top: `def use${n}(target, x=1):\n    return target.${way(p)}(x)`, body: `use${n}(${h})` }),
  'argument by name': (h, p, n) => ({ top: `def use${n}(x, target=None):\n    target.${way(p)}(x)`, body: `use${n}(1, target=${h})` }),
  'starred arguments': (h, p, n) => ({ top: `def use${n}(*args, **kwargs):\n    args[0].${way(p)}()`, body: `use${n}(${h}, 2)` }),
  'double starred arguments': (h, p, n) => ({ top: `def use${n}(**kwargs):\n    kwargs['c'].${way(p)}()`, body: `use${n}(c=${h})` }),
  lambda: (h, p, n) => ({ body: `f${n} = lambda c, y=2: c.${way(p)}(y)\nf${n}(${h})` }),
  'attribute of self': (h, p, n) => ({ top: `class Tool${n}:\n    def __init__(self, c):\n        self.c = c\n    def go(self):\n        return self.c.${way(p)}()`, body: `Tool${n}(${h}).go()` }),
  'inherited attribute': (h, p, n) => ({ top: `class Up${n}:\n    def __init__(self, c):\n        self.c = c\nclass Down${n}(Up${n}):\n    def __init__(self, c):\n        super().__init__(c)\n    def go(self):\n        self.c.${way(p)}()`, body: `Down${n}(${h}).go()` }),
  'static method': (h, p, n) => ({ top: `class Still${n}:\n    @staticmethod\n    def go(c):\n        c.${way(p)}()`, body: `Still${n}.go(${h})` }),
  'global variable': (h, p, n) => ({ top: `kept${n} = None\ndef later${n}():\n    kept${n}.${way(p)}()\ndef keep${n}(c):\n    global kept${n}\n    kept${n} = c`, body: `keep${n}(${h})\nlater${n}()` }),
  closure: (h, p, n) => ({ top: `def make${n}(c):\n    def inner():\n        return c.${way(p)}()\n    return inner`, body: `make${n}(${h})()` }),
  dictionary: (h, p, n) => ({ body: `d${n} = {'c': ${h}}\nd${n}['c'].${way(p)}()` }),
  'items of a dictionary': (h, p, n) => ({ body: `for k${n}, v${n} in {'c': ${h}}.items():\n    v${n}.${way(p)}()` }),
  comprehension: (h, p) => ({ body: `[c.${way(p)}() for c in [${h}] if c]` }),
  walrus: (h, p, n) => ({ body: `if (w${n} := ${h}) is not None:\n    w${n}.${way(p)}()` }),
  conditional: (h, p, n) => ({ body: `q${n} = ${h} if ${n} else None\n(q${n} or ${h}).${way(p)}()` }),
  'with and try': (h, p, n) => ({ body: `try:\n    with ${h}.${way(p)}('x') as w${n}:\n        pass\nexcept Exception as e${n}:\n    pass\nfinally:\n    pass` }),
  'inside of a format': (h, p) => ({ body: `print(f"{${h}.${way(p)}()}")` }),
  decorator: (h, p, n) => ({ body: `@${h}.${way(p)}('topic')\ndef on${n}(event):\n    return event` }),
  partial: (h, p, n) => ({ top: `import functools\ndef use${n}(c, x):\n    c.${way(p)}(x)`, body: `functools.partial(use${n}, ${h})(1)` }),
  'async function': (h, p, n) => ({ top: `async def use${n}(c):\n    return await c.${way(p)}()`, body: `import asyncio\nasyncio.run(use${n}(${h}))` }),
  'other module': (h, p, n) => ({ top: `from .part${n} import go as go${n}`, body: `go${n}(${h})`, files: { [`part${n}.py`]: `def go(c):\n    return c.${way(p)}()\n` } }),
  'module by its name': (h, p, n) => ({ top: `from . import mod${n}`, body: `mod${n}.Go(${h})`, files: { [`mod${n}.py`]: `class Go:\n    def __init__(self, c):\n        c.${way(p)}()\n` } }),
};
