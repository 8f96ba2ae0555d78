import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BROWSER } from '#test/corpus/evasions/browser.js';
import { BROUGHT } from '#test/corpus/evasions/brought.js';
import { CIRCLES } from '#test/corpus/evasions/circles.js';
import { CROWDED } from '#test/corpus/evasions/crowded.js';
import { DAMAGE } from '#test/corpus/evasions/damage.js';
import { ENGINE } from '#test/corpus/evasions/engine.js';
import { CONSTRUCTOR, EVALUATION } from '#test/corpus/evasions/evaluation.js';
import type { Evasion } from '#test/corpus/evasions/evasion.js';
import { FLOWS } from '#test/corpus/evasions/flows.js';
import * as FOLLOWED from '#test/corpus/evasions/followed.js';
import { FOLLOWED_CROWDED } from '#test/corpus/evasions/followed-crowded.js';
import { missed } from '#test/corpus/evasions/judge-evasion.js';
import { MARKUP } from '#test/corpus/evasions/markup.js';
import { MODULES } from '#test/corpus/evasions/modules.js';
import { PACKAGES } from '#test/corpus/evasions/packages.js';
import { PAGES } from '#test/corpus/evasions/pages.js';
import { PARSING } from '#test/corpus/evasions/parsing.js';
import { PYTHON } from '#test/corpus/evasions/python.js';
import { PYTHON_LIMITS } from '#test/corpus/evasions/python-limits.js';
import { REACH } from '#test/corpus/evasions/reach.js';
import { REVIEWED } from '#test/corpus/evasions/reviewed.js';
import { SECRETS } from '#test/corpus/evasions/secrets.js';
import { STORED } from '#test/corpus/evasions/stored.js';
import { WALLETS } from '#test/corpus/evasions/wallets.js';
import { PROMISED, WRAPPED } from '#test/corpus/evasions/wrapped.js';

const GROUPS: Record<string, readonly Evasion[]> = {
  'eval by detours': EVALUATION,
  'the Function constructor by detours': CONSTRUCTOR,
  'modules by detours': MODULES,
  'modules that compilers wrap': [...WRAPPED, ...PROMISED],
  'the engine by detours': ENGINE,
  'code in a page': BROWSER,
  'data and text on their way': FLOWS,
  'what parsers may read in two ways': PARSING,
  'odd places of pages': PAGES,
  'entities, prefixes, and bytes of pages': MARKUP,
  'odd files': PACKAGES,
  'code that seems not to run': REACH,
  Python: PYTHON,
  'Python behind limits': PYTHON_LIMITS,
  'behind limits': [...CROWDED, ...FOLLOWED_CROWDED],
  'names that are followed': Object.values(FOLLOWED).flat(),
  'values that are stored': STORED,
  'circles and depths': CIRCLES,
  'found by review': REVIEWED,
  'keys by their names': SECRETS,
  'files that are destroyed': DAMAGE,
  'addresses that are swapped': WALLETS,
  'what one script brings and another loads': BROUGHT,
};

describe('no way around the scan', () => {
  for (const [name, evasions] of Object.entries(GROUPS)) {
    test(name, () => assert.deepEqual(evasions.flatMap((each) => missed(each) ?? []), []));
  }
});
