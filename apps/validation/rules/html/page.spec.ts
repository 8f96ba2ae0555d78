import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, packageOf } from '#test/support/scan-package.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { rule as dynamic } from '../dynamic-code.rule.js';
import { rule as unparseable } from '../unparseable-script.rule.js';
import { readPage } from './page.js';
import { DEEPEST_ELEMENT } from './tree.js';

function texts(html: string, extension?: string): string[] {
  return readPage(html, extension).pieces.map(({ text, unread }) => unread ?? text);
}

test('more siblings than fit on a stack', () => {
  assert.deepEqual(texts(`${'<p>'.repeat(300_000)}<script>a</script>`), ['a']);
  assert.deepEqual(texts(`<template>${'<p>'.repeat(300_000)}</template><script>a</script>`), ['a']);
  assert.equal(readPage(`<iframe srcdoc="${'<i onx=a>'.repeat(200_000)}">`).pieces.length, 1, 'in one place the same is one');
});

test('elements that are nested too deeply, or made anew without end, are told and cost little', () => {
  const DEEP = `elements are nested more than ${DEEPEST_ELEMENT} deep in each other; nest less`;
  const MADE = 'it has formats that are not closed, so that there are more elements than characters; close them';
  const formats = Array.from({ length: 400 }, (_, at) => `<b id=${at}>`).join('');
  // `<html>` and `<body>` are two of them.
  assert.deepEqual(texts(`${'<div>'.repeat(DEEPEST_ELEMENT - 2)}</div><script>a</script>`), ['a']);
  for (const [html, why] of [
    [`${'<div>'.repeat(DEEPEST_ELEMENT - 1)}<script>a</script>`, DEEP], ['<div>'.repeat(300_000), DEEP], [`${'<b><i><a href=x>'.repeat(60_000)}${'<table><tr><td>'.repeat(40_000)}x`, DEEP],
    ['<svg>'.repeat(100_000), DEEP], ['<template>'.repeat(100_000), DEEP], [`<noscript>${'<div>'.repeat(1_000)}`, DEEP], [`<p>${formats}${'<p>x'.repeat(50_000)}`, MADE],
  ] as const) {
    const started = process.cpuUsage();
    assert.deepEqual(texts(html).filter((text) => text !== 'a'), [why], html.slice(0, 40));
    assert.ok(process.cpuUsage(started).user < 3e6, `${html.slice(0, 40)} takes long`);
  }
  for (const honest of [`<table>${'<tr><td>x<br>'.repeat(100_000)}`, '<table>x<i>y</i>'.repeat(3), '<a><p>'.repeat(200_000), `<div>${'<p>x'.repeat(100_000)}`, `<table>${'<i>x</i>'.repeat(100_000)}`, '<p><font color=red>x'.repeat(100)]) {
    const started = process.cpuUsage();
    assert.deepEqual(texts(`${honest}<script>a</script>`), ['a'], honest.slice(0, 40));
    assert.ok(process.cpuUsage(started).user < 5e6, `${honest.slice(0, 40)} takes long`);
  }
  assert.match(findingsOf(unparseable, { 'a.html': '<div>'.repeat(1_000) })[0]!.message, /nested more than/);
  assert.deepEqual(texts(`<iframe srcdoc="${'<div>'.repeat(1_000)}"></iframe>`), [DEEP], 'in a page in a page');
  assert.deepEqual(texts(`<svg>${'<g>'.repeat(1_000)}`, '.svg'), [DEEP], 'no XML');
  assert.deepEqual(texts(`<s:svg>${'<s:a/>'.repeat(1_000)}<script>a</script></s:svg>`, '.svg'), ['a'], 'XML');
});

test('attributes of XML are not looked for in the whole document', () => {
  assert.equal(texts(`<s:svg>${'<s:a onx="&#97;bq"/>'.repeat(50_000)}</s:svg>`, '.svg').length, 50_000);
});

test('the same address many times in one attribute', () => {
  const values = Array.from({ length: 60_000 }, (_, index) => `javascript:${index}`).join(';');
  assert.equal(texts(`<svg><animate values="${values}"/></svg>`).length, 60_000);
});

test('an honest document with texts of its own is read', () => {
  const type = '<!ENTITY ns "http://ns.example.com/"><!ENTITY lt "&#38;#60;"><!ATTLIST svg xmlns:a CDATA #FIXED "http://ns.example.com/">';
  assert.deepEqual(texts(`<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [${type}]><svg xmlns:a="&ns;"><text>a &lt; b</text></svg>`, '.svg'), []);
  assert.deepEqual(texts('<!DOCTYPE html><html><p title="&nbsp;">&nbsp;&copy;</p><script>a</script></html>', '.xhtml'), ['a']);
});

test('an address or script with a name that nothing declares is told', () => {
  assert.equal(findingsOf(unparseable, { 'a.svg': '<svg><a href="java&x;script:a"/></svg>' }).length, 1);
  assert.deepEqual(findingsOf(unparseable, { 'a.svg': '<svg><a title="a&x;"/></svg>' }), []);
});

test('what could not be read is not read again', () => {
  const pkg = packageOf({ 'index.js': 'a' });
  let reads = 0;
  const error = new Error('as broken as it is');
  Object.defineProperty(pkg.files[0], 'bytes', { get() { reads++; throw error; } });
  for (let round = 0; round < 3; round++) assert.throws(() => scriptsOf(pkg), error);
  assert.equal(reads, 1);
});

