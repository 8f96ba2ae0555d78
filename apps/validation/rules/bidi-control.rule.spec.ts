import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './bidi-control.rule.js';

const RLO = '\u202E', LRI = '\u2066', RLI = '\u2067', PDI = '\u2069';
const js = (text: string) => said(rule, { 'a.js': text });

test('bad: comments and texts that end earlier than they seem to', () => {
  assert.deepEqual(js(`let ok = 1;\n/*${RLO} } ${LRI}if (admin)${PDI} ${LRI} begin */`), ['critical a.js:2', 'critical a.js:2', 'critical a.js:2', 'critical a.js:2']);
  assert.deepEqual(js(`if (level !== "user${RLO} ${LRI}// check${PDI} ${LRI}") {}`).length, 4);
  assert.match(findingsOf(rule, { 'a.js': `x(${RLO})` })[0]?.evidence ?? '', /^\\u\{202e\}\)$/);
});

test('bad: in other languages, in documents, beside broken bytes', () => {
  assert.deepEqual(said(rule, { 'a.py': `''' ${RLO}''' ;return ${PDI}` }), ['critical a.py:1', 'critical a.py:1']);
  assert.deepEqual(said(rule, { 'README.md': `pay ${RLO}100${PDI}` }), ['critical README.md:1', 'critical README.md:1']);
  assert.deepEqual(said(rule, { 'a.js': Buffer.concat([Buffer.from([0, 0xff]), Buffer.from(`let ${RLO}`)]) }), ['critical a.js:1'], 'a broken byte hides nothing');
});

test('good: languages that are written from right to left', () => {
  assert.deepEqual(said(rule, { 'ar.json': '{"a": "مرحبا بالعالم", "b": "نص\u200Fنص"}', 'he.md': 'שלום עולם hello', 'he.js': 'const a = "שלום";' }), []);
  assert.deepEqual(said(rule, { 'ar.json': `{"a": "\u202Bمرحبا\u202C"}` }), ['low ar.json:1', 'low ar.json:1'], 'balanced, beside right-to-left text, not code');
});

test('good: the characters as escapes, and in binary files', () => {
  assert.deepEqual(js('const bidi = /[\\u202A-\\u202E]/; const text = "\\u{202e}"; // U+202E'), []);
  assert.deepEqual(said(rule, { 'a.bin': Buffer.concat([Buffer.from([0]), Buffer.from(RLO)]) }), []);
});

const RLE = '\u202B', PDF = '\u202C', LRE = '\u202A', FSI = '\u2068', ARABIC = 'مرحبا بالعالم ';
const severities = (text: string, path = 'a.js') => [...new Set(said(rule, { [path]: text }).map((each) => each.split(' ')[0]))];

test('good: texts from right to left with marks around them, in code too', () => {
  assert.deepEqual(severities(`const a = "${RLE}${ARABIC}(Shift)${PDF}";`), ['low']);
  assert.deepEqual(severities(`const a = '<p>${RLE}${ARABIC}<b>Tab</b>\\n' +\n  'x';`), ['low'], 'open to the end of the line, where nothing is');
  assert.deepEqual(severities(`const a = "Hello, ${FSI}\${name}${PDI}!", b = \`${LRI}x${PDI}\`;`), ['low'], 'left to right among such letters');
});

test('good: tables of characters', () => {
  assert.deepEqual(severities(`const bidi = /[${LRE}-${RLO}${LRI}-${PDI}]/gu;`), ['low']);
  assert.deepEqual(severities(`f(x);if("${LRE}"==a)l();else if("${RLE}"==a)r();${'g(x);'.repeat(120)}`), ['low'], 'on a line that nobody reads');
  assert.deepEqual(severities(`const font = \`0x202E ${RLO}\n  @@\n0x2066 ${LRI}\n  @@\`;`), ['low']);
  assert.deepEqual(severities(`0x202E ${RLO}\n  @@\n`, 'a.flf'), ['low']);
  assert.deepEqual(severities(`RLO ${RLO} some words\n`, 'names.dat'), ['medium'], 'nobody believes what a file of data shows');
});

