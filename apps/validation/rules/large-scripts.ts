import type { Profile } from '#libs/contracts/profile.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding, Rule } from '../check.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import { sectionsOf } from './javascript/syntax/sections.js';
import type { Section } from './javascript/syntax/sections.js';
import { isPage } from './javascript/syntax/sources.js';
import { treeOf } from './javascript/syntax/trees.js';
import { weighed } from './reach.js';
import { MOST_FINDINGS, Report } from './report.js';
import { decode, offsetOf, Places } from './text.js';
import { largeFiles } from './together.js';

/** A section of a large script, as the only script of its package. */
interface Alone {
  pkg: Package;
  file: PackageFile;
  section: Section;
  /** Of the large script. */
  places: Places;
}

const known = new WeakMap<Package, readonly Alone[]>();

/**
 * What a rule finds in a package, and in each section of its large scripts as if it stood alone: harm that is bundled with a library has as many things around it as
 * the library has, and is the same harm.
 */
export function findingsThroughout(rule: Rule, pkg: Package, profile: Profile): Finding[] {
  const found = rule.run(pkg, profile);
  const { sections } = rule;
  if (!sections) return found;
  const ask = sections === true ? rule.run : sections;
  const seen = new Set(found.map(placeOf));
  const more = sectionsIn(pkg).flatMap((alone) => ask(alone.pkg, profile).flatMap((finding) => inWhole(finding, alone, pkg)));
  const all = [...found, ...more.filter((finding) => !seen.has(placeOf(finding)) && seen.add(placeOf(finding)))];
  const report = new Report(rule.id);
  for (const each of all) report.add(each);
  return all.length > MOST_FINDINGS ? report.findings() : all;
}

function placeOf({ severity, file, line, column }: Finding): string {
  return [severity, file, line, column].join();
}

/** A finding at its place in the whole script, or in what the script writes; none about the package, which was asked by itself. */
function inWhole(finding: Finding, { file, section, places }: Alone, pkg: Package): Finding[] {
  if (finding.file !== file.path || finding.line === null) return finding.file === null || finding.file === file.path ? [] : [finding];
  return [{ ...weighed(pkg, file.path, finding), ...places.at(section.origin(offsetOf(section.text, finding.line, finding.column ?? 1))) }];
}

function sectionsIn(pkg: Package): readonly Alone[] {
  const sections = known.get(pkg) ?? divided(pkg);
  known.set(pkg, sections);
  return sections;
}

/** UTF-16 units of sections that are judged of one package: to judge that many takes three to seven seconds. */
export const MOST_DIVIDED = 1_000_000;

/** What the host starts first, and of each script its end, where bundlers put what they were given to bundle. */
function divided(pkg: Package): Alone[] {
  const large = largeFiles(pkg.files);
  const scripts = new Set(scriptsOf(pkg).flatMap(({ path, failure }) => (large.has(path) && !failure && !isPage(path) ? [path] : [])));
  const isEntry = ({ path }: PackageFile): boolean => pkg.manifest.entry_points.includes(path);
  const files = pkg.files.filter(({ path }) => scripts.has(path)).sort((a, b) => Number(isEntry(b)) - Number(isEntry(a)));
  const alone: Alone[] = [];
  // Packages bring the same code for several kinds of modules.
  const seen = new Set<string>();
  let left = MOST_DIVIDED;
  for (const file of files) {
    const text = decode(file.bytes);
    const tree = left > 0 ? treeOf(pkg, file, text) : null;
    if (!tree || 'reason' in tree) continue;
    const places = new Places(text);
    for (const section of sectionsOf(tree, text)) {
      if (seen.has(section.text)) continue;
      if ((left -= section.text.length) < 0) break;
      seen.add(section.text);
      alone.push(aloneIn(pkg, file, section, places));
    }
  }
  return alone;
}

/** The package with this section in the place of all its scripts. */
function aloneIn(pkg: Package, whole: PackageFile, section: Section, places: Places): Alone {
  const withText = (text: string): Alone => {
    const bytes = new TextEncoder().encode(text);
    const file = { ...whole, size: bytes.length, bytes };
    return { pkg: { ...pkg, files: [...pkg.files.filter((each) => isText(each)), file] }, file, section, places };
  };
  const alone = withText(section.text);
  return 'reason' in treeOf(alone.pkg, alone.file, section.text) ? withText(withoutClass(section.text)) : alone;
}

/** What says what the package is, and what scripts of it write. */
function isText({ path, size }: PackageFile): boolean {
  return size <= LARGEST_TEXT && TEXTS.test(path);
}

const LARGEST_TEXT = 64 * 1024;
const TEXTS = /^[^/]*\.json$|\.(?:md|mdc|txt)$|(?:^|\/)(?:readme|\.[^/]*)$/i;

/** What only stands in a class, under names that stand anywhere and are as long. */
function withoutClass(text: string): string {
  return text.replace(/#(?=[A-Za-z_$])/g, '_').replace(/\bsuper\b/g, 'Super');
}
