import { parse } from 'es-module-lexer/minimal/js';
import { InstallError } from './install-error.js';

/**
 * The source of an entry with the modules of the host put in: `modules` gives the address for each specifier that the
 * application provides. Throws InstallError `import-refused` for any other import, static or dynamic: the code that runs
 * must be the code that was verified. What code builds at run time is the business of the application's Content-Security-Policy.
 */
export function linkEntry(source: string, modules: Readonly<Record<string, string>>): string {
  let linked = '';
  let at = 0;
  for (const { n: specifier, s: start, e: end, d: kind } of importsIn(source)) {
    if (kind === IMPORT_META) continue;
    if (kind !== STATIC) throw new InstallError('import-refused', `The code loads ${specifier ?? 'other code'} while it runs. Bundle it into one file without import().`);
    if (specifier === undefined || !Object.hasOwn(modules, specifier)) throw new InstallError('import-refused', `The code imports ${specifier ?? 'other code'}. Bundle it into one file.`);
    linked += source.slice(at, start) + modules[specifier]!;
    at = end;
  }
  return linked + source.slice(at);
}

/** Values of `d` in what the lexer gives. */
const STATIC = -1;
const IMPORT_META = -2;

function importsIn(source: string) {
  try {
    return parse(source)[0];
  } catch (error) {
    throw new InstallError('incompatible', 'The entry is not a JavaScript module.', { cause: error });
  }
}
