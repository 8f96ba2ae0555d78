import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const told = (files: Record<string, string>, original: Record<string, unknown> = {}): boolean => findingsOf(rule, files, { dialect: 'vscode', entry_points: ['index.js'], original }).some(({ message }) => message.includes('is put among the dependencies'));
const code = (body: string): string => `const vscode = require("vscode"); exports.complete = async (uri, json) => { ${body} await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(uri, "package.json"), Buffer.from(JSON.stringify(json))); };`;
const AT = 'https://registry.buttons.example/runtime-1.0.4.tgz';

test('a package of a server that is named gets among the dependencies of a project', () => {
  for (const body of [
    `json.devDependencies = { ...json.devDependencies, "env-runtime": "${AT}" };`,
    `const wanted = { "env-runtime": "${AT}" }; json.devDependencies = Object.fromEntries(Object.entries({ ...json.devDependencies, ...wanted }).sort());`,
    `json.dependencies["env-runtime"] = "${AT}";`,
    `json.dependencies.runtime = "git+${AT.replace('.tgz', '.git')}";`,
    `Object.assign(json.dependencies, { "env-runtime": "${AT}" });`,
    `const HOST = "https://registry.buttons.example"; json.overrides = { left: HOST + "/left-1.0.0.tgz" };`,
  ]) assert.ok(told({ 'index.js': code(body) }), body);
  const apart = { 'index.js': 'const { read, complete } = require("./manifest"); exports.activate = async () => complete(await read("package.json"));', 'manifest.js': `exports.complete = async (json) => { json.dependencies.kit = "${AT}"; await vscode.workspace.fs.writeFile(uri, json); };` };
  assert.ok(told(apart));
});

test('versions, repositories, and what a package says that it is for', () => {
  for (const body of ['json.devDependencies = { ...json.devDependencies, prettier: "^3.0.0" };', 'json.dependencies.kit = "https://github.com/acme/kit/archive/v1.tgz";', 'json.homepage = "https://kit.example/kit.tgz";', `const list = json.dependencies; log("${AT}", list);`]) assert.ok(!told({ 'index.js': code(body) }), body);
  assert.ok(!told({ 'index.js': code('json.dependencies.xlsx = "https://cdn.sheetjs.example/xlsx-0.20.3.tgz";') }, { description: 'Adds SheetJS to a project.' }));
});
