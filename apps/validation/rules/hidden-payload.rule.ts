import type { Rule } from '../check.js';
import { judgeMadeInvisible } from './hidden-payload/made-invisible.js';
import { invisible } from './unicode/invisible.js';

/**
 * Variation selectors, tags and rows of zero width carry bytes that no editor shows. One character that is repeated carries none: low, if there are few.
 * So are a few that are each there once, in a class of a regular expression, a table of characters in order, packed data, or as the
 * only ones of a text, up to three such texts in a file: fillers before the text of a mail. One selector between a Chinese letter and
 * an emoji is low: it stands on the wrong side. Code that makes such characters of a text, and writes files, is told here too.
 */
export const rule: Rule = {
  id: 'hidden-payload',
  code: 'UNI-02',
  version: 13,
  title: 'Data in characters that cannot be seen',
  why: 'Such characters carry data, or code, that no editor shows to anybody.',
  run(pkg) {
    return [...invisible('hidden-payload', pkg), ...judgeMadeInvisible(pkg, rule.id)];
  },
};
