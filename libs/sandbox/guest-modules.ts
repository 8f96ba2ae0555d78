import type { Builtins } from './guest-builtins.js';
import type { GuestQuestion } from './guest-protocol.js';

/** What the modules of an extension need of the realm that they are loaded in. */
interface Around {
  question: (asked: GuestQuestion) => Record<string, unknown>;
  /** The text of a module, moved to where it has places of its own. */
  moved: (path: string, source: string) => string;
  /** A module of the host, with something under names that it does not have. */
  hostModule: (name: string, asked: readonly string[]) => unknown;
  /** What stands in for a module of this name, or for anything. */
  standIn: (name: string | null) => unknown;
}

/** What the parent answers to the question for a module. */
interface Found {
  host?: string;
  asked?: string[];
  standIn?: boolean;
  path?: string;
  json?: boolean;
  replaceable?: boolean;
  source?: string;
}

/** How CommonJS modules of an extension are loaded, as Node does it. Its text is sent to the realm with that of guest.ts: it may use nothing from outside of itself. */
export function commonJs({ Function, String, max, newMap, parse, text: textual }: Builtins, { question, moved, hostModule, standIn }: Around) {
  const required = newMap<string, { exports: unknown }>();
  const Body = async function () {}.constructor as new (...texts: string[]) => (...given: unknown[]) => Promise<void>;
  let hasBegun = false;
  /** Says, once, that what is read now is run next. */
  const begun = <T>(read: T): T => {
    if (!hasBegun) question({ type: 'began' });
    hasBegun = true;
    return read;
  };
  const run = (module: { exports: unknown }, path: string, source: string): unknown =>
    begun(new Function('exports', 'require', 'module', '__filename', '__dirname', moved(path, source) + '\n//# sourceURL=' + path))(module.exports, (name: string) => require(name, path), module, path, textual.slice(path, 0, max(textual.lastIndexOf(path, '/'), 0)));
  const require = (specifier: string, referrer: string | null = null): unknown => {
    const found = question({ type: 'require', specifier: String(specifier), referrer }) as unknown as Found;
    if (found.host !== undefined) return hostModule(found.host, found.asked ?? []);
    if (found.standIn) return standIn(specifier);
    const path = String(found.path);
    const known = required.get(path);
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    required.set(path, module);
    try {
      if (found.json) module.exports = parse(String(found.source));
      else run(module, path, String(found.source));
    } catch (error) {
      if (!found.replaceable) {
        // Whoever asks again meets the error again, and not half of a module.
        required.delete(path);
        throw error;
      }
      module.exports = standIn(null);
    }
    return module.exports;
  };
  /** Runs an entry that is the body of an async function. */
  const runBody = async (path: string): Promise<void> => {
    const { source } = question({ type: 'require', specifier: path, referrer: null });
    await begun(new Body('require', moved(path, String(source)) + '\n//# sourceURL=' + path))((name: string) => require(name, path));
  };
  return { begun, require, runBody };
}
