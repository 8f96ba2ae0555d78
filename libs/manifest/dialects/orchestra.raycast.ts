import { Field, type TextRule } from '../field.js';

const MOST = 100;
const NAME: TextRule = { code: 'manifest-raycast', max: 100, help: 'Write letters, digits, "-", "_" and dots.', pattern: /^[A-Za-z0-9][\w.-]*$/ };
/** What the interface of Raycast can always do, so what its extensions must be granted. */
const PERMISSIONS = ['network'];
const ENGINE = '>=0.1.0';

/** True for a package.json written for Raycast: commands at the top, and nothing about Orchestra yet. */
export function isRaycast(parsed: unknown): boolean {
  const { commands, engines, compat } = (parsed ?? {}) as Record<string, unknown>;
  return Array.isArray(commands) && compat === undefined && !(typeof engines === 'object' && engines !== null && 'orchestra' in engines);
}

/**
 * The package.json that Orchestra takes for one of Raycast: its own members stay, the title becomes the display name,
 * commands and preferences become `<extension>.<name>`, passwords become secrets. What Orchestra needs beside (main,
 * engines, permissions, compat) is added unless it is there. Throws PackageError `manifest-…`.
 */
export function fromRaycast(parsed: unknown): Record<string, unknown> {
  const root = new Field(parsed);
  const { title, icon, main, engines, permissions, contributes, ...original } = root.object();
  const name = root.member('name').text(NAME);
  const commands = root.member('commands').items(MOST);
  const mapped = {
    commands: commands.map((command) => ({ ...without(command, ['name']), command: `${name}.${command.member('name').text(NAME)}` })),
    settings: root.member('preferences').items(MOST).map((preference) => ({ ...without(preference, ['name']), id: `${name}.${preference.member('name').text(NAME)}`, ...(preference.member('type').value === 'password' && { secret: true }) })),
  };
  return {
    ...original,
    ...(title !== undefined && { title, displayName: original['displayName'] ?? title }),
    ...(icon !== undefined && { icon: typeof icon === 'string' && !icon.includes('/') ? `assets/${icon}` : icon }),
    main: main ?? `dist/${commands.length === 1 ? commands[0]!.member('name').text(NAME) : 'index'}.js`,
    engines: { ...(engines as object | undefined), orchestra: ENGINE },
    permissions: permissions ?? PERMISSIONS,
    compat: 'raycast',
    contributes: { ...mapped, ...(contributes as object | undefined) },
  };
}

function without(field: Field, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(field.object()).filter(([name]) => !names.includes(name)));
}
