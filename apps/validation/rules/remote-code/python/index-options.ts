import { parsePython, type SyntaxNode } from '../../../permissions/inference/python-tree.js';

/** By which options and variables managers of packages for Python know an index. */
const OPTION = /^[rbu]*["'](?:--(?:extra-)?index-url|--find-links|-i|-f)["']$/;
const VARIABLE = /^[rbu]*["'](?:PIP_(?:EXTRA_)?INDEX_URL|PIP_FIND_LINKS|UV_(?:EXTRA_|DEFAULT_)?INDEX(?:_URL)?)["']$/;
const ADDRESS = /^[rbu]*["'](https?:\/\/[^\s"']{3,300})["']$/;

/** Addresses that stand behind such a variable in a Python file, or, with `options`, behind such an option, wherever the list is. */
export function indexesIn(text: string, options: boolean): string[] {
  const found: string[] = [];
  parsePython(text).cursor().iterate(({ node }) => {
    if (node.name !== 'String') return;
    const written = text.slice(node.from, node.to);
    if (!VARIABLE.test(written) && !(options && OPTION.test(written))) return;
    const address = ADDRESS.exec(nextText(node, text))?.[1];
    if (address !== undefined) found.push(address);
  });
  return found;
}

/** `"--index-url", "https://…"`, `{"PIP_INDEX_URL": "https://…"}`, `os.environ["PIP_INDEX_URL"] = "https://…"`: the text behind one, also where a name stands for it. */
function nextText(node: SyntaxNode, text: string): string {
  for (let from: SyntaxNode | null = node, up = 0; from && up < 2; from = from.parent, up++) {
    for (let next = from.nextSibling; next; next = next.nextSibling) {
      if (next.name === 'String') return text.slice(next.from, next.to);
      if (next.name === 'VariableName') return valueOf(next, text);
    }
  }
  return '';
}

/** What a module gives a name. */
function valueOf(name: SyntaxNode, text: string): string {
  let top = name;
  while (top.parent) top = top.parent;
  const written = text.slice(name.from, name.to);
  for (const each of top.getChildren('AssignStatement')) {
    const [target, value] = [each.firstChild, each.getChild('String')];
    if (target && value && text.slice(target.from, target.to) === written) return text.slice(value.from, value.to);
  }
  return '';
}