test('the name of an entry in a table that says next to nothing', () => {
  for (const entry of [`"${RLO}": "1i",`, `'${RLE}': 3`]) assert.deepEqual(severities(`const letters = {\n  a: 1,\n  ${entry}\n};`), ['low'], entry);
  for (const entry of [`"${RLO}": 18,`, `"${RLO}": admin,`, `"${RLO}": "1i", b: run(),`, `"${RLO}a": "1i",`, `"${RLO}": "admin"`, `["${RLO}"]: "1i"`]) assert.deepEqual(severities(`const letters = {\n  ${entry}\n};`), ['critical'], entry);
});

test('bad: texts that move the code behind them, or say something else', () => {
  for (const attack of [
    `log("${RLI}") ;return;`, `log("${RLO}");run();`, `if (a === "${RLE}ש") { run(); }`, `if (level !== "user${RLI} ${LRI}// check${PDI} ש ${LRI}") {}`,
    `const host = "${RLO}moc.live${PDF}";`, `const a = "${RLI}// check it${PDI}";`, `// ${RLE}שלום${PDF}`, `/* ${RLO} */`,
  ]) assert.deepEqual(severities(attack), ['critical'], attack);
  assert.deepEqual(severities(`${ARABIC}${RLO}abc${PDF}`, 'README.md'), ['critical']);
  assert.deepEqual(said(rule, { 'a.js': 'require("./a.dat")', 'a.dat': `/*${RLO} } ${LRI}if (admin)${PDI} ${LRI} x */ require("fs").rmSync(x)` }).map((each) => each.split(' ')[0]), ['critical', 'critical', 'critical', 'critical'], 'data that a script loads');
});

test('in code that nothing started loads, they mislead nobody about what runs', () => {
  const table = `if (letters[0] === "${RLE}") levels[0] = names.RLE;`;
  const of = (index: string, path = 'dist/all.js') => said(rule, { 'index.js': index, [path]: table }, { entry_points: ['index.js'] });
  assert.deepEqual(of('run()'), ['medium dist/all.js:1']);
  for (const index of ['require("./dist/all.js")', 'require(name)', 'require("child_process").fork(name)']) assert.deepEqual(of(index), ['critical dist/all.js:1'], index);
  assert.deepEqual(of('run()', 'README.md'), ['critical README.md:1'], 'what people read');
  assert.deepEqual(said(rule, { 'index.js': table, 'a.js': 'run()' }, { entry_points: ['index.js'] }), ['critical index.js:1']);
});

/** Data packed into characters of all of Unicode: many alphabets, no language. */
const packed = Array.from({ length: 900 }, (_, index) => `${String.fromCharCode(0x100 + ((index * 37) % 0x1e00))}${index % 5 === 0 ? 'row;' : ''}`).join('').replace(/[\u200B-\u206F\u115F\u1160]/g, '');

test('good: marks inside of packed data and of classes of patterns, on lines that nobody reads', () => {
  assert.deepEqual(severities(`const tree = new Uint16Array("${packed}${LRE}${PDF}\\0${RLO}${packed}".split(""));decode(tree);`), ['low']);
  assert.deepEqual(severities(`${'g(x);'.repeat(120)}const p = /[\\u2027${LRE}-${RLO}\\u2030]|[${LRE}-${RLO}]href/;`), ['low']);
  assert.deepEqual(severities(`${'g(x);'.repeat(120)}h({bmp:"\u0600-\u0605${LRE}-${RLO}\u2060-\u2064",astral:"\u05D0"});`), ['low'], 'a table of characters before one of letters from right to left');
});

test('bad: the same without the wall behind the mark, with words for data, in one alphabet', () => {
  const chinese = Array.from({ length: 1_200 }, (_, index) => String.fromCharCode(0x4e00 + index * 7)).join('');
  for (const attack of [
    `const t = "${packed}${RLO} ${LRI}// check${PDI} ${LRI}"; run();`, `const t = "${chinese}${RLO}abc${chinese}"; run();`, `// ${packed}${RLO}${packed}`, `if (a === "user${RLO} ${LRI}// check${PDI}") { run(); }${'g(x);'.repeat(120)}`,
    `const p = /a${RLO}bc[${LRE}-x]/; run();${'g(x);'.repeat(120)}`,
  ]) assert.ok(severities(attack).includes('critical'), attack.slice(-80));
});

