import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, packageOf } from '#test/support/scan-package.js';
import { scriptsOf } from '../javascript/scripts.js';
import { rule as unparseable } from '../unparseable-script.rule.js';
import { readPage } from './page.js';

function texts(html: string, extension?: string): string[] {
  return readPage(html, extension).pieces.map(({ text, unread }) => unread ?? text);
}

test('more siblings than fit on a stack', () => {
  assert.deepEqual(texts(`${'<p>'.repeat(300_000)}<script>a</script>`), ['a']);
  assert.deepEqual(texts(`<template>${'<p>'.repeat(300_000)}</template><script>a</script>`), ['a']);
  assert.equal(readPage(`<iframe srcdoc="${'<i onx=a>'.repeat(200_000)}">`).pieces.length, 1, 'in one place the same is one');
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
