import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './input-capture.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';

const found = (files: Record<string, string>, dialect = 'comfyvn') => said(rule, files, { dialect });

test('bad: a frame listens to what is typed or copied in the document around it', () => {
  for (const text of [
    "window.parent.document.addEventListener('keydown', (e) => ring.add(e.key), true)",
    "const studio = top.document;\nstudio.body.addEventListener('input', note)".replace('\n', ' '),
    "const { document: page } = window.top; for (const kind of ['paste', 'copy']) page.addEventListener(kind, note)",
    'parent.onkeypress = note',
    "for (const target of new Set([document, window.top?.document ?? document])) target.addEventListener('input', note, true)",
    "const watch = (view) => view.document.querySelector('#editor').addEventListener('beforeinput', note); watch(self.parent || window)",
  ]) {
    assert.deepEqual(found({ 'a.js': text }), ['high a.js:1'], text);
    assert.deepEqual(found({ 'a.html': `<!doctype html>\n<script>${text}</script>` }), ['high a.html:2'], text);
  }
});

test('good: its own document, other events, a `parent` of its own, no extension of a host', () => {
  for (const text of [
    "document.addEventListener('keydown', note); window.addEventListener('paste', note); parent.postMessage('ready', '*')",
    "window.parent.addEventListener('resize', fit); top.document.addEventListener('visibilitychange', fit); input.addEventListener('input', note)",
    "const parent = input.closest('form'); parent.addEventListener('input', note); menu.parent.onkeydown = note; function Item(top) { top.addEventListener('keydown', note); }",
    "const root = field.parent || document; root.addEventListener('keydown', note)",
    "for (const target of new Set([document, window.self])) target.addEventListener('input', note)",
  ]) assert.deepEqual(found({ 'a.js': text }), [], text);
  assert.deepEqual(found({ 'a.js': "window.parent.document.addEventListener('keydown', note)" }, 'plain'), []);
});

test('scripts that are put into the document around a frame, and what is put there else', () => {
  const scripts = (text: string, dialect = 'comfyvn') => [...said(remoteCode, { 'a.js': text }, { dialect }), ...said(remoteCode, { 'a.html': `<!doctype html>\n<script>${text}</script>` }, { dialect })];
  for (const text of [
    "const el = window.parent.document.createElement('script'); el.textContent = face",
    "const studio = top.document; const more = document.createElement('script'); more.textContent = face; studio.head.appendChild(more)",
    "const kind = 'scr' + 'ipt'; const { document: page } = window.top; page.body.append(page.createElementNS('http://www.w3.org/1999/xhtml', kind))",
    'parent.document.write(`<script>${face}<\\/script>`)',
    "(window.parent || window)['eval'](face)",
    'const studio = () => window.top.document; const more = document.createElement("script"); more.text = face; studio().body.insertBefore(more, null)',
  ]) assert.ok(scripts(text).includes('high a.js:1') && scripts(text).includes('high a.html:2'), text);
  for (const text of [
    "window.parent.document.documentElement.dataset.theme = 'dusk'; parent.postMessage('eval', '*')",
    "const style = top.document.createElement('style'); style.textContent = css; top.document.head.append(style)",
    "const el = document.createElement('script'); el.src = 'more.js'; document.head.append(el); const parent = field.parent; parent.append(document.createElement('p'))",
    "const el = document.createElement('script'); el.src = 'more.js'; item.parent.append(el); el.parentNode.insertBefore(el, null)",
  ]) assert.deepEqual(scripts(text), [], text);
  assert.deepEqual(scripts("window.parent.document.createElement('script')", 'plain'), []);
});
