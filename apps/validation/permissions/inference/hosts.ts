import { DATA_PATHS } from '../host-data.js';
import { memberPath, type GatePaths } from './paths.js';
import type { Witness } from './machine.js';
import type { Called } from './uses.js';
import { FREE, PROJECT, UNKNOWN, type Host, type Member, type Place, type Value } from './values.js';

/** The path of a loss: whichever function the global object has. */
export const ANY_GLOBAL = '@()';

/** The parts of the host: one value for each, and what it is to use one, or to lose it from sight. */
export class Hosts {
  readonly #parts = new Map<string, Host>();
  readonly #members = new Map<string, Member>();
  #anyGlobal: Member | null = null;

  constructor(
    private readonly paths: GatePaths,
    private readonly witness: Witness,
  ) {}

  /** The part at `path`; what leads to no row is free, what is below one stays that row, unless it is known what that does with data. */
  at(path: string): Value {
    let known = path;
    if (path !== '@' && !this.paths.leads(path)) {
      const gate = this.paths.gateOf(path);
      if (gate === null || path.startsWith(`${gate}()`)) return path.startsWith('@') && gate === null ? UNKNOWN : path === 'workspace' ? PROJECT : FREE;
      known = DATA_PATHS.has(path) ? path : `${gate}.*`;
    }
    const part = this.#parts.get(known) ?? { kind: 'host', path: known };
    this.#parts.set(known, part);
    return part;
  }

  /** The member `name` of a part. */
  memberOf({ path }: Host, name: string): Value {
    return this.at(memberPath(path, name));
  }

  /** A member whose name is only known at run time. Of the global object, what is chosen so is lost at once, and one value stands for all of it: there is too much of it to follow. */
  anyMemberOf(of: Host, place: Place): Value {
    if (of.path === '@') {
      this.choose({ kind: 'member', of, place });
      return (this.#anyGlobal ??= { kind: 'member', of, place });
    }
    const key = `${of.path} ${place.start} ${place.file}`;
    const member = this.#members.get(key) ?? { kind: 'member', of, place };
    this.#members.set(key, member);
    return member;
  }

  /** What is at the path is called, written, or given away. */
  use(path: string, place: Place, called?: Called): void {
    const gate = this.paths.gateOf(path.replace(/\.\*$/, ''));
    if (gate !== null) this.witness.used(gate, place, called);
  }

  /** The module itself may be what a row names. */
  touch(path: string, place: Place): void {
    if (this.paths.gateOf(path) === path) this.witness.used(path, place);
  }

  /** A member whose name is only known at run time is used. */
  choose({ of, place }: Member): void {
    this.lose(of, place, 'a member is chosen by a name that is only known at run time');
  }

  /** The same, and it is called there: of the global object, that may be any function which needs a permission. */
  call(member: Member, place: Place): void {
    if (member.of.path === '@') this.witness.lost(ANY_GLOBAL, place, 'a function of the global object is called by a name that is only known at run time');
    else this.choose(member);
  }

  /** A part gets out of sight. Of one that is guarded itself and has others in it that are guarded by themselves, any of these may be meant as well. */
  lose({ path }: Host, place: Place, why: string): void {
    const bare = path.replace(/\.\*$/, '');
    const gate = this.paths.gateOf(bare);
    if (gate !== null) this.use(bare, place);
    const { scopes, justified } = this.paths.needs(gate ?? '');
    const own = gate === null ? [] : [...scopes, ...justified];
    if (gate === null || this.paths.below(bare).some((scope) => !own.includes(scope))) this.witness.lost(path, place, why);
  }
}