test('frames of servers, and whether anybody sees them', () => {
  const hidden = (html: string) => readPage(html).frames.map((frame) => frame.hidden);
  for (const html of ['<iframe hidden src="https://a.example/">', '<iframe width=0 height="1" src="//a.example/">', '<style>p, body > #f { width: 0; height: 0px }</style><iframe id=f src=https://a.example/>', '<style>iframe.x{opacity:0}</style><iframe class="y x" src="https://a.example/">', '<iframe style="position:absolute; left:-9999px" src="https://a.example/">']) assert.deepEqual(hidden(html), [true], html);
  for (const html of ['<iframe src="https://a.example/">', '<style>#g{display:none} iframe{border:0; width:100%; height:0.5rem}</style><iframe id=f src="https://a.example/">', '<iframe style="opacity:0.9" width="100" src="https://a.example/">']) assert.deepEqual(hidden(html), [false], html);
  assert.deepEqual(hidden('<iframe src="own.html" hidden></iframe><iframe srcdoc="&lt;iframe src=https://a.example/ hidden&gt;">'), [true], 'a page in a page');
});

test('what a script says is found where it is written, however the page is written', () => {
  const at = (page: string, sought: string, extension?: string) => readPage(page, extension).pieces.flatMap(({ text, at: offsets }) => (text.includes(sought) ? [page.slice(offsets(text.indexOf(sought)))] : []));
  const call = 'fetch("https://a.example/x")';
  const cases: [page: string, extension?: string][] = [
    [`<!doctype html>\r\n<script>\r\n// 1\r\n// 2\r\r${call};\r\n</script>\r\n`],
    ['<p onclick="if (1 &lt; 2 &amp;&amp; 3) { fetch(`https://a.example/x`) }">'],
    ['<body onload="var t = &quot;&quot;;\r\n\n  fetch(1)">'],
    ["<p title='fetch(' ONCLICK = '\r\n&#102 &amp= &unknown; &notit; &NotEqualTilde; \0 fetch(2)'>"],
    ['<p onclick=a&amp;&amp;fetch(3)>'],
    ['<a href=" javascript:a &amp;&amp; fetch(4) ">'],
    ['<script>"\0"; fetch(5)</script>'],
    ['<svg><script>1 &lt; 2;\r\n<![CDATA[ if (1 < 2 && "&lt;") fetch(6) ]]></script></svg>'],
    ['<svg xmlns="http://www.w3.org/2000/svg">\r\n<script><![CDATA[\r\nif (1 < 2 && "&lt;")\r\n  fetch(7);\r\n]]></script>\r\n</svg>\r\n', '.svg'],
    ['\uFEFF<?xml version="1.0"?>\r\n<s:svg xmlns:s="http://www.w3.org/2000/svg">\r\n<s:script>\r\nif (1 &lt; 2)<!-- no -->\r\n  fetch(8);</s:script></s:svg>', '.svg'],
    ['<!DOCTYPE svg [<!ENTITY n "long text">]>\r\n<s:svg><s:text>&n;</s:text>\r\n<s:script>\r\n1 &lt; 2; fetch(9);</s:script></s:svg>', '.svg'],
    ['<s:svg>\r\n<s:g></s:svg>\r\n<s:script>\r\nfetch(10)</s:script>', '.svg'],
  ];
  for (const [page, extension] of cases) {
    const found = at(page, 'fetch(', extension);
    assert.ok(found.length > 0, page);
    for (const rest of found) assert.equal(rest.slice(0, 8), page.slice(page.lastIndexOf('fetch('), page.lastIndexOf('fetch(') + 8), page);
  }
});

test('of what is written with escapes, only the beginning is known', () => {
  const page = '<p>\n<a href="javascript:1;%66etch(1)"></a><iframe srcdoc="<script>\nfetch(2)</script>"></iframe>';
  const starts = readPage(page).pieces.map(({ start, text, at }) => [start, at(text.length - 1)].map((offset) => page.slice(offset, offset + 8)));
  assert.deepEqual(starts, [['javascri', 'javascri'], ['<script>', '<script>']]);
});

test('references without end are followed in linear time', () => {
  const value = Array.from({ length: 20_000 }, (_, index) => `&#${index + 40};&x${index};`).join('');
  const [piece] = readPage(`<p onclick="${value}f">`).pieces;
  assert.equal(piece?.at(piece.text.length - 1), 12 + value.length);
});

test('findings in a page have the line, the column and the excerpt of what was written', () => {
  const places = (html: string) => findingsOf(dynamic, { 'page.html': html }).map(({ line, column, evidence }) => [line, column, evidence]);
  assert.deepEqual(places('<!doctype html>\r\n<script>\r\n// 1\r\n// 2\r\neval(location.hash);\r\n</script>\r\n'), [[5, 1, 'eval(location.hash);']]);
  assert.deepEqual(places('<p onclick="if (1 &lt; 2 &amp;&amp; 3) { eval(location.hash) }">').map(([line, column]) => [line, column]), [[1, 42]]);
  assert.deepEqual(places('<body\r\n onload="var t = &quot;&quot;;\r\n\r\n  eval(location.hash)">'), [[4, 3, 'eval(location.hash)']]);
});

test('a drawing that is too deep as HTML is told where XML has text that HTML has not', () => {
  const deep = (text: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${'<g>'.repeat(600)}${'</g>'.repeat(600)}<desc>${text}</desc></svg>`;
  const unread = (text: string): number => readPage(deep(text), '.svg').pieces.filter((piece) => piece.unread !== null).length;
  assert.deepEqual(['a drawing', '<![CDATA[><img src="x" onerror="run()"/>]]>', '<!-- > <img src="x" onerror="run()"/> -->'].map(unread), [0, 1, 1]);
});
