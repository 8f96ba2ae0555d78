import { SEVERITIES, atLeast } from '#libs/contracts/severity.js';
import type { Severity } from '#libs/contracts/severity.js';
import { packageOf } from '#test/support/scan-package.js';
import { judgePackage } from '../judge.js';
import type { Evasion } from './evasion.js';

/** Null when the scan sees it as it should; else what it saw instead. */
export function missed([name, content, seenBy, manifest]: Evasion): string | null {
  const files = typeof content === 'string' ? { 'index.js': content } : content;
  const entry = 'index.js' in files ? 'index.js' : Object.keys(files)[0]!;
  const { verdict, found, crashed } = judgePackage(name, packageOf(files, { entry_points: [entry], ...manifest }));
  const isSeen = seenBy.split(' or ').some((wanted) => {
    const [check = '', least = 'medium'] = wanted.split(' ');
    const severity = found.get(check);
    return check === 'kept' ? verdict !== 'pass' : severity !== undefined && atLeast(severity, asSeverity(least));
  });
  if (isSeen && crashed.length === 0) return null;
  return `${name}: ${seenBy} expected, ${verdict} with ${[...found].map((each) => each.join(' ')).join(', ') || 'nothing'} ${crashed.join()}`;
}

function asSeverity(word: string): Severity {
  const severity = SEVERITIES.find((each) => each === word);
  if (!severity) throw new Error(`${word} is no severity`);
  return severity;
}
