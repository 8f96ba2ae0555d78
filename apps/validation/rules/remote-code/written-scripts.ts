import { filesWrittenBy } from '../brought-files.js';
import type { CodeText, Judgement, Use } from '../code.js';
import { dangerInLines } from '../command-files.js';

const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile)(?:Sync)?$/;
/** Files that shells of the systems run. */
const OF_SHELL = /\.(?:sh|bash|zsh|command|bat|cmd|ps1|vbs|wsf|hta)$/i;
/** As scripts begin that are one whatever their file is called: for a shell of Unix, for that of Windows, and in VBScript. */
const BEGINS = /^\s*(?:#!.{0,40}\b(?:ba|z|da|k)?sh\b|@echo\s+off\b|On\s+Error\s+Resume\s+Next\b|Dim\s+\w|(?:Set\s+)?\w{1,40}\s*=\s*CreateObject\s*\()/i;
const HELP = 'Put the code into the package and load it by its path.';

/** For scripts that start programs: a text of several lines is written into a file that a shell runs, and does what no command of the package may. */
export function judgeWrittenScript(use: Use): Judgement {
  const [path, text] = use.arguments;
  if (use.how !== 'call' || !path || !text || !WRITES.test(use.what)) return null;
  return [path.shape, ...filesWrittenBy(use)].some((name) => OF_SHELL.test(name)) ? judgeLines(text.shape) : null;
}

/** The same of a text that is a script of a shell as a whole, wherever it goes; others may be shown only, as recipes are. */
export function judgeScriptText({ shape }: CodeText): Judgement {
  return BEGINS.test(shape) ? judgeLines(shape) : null;
}

function judgeLines(text: string): Judgement {
  const danger = text.includes('\n') ? dangerInLines(text) : null;
  return danger && { severity: 'high', message: `a script for a shell of the system, which is written here, ${danger.says}`, help: HELP };
}