test('good: a class of characters in a template with ends of lines, on a line that nobody reads; bad: words in it, and lines that are read', () => {
  const before = 'g(x);'.repeat(120);
  const specials = (more = '') => `[\\0-\\b\n-\u001F\u00AD\u200B${LRE}${RLO}${LRI}${PDI}${more}\uFFF9-\uFFFC]`;
  assert.deepEqual(severities(`const p = new RegExp(\`${specials()}\`, "gu");${before}`).filter((each) => each !== 'low'), []);
  assert.ok(severities(`const p = new RegExp(\`${specials()}\`, "gu");`).includes('critical'));
  assert.ok(severities(`const p = new RegExp(\`${specials('// check')}\`, "gu");${before}`).includes('critical'));
  assert.ok(severities(`const p = \`\n${RLO}abc\`; run();${before}`).includes('critical'), 'no class');
});

test('low: a class of characters in a text with nothing behind it on its line; bad: with a call behind it', () => {
  const of = (rest: string) => said(rule, { 'a.js': `const odd = new RegExp("[\\0-\\b\\u2029\u202D\u202E\u2066\u2067\u2069\uFEFF]"${rest}` });
  assert.deepEqual(of(', flags);'), ['low a.js:1']);
  for (const rest of [', flags()); run();', ', "u"); if (x) run();', ', a + b);']) assert.deepEqual(of(rest), ['critical a.js:1'], rest);
});

test('low: letters from right to left behind a mark that stays open, on a line that nobody reads; bad: on one that is read, and with words in it', () => {
  const texts = (text: string) => `a={first:"${RLE}${text}",second:"b"};`;
  const hebrew = '\u05DB\u05E3 \u05D9\u05D3';
  assert.deepEqual(severities(`${'g(x);'.repeat(120)}${texts(hebrew)}`), ['low']);
  assert.ok(severities(texts(hebrew)).includes('critical'));
  assert.ok(severities(`${'g(x);'.repeat(120)}${texts(`${hebrew} // check if admin`)}`).includes('critical'));
});

test('low: a class in a template whose lines end in it, with a name behind it that is given something; bad: with more behind it', () => {
  const of = (rest: string, more = '') => severities(`const odd = new RegExp(\`[\\0-\\b\n-\u001F\u00AD${RLO}${LRI}${PDI}${more}\uFFF9-\uFFFC]\`${rest}`).filter((each) => each !== 'low');
  for (const rest of [', flags), names = {\n a: 1 };', ', flags);', ', flags),\n names = {};']) assert.deepEqual(of(rest), [], rest);
  for (const rest of [', flags), names = all(\n1);', ', flags), a = b, c = {\n};', ', flags); if (x) {\n}']) assert.deepEqual(of(rest), ['critical'], rest);
  assert.deepEqual(of(', flags), names = {\n};', 'admin '), ['critical'], 'words');
});

test('medium: data of tests that nothing started names', () => {
  const data = JSON.stringify({ input: `http://example.org/${RLO}/foo/` });
  const of = (path: string, main: string) => said(rule, { [path]: data, 'index.js': main }, { entry_points: ['index.js'] });
  assert.deepEqual(of('src/test/fixtures/urls.json', 'run()'), ['medium src/test/fixtures/urls.json:1']);
  assert.deepEqual(of('src/urls.json', 'run()'), ['critical src/urls.json:1']);
  assert.deepEqual(of('src/test/fixtures/urls.json', 'run(require("./src/test/fixtures/urls.json"))'), ['critical src/test/fixtures/urls.json:1']);
});

test('bad: the name of a file that is shown in another order; good: a name in letters from right to left', () => {
  assert.deepEqual(findingsOf(rule, { [`samples/holiday_${RLO}gpj.js`]: 'run()' }).map(({ severity, file, line }) => [severity, file, line]), [['critical', `samples/holiday_${RLO}gpj.js`, null]]);
  assert.deepEqual(findingsOf(rule, { 'docs/\u05E9\u05DC\u05D5\u05DD\u200F.md': 'shalom' }), []);
});
