/** What a scope lets an extension do, for people who decide on it. */
export interface Scope {
  /** One sentence, from the extension's side: "Read …". */
  description: string;
  /** `high`: can do lasting harm to others, or take what it reads out of the host. `low`: touches only what is its own. */
  risk: 'low' | 'medium' | 'high';
}

/** Every scope of a dialect, by its name as manifests write it. */
export type Scopes = Readonly<Record<string, Scope>>;
