import type { ESTree } from 'meriyah';
import { dangerIn } from '../../commands.js';
import { nodesWithin } from '../syntax/children.js';
import { isMadeOf } from '../conditions/made-of.js';
import { lastName } from '../flows/taken-names.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

const WRITES = /^(?:writeFile|appendFile|outputFile|writeJson|outputJson|copyFile)(?:Sync)?_?$/;
/** Where assistants keep what they may do and which programs they start, as folders and names of files. */
const FILE = /(?:^|[\\/])(?:mcp(?:_config)?\.json|claude_desktop_config\.json|\.claude\.json|cline_mcp_settings\.json)$/;
const FOLDER = /(?:^|[\\/])\.(?:claude|cursor|gemini|codex|continue|windsurf|codeium|vscode|qwen|roo)(?:[\\/]|$)/;
const SETTINGS = /(?:^|[\\/])(?:settings(?:\.local)?\.json|config\.(?:toml|json|yaml)|tasks\.json|hooks\.json)$/;
/** By these an assistant asks nobody any more. */
const ASKS_NOBODY = /^(?:bypassPermissions|dontAsk|Bash\(\*\)|Bash|chat\.tools\.(?:global\.)?autoApprove|github\.copilot\.chat\.agent\.autoApprove|autoApproval\w*|yolo|never|danger-full-access|folderOpen)$/;
const ADDS = /^(?:mcpServers|mcp_servers|servers|hooks)$/;

/** Where a script writes into the settings of a coding assistant that it starts a program, or asks nobody before it acts. */
export function changesAssistant(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const nodes = nodesWithin(program);
  const texts = nodes.flatMap((node) => (node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : []));
  const asksNobody = texts.some((text) => ASKS_NOBODY.test(text));
  const runs = texts.some((text) => dangerIn(text) !== null);
  const adds = nodes.some((node) => (node.type === 'MemberExpression' && ADDS.test(lastName(node) ?? '')) || (node.type === 'Property' && node.key.type === 'Identifier' && ADDS.test(node.key.name)));
  if (!asksNobody && !runs && !adds) return null;
  for (const node of nodes) {
    const [to] = node.type === 'CallExpression' && WRITES.test(lastName(node.callee) ?? '') ? node.arguments : [];
    const holds = (pattern: RegExp): boolean => to !== undefined && isMadeOf(to as Node, names, (each) => each.type === 'Literal' && typeof each.value === 'string' && pattern.test(each.value));
    if (holds(FILE) ? adds : holds(FOLDER) && holds(SETTINGS)) return node;
  }
  return null;
}
