import type { Command } from 'commander';
import { Me } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT, Failure } from '../exit-codes.js';
import type { Session } from '../session.js';
import { paint, text } from '../text.js';

export function loginCommand(program: Command, action: Action): void {
  program
    .command('login')
    .description('Checks a token and keeps it for the next commands')
    .option('--token-stdin', 'read the token from standard input')
    .action(action(login));
}

async function login(session: Session, options: { tokenStdin?: boolean }): Promise<typeof EXIT.done> {
  const { terminal, place, home, url } = session;
  const how = 'Write: souk login --token-stdin < token-file';
  const token = (options.tokenStdin ? await terminal.input() : await terminal.secret(text`Token for ${place.address}:`, how)).trim();
  if (!/^[\x21-\x7e]{1,500}$/.test(token)) throw new Failure(EXIT.usage, 'that is not a token', 'A token is one word and begins with souk_.');
  const me = await session.withToken(token).call(Me, '/me');
  await home.change((settings) => {
    settings.current = { url, tenant: place.tenant };
    settings.logins[place.address] = { token, handle: me.handle, tenant: me.tenant };
  });
  terminal.answer({ address: place.address, ...me }, [text`${paint('green', 'logged in')} at ${place.address} as ${paint('bold', me.handle)} (${me.role})`]);
  return EXIT.done;
}
