import type { Package } from '#libs/manifest/manifest.js';
import type { Severity } from '#libs/contracts/severity.js';
import type { Finding } from '../../check.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import type { Feature, Features } from './features.js';

/** What a rule says of one script, and the feature whose first place it shows. */
export interface Judgement {
  severity: Severity;
  feature: Feature;
  message: string;
}

/** What somebody can do whose code looks like that without a reason. */
const PUBLISH_READABLE = 'Publish the code as it was written, or minified by an ordinary build tool; a maintainer has to be able to read it.';

/** At most one finding for each script of a package. */
export function eachScript(rule: string, pkg: Package, judge: (features: Features, path: string) => Judgement | null): Finding[] {
  const report = new Report(rule);
  for (const { path, features } of scriptsOf(pkg)) {
    const judgement = judge(features, path);
    if (!judgement) continue;
    const { feature, ...seen } = judgement;
    const { line, column, evidence } = features.get(feature)!;
    report.add({ ...weighed(pkg, path, seen), help: PUBLISH_READABLE, file: path, line, column, evidence });
  }
  return report.findings();
}

/** How often a feature was seen. */
export function count(features: Features, feature: Feature): number {
  return features.get(feature)?.count ?? 0;
}

/** The part of `whole` that `feature` is, from 0; of nothing it is 0. */
export function share(features: Features, feature: Feature, whole: Feature): number {
  const all = count(features, whole);
  return all === 0 ? 0 : count(features, feature) / all;
}
