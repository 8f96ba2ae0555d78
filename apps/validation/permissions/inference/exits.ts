import type { Machine } from './machine.js';
import { EXPORTED, fieldsOf, FREE, UNKNOWN } from './values.js';
import type { Cell, Exit, Place, Thing, Value } from './values.js';

/** Inherited members that are lent to heirs in one package: each heir takes all that each it descends from has, so that long lines of heirs make more than any memory holds. */
const MOST_LENT = 400_000;

/** What becomes of values that leave: out of sight, or to the host. */
export class Exits {
  #lent = 0;

  constructor(private readonly machine: Machine) {}

  /** A value reaches a cell that somebody else has. */
  take(value: Value, exit: Exit): void {
    if (exit.handed) this.hand(value, exit);
    else this.#leave(value, exit);
  }

  /** The value goes where it cannot be followed; what it holds goes with it. */
  escape(value: Value, place: Place, why: string): void {
    if (value.kind === 'host' || value.kind === 'member' || value.kind === 'builtin' || value.kind === 'thing') this.#leave(value, { place, why });
  }

  #leave(value: Value, exit: Exit): void {
    if (value.kind === 'host') return this.machine.hosts.lose(value, exit.place, exit.why);
    if (value.kind === 'member') return this.machine.hosts.choose(value);
    if (value.kind === 'builtin') return value.target ? this.#leave(value.target, exit) : this.machine.brought.unseen();
    if (value.kind !== 'thing' || value.escaped) return;
    value.escaped = exit;
    this.#share(value, exit, UNKNOWN);
  }

  /** The host gets the value: it may call functions with things that need no permission, and has the host object anyway. A part of it that is guarded is used so. */
  hand(value: Value, exit: Exit = EXPORTED): void {
    if (value.kind === 'builtin' && value.target) return this.hand(value.target, exit);
    if (exit !== EXPORTED && value.kind === 'host') return this.machine.hosts.use(value.path, exit.place);
    if (exit !== EXPORTED && value.kind === 'member') return this.machine.hosts.choose(value);
    if (value.kind !== 'thing' || value.handed) return;
    value.handed = exit;
    this.#share(value, exit, FREE);
    if (value.code) this.machine.flow.exit(value.code.instance.protos, exit);
  }

  /** Somebody else has a thing: what it holds goes there too, and its functions may be called with what they have there. */
  #share(thing: Thing, exit: Exit, given: Value): void {
    if (thing.names) this.machine.flow.add(thing.names, UNKNOWN);
    if (this.machine.iterators.isGenerator(thing)) this.machine.flow.add(thing.rest, given);
    for (const cell of fieldsOf(thing)) this.machine.flow.exit(cell, exit);
    this.machine.flow.exit(thing.rest, exit);
    this.machine.flow.exit(thing.protos, exit);
    this.#lend(thing, thing.protos, new Set([thing]));
    if (thing.maker && this.machine.own.objects.has(thing)) for (const cell of fieldsOf(thing.maker)) this.machine.flow.exit(cell, exit);
    if (!thing.code) return;
    for (const param of thing.code.params) this.machine.flow.add(param, given);
    if (thing.code.list) this.machine.flow.add(thing.code.list.rest, given);
    this.machine.flow.exit(thing.code.result, exit);
  }

  /** What a thing inherits may be called on it. */
  #lend(thing: Thing, protos: Cell, seen: Set<Thing>): void {
    const { flow, own } = this.machine;
    const take = (cell: Cell): void => ++this.#lent > MOST_LENT ? void flow.giveUp() : flow.on(cell, (value) => value.kind === 'thing' && value.code && !value.code.bound && flow.add(value.code.self, thing));
    flow.on(protos, (proto) => {
      if (proto.kind !== 'thing' || seen.has(proto)) return;
      seen.add(proto);
      own.whenAsked(proto, (_, cell) => take(cell));
      take(proto.rest);
      this.#lend(thing, proto.protos, seen);
    });
  }
}
