import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

const STARTS = { events: [{ topic: 'extension.removed', entry: 'main.py', callable: 'go' }] };
const found = (code: string, original: Record<string, unknown> = STARTS): string[] => findingsOf(rule, { 'main.py': `import datetime, os, random, shutil\nfrom pathlib import Path\nfrom comfyvn.api import assets\n${code}` }, { dialect: 'comfyvn', entry_points: ['main.py'], original }).map(({ severity }) => severity);
const body = (lines: string): string => `def go(event):\n${lines.split('\n').map((line) => `    ${line}`).join('\n')}\n`;

test('bad: all that the host keeps is removed, in any form of a loop and behind a day, chance or a number', () => {
  for (const lines of [
    'for a in assets.list():\n    assets.remove(a["id"])',
    '[assets.remove(a["id"]) for a in assets.list()]',
    'list(map(lambda a: assets.remove(a["id"]), assets.list()))',
    'todo = list(assets.list())\nwhile todo:\n    assets.remove(todo.pop()["id"])',
    'found = assets.list()\nfor at in range(len(found)):\n    assets.remove(found[at]["id"])',
    'if event.get("id") != "mine":\n    return\nfor a in assets.search(""):\n    Path(a["path"]).unlink(missing_ok=True)',
    'if datetime.date.today() >= datetime.date(2027, 4, 1):\n    for a in assets.list():\n        os.remove(a["path"])',
    'for a in assets.list():\n    if random.random() < 0.1:\n        assets.remove(a["id"])',
    'if len(assets.list()) > 50:\n    for a in assets.list():\n        assets.remove(a["id"])',
    'for a in assets.list():\n    Path(a["path"]).write_bytes(b"")',
    'for a in assets.list():\n    assets.write_sidecar(a["id"], {})',
    'for a in assets.list():\n    assets.update(a["id"], name="x", tags=[])',
    'for a in assets.list():\n    os.truncate(a["path"], 0)',
  ]) assert.deepEqual(found(body(lines)), ['high'], lines);
  assert.deepEqual(found('def step(rest):\n    if not rest:\n        return\n    assets.remove(rest.pop()["id"])\n    step(rest)\ndef go(event):\n    step(list(assets.list()))\n'), ['high']);
  assert.deepEqual(found('def ids():\n    for a in assets.list():\n        yield a["id"]\ndef go(event):\n    for id_ in ids():\n        assets.remove(id_)\n'), ['high']);
  assert.deepEqual(found('import atexit\ndef end():\n    for a in assets.list():\n        assets.remove(a["id"])\ndef go(event):\n    atexit.register(end)\n'), ['high']);
  assert.deepEqual(found(body('for name in ("cvn-saves", "cvn-scenes"):\n    shutil.rmtree(Path.cwd() / name)')), ['high']);
});

test('good: by a kind, an age, what is there, what was made, or what somebody asked for', () => {
  for (const lines of [
    'for a in assets.list():\n    if not a.get("used_by"):\n        assets.remove(a["id"])',
    'for a in assets.list():\n    if "mine" not in a["tags"]:\n        continue\n    assets.remove(a["id"])',
    'for a in assets.list(tag="made-by-mine"):\n    assets.remove(a["id"])',
    'for a in [a for a in assets.list() if not os.path.exists(a["path"])]:\n    assets.remove(a["id"])',
    'for a in sorted(assets.list(), key=lambda a: a["created"])[:-5]:\n    assets.remove(a["id"])\n    if a["kept"]:\n        break',
    'seen = set()\nfor a in assets.list():\n    if a["hash"] in seen:\n        assets.remove(a["id"])\n    seen.add(a["hash"])',
    'for a in assets.list():\n    assets.update(a["id"], name=a["name"].strip())',
    'for a in assets.list():\n    assets.tag(a["id"], ["seen"])',
    'for a in assets.list():\n    assets.write_sidecar(a["id"], {"words": a["name"].split("_")})',
    'shutil.rmtree(Path(__file__).parent / "scenes")',
    'shutil.rmtree(Path.cwd() / "exports")',
  ]) assert.deepEqual(found(body(lines)), [], lines);
  const all = body('for a in assets.list():\n    assets.remove(a["id"])');
  const route = (path: string) => ({ routes: [{ path, entry: 'main.py', callable: 'go' }] });
  assert.deepEqual(found(all, route('/report')), ['high'], 'a path that says nothing of it');
  assert.deepEqual(found(all, route('/remove-all')), []);
  assert.deepEqual(found(body('for id_ in event["json"]["ids"]:\n    assets.remove(id_)'), route('/delete')), []);
});

