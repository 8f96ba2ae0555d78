/** Tasks that an editor starts as soon as a folder is opened, in data that is no text of its own file: templates of projects. */

/** Parts of one value that are looked at. */
const MOST_PARTS = 5_000;

type Members = Readonly<Record<string, unknown>>;

/** The commands of such tasks, with their arguments, wherever in a value they stand. */
export function startedCommandsIn(root: unknown): string[] {
  const commands: string[] = [];
  const open: unknown[] = [root];
  for (let seen = 0; open.length > 0 && seen < MOST_PARTS; seen++) {
    const value = open.pop();
    if (!isObject(value)) continue;
    const { runOptions } = value as Members;
    if (isObject(runOptions) && runOptions['runOn'] === 'folderOpen') commands.push(...commandsOf(value));
    open.push(...Object.values(value));
  }
  return commands;
}

/** The command of a task, and those that it has for one system each. */
function commandsOf(task: Members): string[] {
  return [task, task['linux'], task['osx'], task['windows']].filter(isObject).map(({ command, args }) => [command, ...(Array.isArray(args) ? args : [])].map(wordOf).join(' '));
}

/** A text, or a text with the way in which it is quoted. */
function wordOf(word: unknown): string {
  const text = isObject(word) ? word['value'] : word;
  return typeof text === 'string' ? text : '';
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
