import { parseModule, type ESTree } from 'meriyah';
import { InstallError } from './install-error.js';

/**
 * The source of an entry with the modules of the host put in: `modules` gives the address for each specifier that the
 * application provides. Throws InstallError `import-refused` for any other import, static or dynamic: the code that runs
 * must be the code that was verified. What code builds at run time is the business of the application's Content-Security-Policy.
 */
export function linkEntry(source: string, modules: Readonly<Record<string, string>>): string {
  const program = parse(source);
  if (loadsLater(program)) throw new InstallError('import-refused', 'The code loads other code while it runs. Bundle it into one file without import().');
  let linked = '';
  let at = 0;
  for (const { value, start, end } of program.body.flatMap(specifierOf)) {
    const specifier = String(value);
    if (!Object.hasOwn(modules, specifier)) throw new InstallError('import-refused', `The code imports ${specifier}. Bundle it into one file.`);
    linked += source.slice(at, start) + JSON.stringify(modules[specifier]!);
    at = end!;
  }
  return linked + source.slice(at);
}

/** A whole parser: what only looks for the word can be led to take code for a text or a regular expression. */
function parse(source: string): ESTree.Program {
  try {
    return parseModule(source, { ranges: true, next: true, validateRegex: false });
  } catch (error) {
    throw new InstallError('incompatible', 'The entry is not a JavaScript module.', { cause: error });
  }
}

/** Where a statement at the top names another module, quotes included. */
function specifierOf(statement: ESTree.Node): ESTree.Literal[] {
  const source = 'source' in statement ? statement.source : null;
  return source?.type === 'Literal' ? [source] : [];
}

/** True when there is an import() anywhere. */
function loadsLater(program: ESTree.Program): boolean {
  const open: unknown[] = [program];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    if ('type' in node && node.type === 'ImportExpression') return true;
    for (const child of Object.values(node)) open.push(child);
  }
  return false;
}