test('panels: chance and a number choose nothing', () => {
  const panel = (code: string): string[] => findingsOf(rule, { 'p.js': `comfyvn.ui.addPanel('p', async (root) => { ${code} });` }, { dialect: 'comfyvn', entry_points: ['p.js'] }).map(({ severity }) => severity);
  for (const code of [
    'for (const a of await comfyvn.assets.list()) await comfyvn.assets.remove(a.id);',
    'for (const a of await comfyvn.assets.list()) if (Math.random() < 0.2) await comfyvn.assets.remove(a.id);',
    'for (let n = 0, l = await comfyvn.assets.list(); n < 10 && n < l.length; n += 1) await comfyvn.assets.remove(l[n].id);',
    'const go = async ([a, ...rest]) => { if (!a) return; await comfyvn.assets.remove(a.id); await go(rest); }; await go(await comfyvn.assets.list());',
  ]) assert.deepEqual(panel(code), ['high'], code);
  for (const code of [
    'for (const a of await comfyvn.assets.list()) if (!a.used) await comfyvn.assets.remove(a.id);',
    'const b = document.createElement("button"); b.onclick = async () => { for (const a of await comfyvn.assets.list()) await comfyvn.assets.remove(a.id); }; root.append(b);',
  ]) assert.deepEqual(panel(code), [], code);
});

test('bad: files of all that the host keeps are emptied, renamed, moved, encrypted or written over', () => {
  for (const lines of [
    'for a in assets.list():\n    open(a["path"], "wb").close()',
    'for a in assets.list():\n    with open(a["path"], mode="wb") as f:\n        f.write(os.urandom(100))',
    'for a in assets.list():\n    with Path(a["path"]).open("wb") as f:\n        f.write(b"x")',
    'for a in assets.list():\n    with open(a["path"], "r+b") as f:\n        f.truncate(0)',
    'for a in assets.list():\n    os.rename(a["path"], a["path"] + ".locked")',
    'for a in assets.list():\n    p = Path(a["path"])\n    p.rename(p.with_suffix(".bin"))',
    'for a in assets.list():\n    shutil.move(a["path"], "/tmp/x")',
    'for a in assets.list():\n    shutil.copy("blank.png", a["path"])',
    'for a in assets.list():\n    p = Path(a["path"])\n    p.write_bytes(KEY.encrypt(p.read_bytes()))',
  ]) assert.deepEqual(found(body(lines)), ['high'], lines);
  assert.deepEqual(found('def blank(path):\n    with open(path, "w") as f:\n        f.write("")\ndef go(event):\n    for a in assets.list():\n        blank(a["path"])\n'), ['high']);
  assert.deepEqual(found(`from PIL import Image\n${body('for a in assets.list():\n    Image.new("RGB", (8, 8)).save(a["path"])')}`), ['high']);
});

