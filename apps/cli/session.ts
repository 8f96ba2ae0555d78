import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_URL, isExposed, placeOf, type Place } from './address.js';
import { Marketplace } from './client.js';
import { EXIT, Failure } from './exit-codes.js';
import { InstalledExtensions } from './extensions.js';
import { Home } from './home.js';
import { Terminal, type Streams } from './terminal.js';
import { paint, text } from './text.js';

/** The options that every command takes. */
export interface GlobalOptions {
  url?: string;
  tenant?: string;
  token?: string;
  home?: string;
  json?: boolean;
  quiet?: boolean;
}

/** What one run of `souk` works with: the options, the environment and the stored login, in this order. */
export class Session {
  private constructor(
    readonly terminal: Terminal,
    readonly home: Home,
    readonly place: Place,
    /** The base URL as it was given, for the next commands. */
    readonly url: string,
    readonly marketplace: Marketplace,
  ) {}

  static async open(options: GlobalOptions, streams: Streams): Promise<Session> {
    const { env } = streams;
    const terminal = new Terminal(streams, options);
    const home = new Home(resolve(options.home ?? (env.SOUK_CLI_HOME || join(homedir(), '.souk-cli'))));
    const { current, logins } = await home.settings();
    const givenUrl = options.url ?? (env.SOUK_URL || null);
    const url = givenUrl ?? current?.url ?? DEFAULT_URL;
    const storedTenant = url === current?.url ? current.tenant : null;
    const place = placeOf(url, options.tenant ?? (env.SOUK_TENANT || null) ?? storedTenant);
    if (options.token !== undefined) terminal.warn(text`a token on the command line can be seen by other users of this machine; use souk login, or SOUK_TOKEN`);
    const token = options.token ?? (env.SOUK_TOKEN || null) ?? logins[place.address]?.token ?? null;
    if (token !== null && isExposed(place.address)) terminal.warn(text`${place.address} is not https: the token can be read on the way`);
    return new Session(terminal, home, place, url, Session.marketplace(place, token, terminal));
  }

  /** The marketplace with another token than the stored one. */
  withToken(token: string): Marketplace {
    return Session.marketplace(this.place, token, this.terminal);
  }

  /** The marketplace, for what needs a token. Throws Failure (forbidden) when there is none. */
  get member(): Marketplace {
    if (!this.marketplace.hasToken) throw new Failure(EXIT.forbidden, `not logged in at ${this.place.address}`, 'Run souk login, or set SOUK_TOKEN.');
    return this.marketplace;
  }

  /** The installed extensions of this tenant. */
  get extensions(): InstalledExtensions {
    return new InstalledExtensions(this.home.extensions(this.place.tenant ?? new URL(this.place.address).host));
  }

  private static marketplace(place: Place, token: string | null, terminal: Terminal): Marketplace {
    return new Marketplace(place.address, token, (why) => terminal.note(text`${paint('dim', why)}`));
  }
}
