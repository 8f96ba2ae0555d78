import { withoutWrapping } from '../syntax/expressions.js';
import { both } from '../names/meaning.js';
import type { Meaning } from '../names/meaning.js';
import type { Resolver } from '../names/resolve.js';
import type { StoredValues } from '../names/stored.js';

const CONNECTION: Meaning = 'new WebSocket';

/** Of `this.name`, the connection that a call or `new` opened; anything else may be another object's. */
export function openedField(name: string, resolver: Resolver, stored: StoredValues): readonly Meaning[] {
  let meanings: readonly Meaning[] = [];
  for (const { source, isWhole } of stored.field(name)) {
    const made = withoutWrapping(source.node);
    if (isWhole && (made.type === 'CallExpression' || made.type === 'NewExpression')) meanings = both(meanings, resolver.meaningsOf(made, source.scope).filter((meaning) => meaning === CONNECTION));
  }
  return meanings;
}
