import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './mixed-script.rule.js';

const js = (text: string) => said(rule, { 'a.js': text });

test('bad: names with letters of another alphabet', () => {
  assert.deepEqual(js('function is\u0410dmin() {}'), ['high a.js:1']);
  assert.deepEqual(js('if (environment\u01C3=ENV_PROD) run()'), ['high a.js:1']);
  assert.deepEqual(js('const \u0441\u043E\u0440\u0443 = 1; copy()'), ['high a.js:1'], 'a word all in Cyrillic beside its Latin twin');
  assert.deepEqual(js('\u{1D41E}\u{1D42F}\u{1D41A}\u{1D425}(x)'), ['high a.js:1'], 'letters of mathematics');
});

test('bad: texts and other languages', () => {
  assert.deepEqual(js('fetch("https://p\u0430ypal.com")'), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.py': 'def say\u041Dello(): pass', 'b.go': 'package main\n\nfunc sayHell\u043E() {}' }), ['high a.py:1', 'high b.go:3']);
  assert.match(findingsOf(rule, { 'a.js': 'let \u0430bc' })[0]?.message ?? '', /look like those of `abc` \(U\+0430\)/);
});

test('good: other languages, and letters that physics and Turkish use', () => {
  assert.deepEqual(js('const привет = "Привет, мир: API-ключ", größe = 1, π = Math.PI, Δx = 2, µs = 3, 変数 = "日本語ＡＢＣ"'), []);
  assert.deepEqual(js('const kırmızı = 1, νmax = 2, αβ = "Ελληνικά", naïve = "ﬁne"'), []);
});

test('good: tables of letters, transliteration, comments', () => {
  assert.deepEqual(js('const names = {\ufb03:"ffilig",\ufb04:"ffllig",fj:"fjlig"}'), ['low a.js:1', 'low a.js:1']);
  assert.deepEqual(js('const table = { "а": "a", "б": "b", "щ": "shch" }; const abc = "abcабв"; // с точки зрения API: сode'), []);
  assert.deepEqual(said(rule, { 'ru.json': '{"a": "Откройте файл README и нажмите Enter"}' }), []);
});

/** Words that nobody takes for Latin ones; enough of them say that somebody here writes Russian. */
const RUSSIAN = 'export default "жизнь любовь дорога площадь улица школа книга фильм музыка цветок город птица лошадь рыба ягода зима лето июнь июль пятница";';
const LATIN_LETTERS = 'a-zA-Z';

test('good: classes of regular expressions, escapes and formats are no words', () => {
  assert.deepEqual(js('const a = /[a-zA-Zа-яА-ЯёЁ]+/, b = /[\\wа-я]/, c = "[A-Za-zА-Яа-я_][\\\\wА-я]*", d = /[сc][еe]/;'), []);
  assert.deepEqual(js(`const letters = "${LATIN_LETTERS}а-яА-Я"; const e = new RegExp("[" + letters + "]");`), []);
  assert.deepEqual(js('const f = { d: "%dс", e: "строка\\nА ещё одна", g: "\\tСОР", same: { o: "oо0", a: "aа@" } };'), []);
  assert.deepEqual(said(rule, { 'a.py': 're.compile("[A-Za-zА-Яа-я]")' }), []);
});

test('bad: what only looks like a class or an escape', () => {
  assert.deepEqual(js('fetch("https://оs-xb-y.com")'), ['high a.js:1'], 'short ranges');
  assert.deepEqual(js('fetch("[раypal]")'), ['high a.js:1'], 'brackets without a range');
  assert.deepEqual(js('fetch("https://p\\аypal.com")'), ['high a.js:1'], 'an escape of another letter');
  assert.deepEqual(js('fetch("https://wԝw.com/")'), ['high a.js:1'], 'one letter three times');
});

test('good: slips in texts of a package in which somebody writes that script', () => {
  const slips = 'export default { мар: 3, day: "срeда", ["x"]: ["kvartаl", /^сe[й]/i] }; [].map(x => x); throw new Error("Сannot read");';
  assert.deepEqual(said(rule, { 'ru.js': RUSSIAN, 'sv.js': slips }).filter((each) => !each.startsWith('low')), []);
  assert.ok(said(rule, { 'sv.js': slips }).some((each) => each.startsWith('high')), 'nobody writes Russian here');
  assert.deepEqual(said(rule, { 'ru.js': RUSSIAN, 'ru.html': '<p>cе и то: <a>, а тоже', 'a.go': 'func sayHell\u043E() {}' }), ['medium a.go:1', 'medium ru.html:1', 'low ru.html:1']);
});

test('bad: names, and texts that name something, whatever is written beside them', () => {
  for (const attack of [
    'function is\u0410dmin() {}', 'const a = { is\u0410dmin: true };', 'const \u0441\u043E\u0440\u0443 = 1; copy()', 'tools.\u0441\u043E\u0440\u0443(copy)', 'if (role === "\u0430dmin") grant();',
    'grant(roles["\u0430dmin"])', 'switch (role) { case "\u0430dmin": grant(); }', 'require("\u0430xios")', 'import a from "\u0430xios"', 'if (/^\u0430dmin$/.test(role)) grant();',
    'const host = "p\u0430ypal.com";', 'const to = `https://${x}.p\u0430ypal/`;', 'const mail = "me@p\u0430ypal";', 'const hosts = [/p\u0430ypal\\.com/];',
  ]) assert.ok(said(rule, { 'ru.js': RUSSIAN, 'a.js': attack }).includes('high a.js:1'), attack);
  assert.deepEqual(said(rule, { 'ru.js': RUSSIAN, 'a.go': 'func sayHello() {}\nfunc sayHell\u043E() {}' }), ['high a.go:2'], 'beside its twin');
});

test('good: letters like an apostrophe inside of words that are quoted; bad: where one could be the end of the text', () => {
  assert.deepEqual(said(rule, { 'a.sql': "insert into t values ('TOP', 'Tongan Pa\u02BBanga', '\u02BCbrug');" }), ['low a.sql:1', 'low a.sql:1']);
  for (const attack of ["select 'admin\u02BC or 1';", "select a from t where x\u02BBy = 1;", "select '\u02BCx\u02BC; drop';", "select 'a\u02BBb = 1';"]) {
    assert.equal(said(rule, { 'a.sql': attack })[0], 'high a.sql:1', attack);
  }
});

test('an archive is no text, whatever its name says', () => {
  const archived = (path: string, ...start: number[]) => findingsOf(rule, { [path]: Buffer.concat([Buffer.from(start), Buffer.from('\n var \u0430dmin = 1')]) }).length;
  assert.deepEqual([archived('a.min.gz.js', 0x1f, 0x8b, 8, 0), archived('a.js', 0x50, 0x4b, 3, 4)], [0, 0]);
  assert.deepEqual([archived('a.js', 0x1f, 0x20), archived('a.js', 0x50, 0x4b), archived('a.sh', 0x50, 0x4b, 3, 4), archived('a.html', 0x1f, 0x8b, 8, 1)], [1, 1, 1, 1]);
});

test('good: packed data, tables with names of one letter, blanks as escapes', () => {
  const packed = Array.from({ length: 1_100 }, (_, index) => String.fromCharCode(0x100 + ((index * 37) % 0x1000))).join('').replace(/[\u115F\u1160]/g, '');
  assert.deepEqual(js(`const tree = "${packed};\u041EeftArrow;${packed}".split("");`).filter((each) => !each.startsWith('low')), []);
  assert.deepEqual(js('const alike = { \u0410: "A", \u0411: "B", \u0421: "C" }; A(C);'), ['low a.js:1', 'low a.js:1']);
  assert.deepEqual(said(rule, { 'ru.js': RUSSIAN, 'sv.js': 'const a = { b: "boja\\x20font\u0430\\x20*" };' }), ['low sv.js:1']);
});

test('bad: names of one letter that are used, names and hosts beside packed data, escapes in an address', () => {
  assert.deepEqual(js('const a = 1, \u0430 = 2; run(\u0430)').slice(0, 1), ['medium a.js:1']);
  const packed = Array.from({ length: 1_100 }, (_, index) => String.fromCharCode(0x100 + ((index * 37) % 0x1000))).join('').replace(/[\u115F\u1160]/g, '');
  assert.ok(js(`const tree = "${packed}"; fetch("https://p\u0430ypal.com")`).includes('high a.js:1'));
  const ideographs = Array.from({ length: 1_100 }, (_, index) => String.fromCharCode(0x4e00 + index)).join('');
  assert.deepEqual(js(`fetch("${ideographs} https://p\u0430ypal.com")`), ['high a.js:1']);
  for (const text of ['https:\\x2f\\x2fp\u0430ypal', 'p\u0430ypal\\x2ecom', 'me\\x40p\u0430ypal']) assert.deepEqual(said(rule, { 'ru.js': RUSSIAN, 'sv.js': `const a = { b: "${text}" };` }), ['high sv.js:1'], text);
});

test('what is called a picture in XML and is none has no words; a real one has', () => {
  const word = Buffer.from('\u0430dmin');
  const of = (content: Buffer) => findingsOf(rule, { 'a.svg': content })[0]?.severity ?? 'nothing';
  assert.equal(of(Buffer.concat([Buffer.from([0x89, 0x50, 0xff, 0xfe, 0]), word, Buffer.from([0, 0xff])])), 'nothing');
  assert.equal(of(Buffer.concat([Buffer.from('<svg><script>'), word, Buffer.from('()</script></svg>')])), 'high');
  assert.equal(of(Buffer.concat([Buffer.from('<svg><text>'), word, Buffer.from([0xff])])), 'high', 'a slip of an encoder');
});

test('good: digits of other kinds name nothing; bad: letters beside them', () => {
  for (const path of ['digits.txt', 'digits.js', 'types.py']) assert.deepEqual(findingsOf(rule, { [path]: `'full' // \uFF10\uFF11\uFF12\uFF13 (U+FF10 to U+FF13) ${'\u{1D7CE}\u{1D7CF}\u{1D7D0}'} (` }), [], path);
  assert.equal(findingsOf(rule, { 'a.py': 'run = 1\n\uFF52\uFF55\uFF4E1 = 2' })[0]?.severity, 'high');
});

test('good: primes at the end of names of formulas; bad: anywhere else', () => {
  assert.deepEqual(js('const k\u02B9 = 1, sin\u03BE\u02B9 = 2, q\u02BA = k\u02B9 * sin\u03BE\u02B9;'), []);
  for (const attack of ['if (role === \u02B9admin\u02B9) grant();', 'const a\u02B9b = 1;', 'const is\u0410dmin\u02B9 = 1;', 'const a\u01C3 = 1;', 'const a\u02BC = 1;']) assert.equal(js(attack)[0], 'high a.js:1', attack);
});

test('good: words of Navajo in a file without a tree; bad: wide letters, and an apostrophe that could be the end', () => {
  assert.deepEqual(said(rule, { 'a.vue': "native: 'Din\u00E9 bizaad, Din\u00E9k\u02BCeh\u01F0\u00ED'" }), ['low a.vue:1']);
  for (const attack of ["native: '\uFF45\uFF56\uFF41\uFF4C'", "native: 'Din\u00E9\u02BC or 1'"]) assert.equal(said(rule, { 'a.vue': attack })[0], 'high a.vue:1', attack);
});

test('good: a slip in one of many translations of a few texts; bad: a name, and a host', () => {
  const words = { ru: 'объект', uk: 'рядок', sr: 'објекат дугме', ar: 'كائن', he: 'אובייקט', hi: 'वस्तु', th: 'วัตถุ', ko: '개체', zh: '对象' };
  const translations = (more: Record<string, string>) => ({ ...Object.fromEntries(Object.entries(words).map(([name, text]) => [`lang/${name}.js`, `export default { object: "${text}" };`])), ...more });
  assert.deepEqual(said(rule, translations({ 'lang/sr-latn.js': 'export default { object: "obj\u0435kat" };' })), ['low lang/sr-latn.js:1']);
  for (const attack of ['const host = "p\u0430ypal.com";', 'const is\u0410dmin = 1;', 'if (role === "\u0430dmin") grant();']) assert.deepEqual(said(rule, translations({ 'a.js': attack })), ['high a.js:1'], attack);
  assert.deepEqual(said(rule, { 'lang/ru.js': 'export default "объект рядок објекат";', 'a.js': 'export default { object: "obj\u0435kat" };' }), ['high a.js:1'], 'one language');
});

test('a text in a test that nothing runs is medium; a name there, and a text in what runs, is high', () => {
  const of = (path: string, code: string) => said(rule, { 'index.js': 'run()', [path]: code }, { entry_points: ['index.js'] });
  const shown = 'it("is not assoc\u0456ated", () => { assert.equal(plain(given), "\u0456psum dolor") })';
  assert.deepEqual(of('test/index.js', shown), ['medium test/index.js:1', 'medium test/index.js:1']);
  assert.deepEqual(of('lib/index.js', shown)[0], 'high lib/index.js:1');
  assert.deepEqual(of('test/index.js', 'const is\u0410dmin = 1')[0], 'high test/index.js:1');
  assert.deepEqual(said(rule, { 'index.js': 'require("./test/index.js")', 'test/index.js': shown }, { entry_points: ['index.js'] })[0], 'high test/index.js:1', 'where it is loaded');
});

const CHEROKEE = Array.from({ length: 24 }, (_, index) => `"ᏣᎳᎩ${String.fromCodePoint(0x13a0 + index)}"`).join(',');

test('low: a slip in translations into an alphabet whose letters are compared with none; bad: names, calls and places', () => {
  assert.deepEqual(js(`const months = [${CHEROKEE}, "B\u13A2 ᎧᎸᎢ"]`), ['low a.js:1']);
  assert.deepEqual(js('const months = ["B\u13A2 ᎧᎸᎢ"]'), ['high a.js:1'], 'nobody writes it here');
  assert.deepEqual(js(`const words = [${CHEROKEE}]; const B\u13A2 = 1`), ['high a.js:1']);
  assert.deepEqual(js(`const words = [${CHEROKEE}]; load("B\u13A2")`), ['high a.js:1']);
  assert.deepEqual(js(`const words = [${CHEROKEE}]; const at = "example.org/B\u13A2"`), ['high a.js:1']);
});

test('good: a ligature as the value in a table within a page', () => {
  const page = (script: string) => said(rule, { 'a.html': `<script>${script}</script>` });
  assert.deepEqual(page('const names = {"ffi":"f","ffilig":"\uFB03","ffl":"l","ffllig":"\uFB04"};'), []);
  assert.deepEqual(page('const ffi = 1, \uFB03 = 2;'), ['high a.html:1'], 'a name');
  assert.deepEqual(page('run(o["ffi"], o["\uFB03"]);'), ['high a.html:1'], 'looked up');
  assert.deepEqual(page('const names = { name: "o\uFB03ce" }, office = 1;'), ['high a.html:1'], 'a part of a word');
});

test('low: comments of languages that are not parsed; bad: what only looks like one', () => {
  const facet = 'F\u0430\u0441et';
  for (const [path, text] of [
    ['a.sol', `/// @notice ${facet} structure\nstruct Facet {}`], ['a.go', `/*\n * ${facet} is a part\n */\ntype Facet struct {}`], ['a.rs', `    // ${facet}\nstruct Facet;`], ['a.py', `# ${facet}\nFacet = 1`], ['a.sql', `-- ${facet}\nselect Facet;`],
  ] as const) assert.deepEqual(findingsOf(rule, { [path]: text }).map(({ severity }) => severity), ['low'], path);
  for (const [path, text] of [
    ['a.sol', `run(); // ${facet}`], ['a.sol', `string s = "// ${facet}";`], ['a.go', `/* a */ ${facet}()`], ['a.go', `/*\n * a */\n* ${facet}()`], ['a.java', `// a \\u000a ${facet}();`], ['a.java', `// a\r${facet}();`], ['a.java', `/*\n * \\u002a\\u002f\n * ${facet}()`], ['a.py', `// ${facet}()`],
    ['a.php', `# ${facet}`], ['a.py', `#!${facet}`],
  ] as const) assert.equal(findingsOf(rule, { [path]: text })[0]?.severity, 'high', text);
});

test('comments are looked for on lines of 500 and in comments of 5,000 characters', () => {
  const facet = 'F\u0430\u0441et';
  const at = (path: string, text: string) => findingsOf(rule, { [path]: text })[0]?.severity;
  assert.deepEqual([at('a.sol', `// ${'-'.repeat(490)} ${facet}`), at('a.sol', `// ${'-'.repeat(500)} ${facet}`)], ['low', 'high']);
  const block = (lines: number): string => `/*\n${' * ---- ----\n'.repeat(lines)} * ${facet}\n */`;
  assert.deepEqual([at('a.go', block(380)), at('a.go', block(390))], ['low', 'high']);
});

test('low: names of entries in a table of pieces of all languages; bad: names that are used, and a table of one alphabet', () => {
  const table = (from: number, size: number): string => Array.from({ length: 1_100 }, (_, index) => String.fromCharCode(from + ((index * 37) % size))).filter((letter) => /\p{L}/u.test(letter)).map((letter) => `"${letter}${letter}":"1F"`).join(',');
  const grams = 'ak\u0131n:"1F0Y",akin:"1A","\u0430dm":"2B"';
  assert.deepEqual(js(`const grams={${table(0x100, 0x1700)},${grams}}`).filter((each) => !each.startsWith('low')), []);
  assert.ok(js(`const grams={${table(0x400, 0x100)},${grams}}`).includes('high a.js:1'));
  assert.ok(js(`const grams={${table(0x4e00, 0x1700)},${grams}}`).includes('high a.js:1'));
  assert.ok(js(`const grams={${table(0x100, 0x1700)},${grams}}; grams.ak\u0131n`).includes('high a.js:1'));
});

test('bad: a text in letters like plain ones that is folded to them where it stands; good: one that is shown', () => {
  assert.deepEqual(js("globalThis['\uff45\uff56\uff41\uff4c'.normalize('NFKC')](code)"), ['high a.js:1']);
  assert.deepEqual(js("exports.title = '\uff45\uff56\uff41\uff4c'"), []);
});

test('bad: words of code that folding letters or their case makes; good: the same letters in words of people', () => {
  assert.deepEqual(js("const grants = { owner: 'adm\u0131n', grant: 'to\u212Aen' };"), ['high a.js:1', 'high a.js:1']);
  assert.deepEqual(js("load(plain('child_proce\u017F\u017F'), plain('exec\uFB01le'))"), ['high a.js:1', 'high a.js:1']);
  assert.deepEqual(js("const words = ['\u{1D68C}\u{1D691}\u{1D692}\u{1D695}\u{1D68D}_\u{1D699}\u{1D69B}\u{1D698}\u{1D68C}\u{1D68E}\u{1D69C}\u{1D69C}'];"), ['high a.js:1']);
  assert.deepEqual(js("const plain = (text) => text.normalize('NFKC'); const word = '\uff45\uff56\uff41\uff4c'; globalThis[plain(word)](code)"), ['high a.js:1']);
  assert.deepEqual(js("const words = ['k\u0131rm\u0131z\u0131', 'con\uFB01guration', '\uff2c\uff2f\uff27\uff29\uff2e', '273 \u212A']; exports.plain = (text) => text.normalize('NFC');"), []);
});

test('bad: names that look the same as others of the script; good: tables of accents', () => {
  assert.deepEqual(js("const rights = { 'guest': ['read'], 'guest\u200E': ['read', 'grant'] };"), ['high a.js:1']);
  assert.deepEqual(js("const policy = {\n 'acc\u00E8s': 'deny',\n 'acce\u0300s': 'allow' };"), ['high a.js:3']);
  assert.deepEqual(js("const table = { '\u00E8': 'e', 'e\u0300': 'e', 'caf\u00E9': 'cafe', 'r\u00E9seau': 'reseau' };"), []);
});

test('bad: a function under a name that shows as nothing; good: a table of such characters', () => {
  assert.deepEqual(js("const hooks = { '\u2800': (s) => run(s), ' ': () => {} };"), ['high a.js:1']);
  assert.deepEqual(js("const dots = { '\u2800': ' ', '\u2801': 'a' }, widths = { '\u3000': 2 };"), []);
});

test('bad: names with escapes for letters of the keyboard, or for some that look like those; good: other letters', () => {
  assert.deepEqual(js('const f = \\u{65}v\\u0061l; f(code)'), ['high a.js:1']);
  assert.deepEqual(js('const v\\u0430lue = 1, value = 2; run(value)'), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.ts': "export const part = (text: string, separator: '\\u0020' | '\\u0009' = '\\u0020') => text.split(separator);" }), []);
  assert.deepEqual(js('const \\u03b1 = 1, gr\\u00f6\\u00dfe = 2, text = "\\u0065val"; run(\\u03b1)'), []);
});

test('bad: a host in settings that looks like another one, jobs whose words are, and parts of constants; good: such a host in tests and documents', () => {
  const lock = JSON.stringify({ packages: { 'node_modules/ms': { resolved: 'https://r\u0435gistry.mirror.example/ms-2.1.3.tgz' } } });
  assert.deepEqual(said(rule, { 'package-lock.json': lock }), ['high package-lock.json:1']);
  assert.deepEqual(said(rule, { 'index.js': 'run()', 'test/lock.json': lock, 'README.md': 'Not https://r\u0435gistry.mirror.example/ but its twin.' }, { entry_points: ['index.js'] }).filter((each) => !each.startsWith('low')), []);
  assert.deepEqual(said(rule, { 'names.json': '{"title": "r\u0435gistry", "path": "https://a.example/r\u0435gistry"}' }).filter((each) => !each.startsWith('low')), []);
  const job = (action: string): Record<string, string> => ({ '.github/workflows/release.yml': `on: push # \u043f\u043e\u0442\u043e\u043c\njobs:\n  a:\n    steps:\n      - uses: ${action}\n` });
  assert.deepEqual(said(rule, job('acti\u043ens/checkout@v4')), ['high .github/workflows/release.yml:5']);
  assert.deepEqual(said(rule, job('actions/checkout@v4')), []);
  assert.deepEqual(said(rule, { '.github/workflows/a.yml': '# acti\u043ens\non: push\n' }), ['low .github/workflows/a.yml:1']);
  assert.deepEqual(js("const WANTED = ['NPM_TO\u212AEN', 'AWS_ACCESS_\u212AEY_ID'];"), ['high a.js:1', 'high a.js:1']);
});

test('bad: members that are asked for by names that look like others, or show as nothing; good: blanks that are counted', () => {
  assert.deepEqual(js("connect({ requireTLS: conf['require\u00ADTLS'] })"), ['high a.js:1']);
  assert.deepEqual(js("send(conf['\u2800'])"), ['high a.js:1']);
  assert.deepEqual(js("counts['\u00A0'] = counts['\u3000'] + 1; say(words['Donau\u00ADdampf'])"), []);
});

test('what the only test of a package shows is medium, where nothing loads it', () => {
  const text = "assert(looksAlike('g\u043e\u043egle', 'google'))";
  assert.deepEqual(said(rule, { 'index.js': 'run()', 'test.js': text }, { entry_points: ['index.js'] }), ['medium test.js:1']);
  assert.deepEqual(said(rule, { 'index.js': "require('./test')", 'test.js': text }, { entry_points: ['index.js'] }), ['high test.js:1']);
});

test('bad: a range that ends in a letter which looks like one of the keyboard; good: ranges of an alphabet', () => {
  assert.deepEqual(js('const NAME = /^[A-\u03960-9-]+$/; if (NAME.test(name)) run(`git tag ${name}`)'), ['high a.js:1']);
  assert.deepEqual(js('const NAME = /^[A-Za-z\u0391-\u03A9\u0430-\u044F]+$/, WORD = /x-\u0396/;'), []);
});

test('bad: parts of names in small letters that folding makes words of code; good: words of Turkish', () => {
  assert.deepEqual(js("const wanted = ['github_to\u212Aen', 'deploy_\u017Fecret', 'ap\u0131_key'];"), ['high a.js:1', 'high a.js:1', 'high a.js:1']);
  assert.deepEqual(js("const names = ['kullan\u0131c\u0131_login', 'yaz\u0131_key'];"), []);
});
