import type { Rule } from './check.js';
import { rule as childProcess } from './rules/child-process.rule.js';
import { rule as dynamicCode } from './rules/dynamic-code.rule.js';
import { rule as hardCodedSecret } from './rules/hard-coded-secret.rule.js';
import { rule as hiddenFile } from './rules/hidden-file.rule.js';
import { rule as hiddenUnicode } from './rules/hidden-unicode.rule.js';
import { rule as lifecycleScript } from './rules/lifecycle-script.rule.js';
import { rule as nativeBinary } from './rules/native-binary.rule.js';
import { rule as nestedArchive } from './rules/nested-archive.rule.js';
import { rule as unparseableScript } from './rules/unparseable-script.rule.js';

/** Every rule of the folder `rules/`, in the order in which they run. */
export const RULES: readonly Rule[] = [
  nativeBinary,
  nestedArchive,
  hiddenFile,
  lifecycleScript,
  hiddenUnicode,
  hardCodedSecret,
  unparseableScript,
  dynamicCode,
  childProcess,
];
