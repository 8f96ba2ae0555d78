import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkEntry } from './entry-module.js';
import { InstallError } from './install-error.js';

const MODULES = { '@formula/extension-api': 'blob:http://localhost/1', formula: 'blob:http://localhost/2' };
const refused = (code: string) => (error: unknown) => error instanceof InstallError && error.code === code;

test('modules of the application are put in, and nothing else is changed', () => {
  assert.equal(
    linkEntry("import * as a from '@formula/extension-api';\nexport { b } from \"formula\"; const here = import.meta.url;", MODULES),
    "import * as a from \"blob:http://localhost/1\";\nexport { b } from \"blob:http://localhost/2\"; const here = import.meta.url;",
  );
  const plain = "// import 'https://example.invalid/';\nconst text = \"import('x')\"; const pattern = /import 'x'/; export default `from 'y'`;";
  assert.equal(linkEntry(plain, {}), plain);
});

const REFUSED: Record<string, string> = {
  remote: "import 'https://example.invalid/x.js';",
  'by scheme of the page': "import x from '//example.invalid/x.js';",
  relative: "export * from './other.js';",
  bare: "import x from 'lodash';",
  'data:': "import 'data:text/javascript,import%20%22https://example.invalid/%22';",
  'blob:': "import 'blob:https://example.invalid/1';",
  escaped: "import 'h\\u0074tps://example.invalid/x.js';",
  'in comments': "import/**/x/**/from/**/'https://example.invalid/x.js'",
  dynamic: "const load = () => import('formula');",
  'dynamic with an expression': "const load = (name) => import(name + '.js');",
  'behind a regular expression after a label': "l: {}/'/; import('formula'); //'",
  'behind a regular expression after ++': "let a = 1\na\n++/'/.lastIndex; import 'https://example.invalid/x.js'; //'",
  'behind a regular expression after a class': "export default class {}/'/; import 'https://example.invalid/x.js'; //'",
  'a name of Object.prototype': "import 'constructor';",
};

for (const [what, source] of Object.entries(REFUSED)) {
  test(`an import that is ${what} is refused`, () => assert.throws(() => linkEntry(source, MODULES), refused('import-refused')));
}

test('what is no module is refused', () => assert.throws(() => linkEntry("import { from 'x", {}), refused('incompatible')));