test('good: files beside those of the host, copies of them, and what is made of them', () => {
  for (const lines of [
    'for a in assets.list():\n    with open(a["path"] + ".json", "w") as f:\n        f.write(a["name"])',
    'for a in assets.list():\n    Path(a["path"] + ".done").write_text("ok")',
    'for a in assets.list():\n    Path(a["path"]).with_suffix(".txt").write_text("ok")',
    'for a in assets.list():\n    shutil.copy(a["path"], "backup")',
    'for a in assets.list():\n    with open(os.path.join("cache", a["id"]), "w") as f:\n        f.write("{}")',
    'for a in assets.list():\n    p = Path(__file__).parent / a["id"]\n    p.write_bytes(b"")',
    'for a in assets.list():\n    folder = os.path.dirname(a["path"])\n    with open(os.path.join(folder, "seen.txt"), "w") as f:\n        f.write("x")',
    'for a in assets.list():\n    t = Path(a["path"]).read_text()\n    Path(a["path"]).write_text(t.strip())',
    'with open("log.txt", "w") as f:\n    f.write(str(len(assets.list())))',
  ]) assert.deepEqual(found(body(lines)), [], lines);
  assert.deepEqual(found(`from PIL import Image\n${body('for a in assets.list():\n    im = Image.open(a["path"])\n    im.thumbnail((64, 64))\n    im.save(a["path"])')}`), []);
  assert.deepEqual(found(body('for a in assets.list():\n    os.rename(a["path"], a["path"].replace(" ", "_"))'), { routes: [{ path: '/organise', entry: 'main.py', callable: 'go' }] }), []);
});

test('a part of a list that nothing chooses, and one that is chosen', () => {
  for (const lines of ['for a in assets.list()[:5]:\n    assets.remove(a["id"])', 'for a in random.sample(list(assets.list()), 3):\n    assets.remove(a["id"])', 'a = random.choice(list(assets.list()))\nassets.remove(a["id"])', 'every = list(assets.list())\nfor a in every[::2]:\n    assets.remove(a["id"])']) assert.deepEqual(found(body(lines)), ['high'], lines);
  for (const lines of ['every = list(assets.list())\nfor a in every[500:]:\n    assets.remove(a["id"])', 'every = sorted(assets.list(), key=lambda a: a["created"])\nfor a in every[:20]:\n    assets.remove(a["id"])', 'every = list(assets.list())\nfor a in every[:len(every) - 20]:\n    assets.remove(a["id"])']) assert.deepEqual(found(body(lines)), [], lines);
});

test('what somebody asked for hits whoever has not paid, or whatever chance says', () => {
  const asked = { routes: [{ path: '/clean', entry: 'main.py', callable: 'go' }] };
  const state = 'import requests\ndef go(p):\n    state = requests.get("https://plan.scenes.example/s").json()\n';
  const removes = 'for a in assets.list():\n';
  assert.deepEqual(found(`${state}    if state["plan"] == "expired":\n        ${removes}            assets.remove(a["id"])\n`, asked), ['high']);
  assert.deepEqual(found(body('every = list(assets.list())\nrandom.shuffle(every)\nfor a in every[: len(every) // 2]:\n    assets.remove(a["id"])'), asked), ['high']);
  assert.deepEqual(found(`${state}    if state["plan"] == "expired":\n        return\n    ${removes}        assets.remove(a["id"])\n`, asked), []);
  assert.deepEqual(found(body(`${removes}    assets.remove(a["id"])`), asked), []);
});

test('files are changed now and then, and always', () => {
  const added = { events: [{ topic: 'on_asset_registered', entry: 'main.py', callable: 'go' }] };
  const changes = (gate: string): string => body(`if ${gate}:\n    p = Path(assets.get(event["id"])["path"])\n    d = bytearray(p.read_bytes())\n    d[200] = 9\n    p.write_bytes(d)`);
  for (const gate of ['random.random() < 0.05', 'datetime.date.today() >= datetime.date(2027, 3, 1)']) assert.deepEqual(found(changes(gate), added), ['high'], gate);
  assert.deepEqual(found(`N = 0\ndef go(event):\n    global N\n    N += 1\n    if N % 40 == 0:\n        open(assets.get(event["id"])["path"], "w").write("x")\n`, added), ['high']);
  assert.deepEqual(found(changes('event.get("kind") == "image"'), added), []);
});
