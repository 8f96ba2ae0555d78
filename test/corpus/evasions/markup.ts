import { BINDING, QUOTED } from './evasion.js';
import type { Evasion } from './evasion.js';

/** Ends the comment that it stands in. */
const CODE = `*/${BINDING}/*`;
const SEEN = 'unparseable-script high or engine-internals critical';

/** An image whose script is a comment for who does not replace `&name;`. */
function image(type: string, name: string, script = `/*&${name};*/`): Record<string, string> {
  return { 'index.js': 'host.open("a.svg")', 'a.svg': `<!DOCTYPE svg [${type}]><svg xmlns="http://www.w3.org/2000/svg"><script>${script}</script></svg>` };
}

function many(count: number): string {
  return Array.from({ length: count }, (_, index) => `<!ENTITY n${index} "">`).join('');
}

/** `e0` is the code; each other one names the one before. */
function nested(depth: number): string {
  return `<!ENTITY e0 "${CODE.replaceAll('"', "'")}">${Array.from({ length: depth }, (_, index) => `<!ENTITY e${index + 1} "&e${index};">`).join('')}`;
}

/** `depth` pages in each other, the last with a script; to a parser of JSX they are a script. */
function frames(depth: number): string {
  let page = `<script>${BINDING}</script>`;
  for (let left = depth; left > 0; left--) page = `<iframe srcdoc="${page.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`;
  return page;
}

const DECLARED = `'${CODE}'`;

/** Texts of a document type, names with prefixes, pages in pages, bytes that make a text look binary. */
export const MARKUP: readonly Evasion[] = [
  ['entity', image(`<!ENTITY e ${DECLARED}>`, 'e'), 'engine-internals critical'],
  ['entity with an accent', image(`<!ENTITY é ${DECLARED}>`, 'é'), 'engine-internals critical'],
  ['entity with a colon', image(`<!ENTITY e:e ${DECLARED}>`, 'e:e'), 'engine-internals critical'],
  ['entity behind a hundred', image(`${many(100)}<!ENTITY e ${DECLARED}>`, 'e'), 'engine-internals critical'],
  ['entity with a name that is too long', image(`<!ENTITY ${'e'.repeat(101)} ${DECLARED}>`, 'e'.repeat(101)), SEEN],
  ['entity in entities, 3 deep', image(nested(3), 'e3'), 'engine-internals critical'],
  ['entity in entities, 5 deep', image(nested(5), 'e5'), SEEN],
  ['entity behind those that use up the room', image(`<!ENTITY e ${DECLARED}><!ENTITY big "${'x'.repeat(500_000)}">`, 'e', `/*${'&big;'.repeat(8)}*/ /*&e;*/`), SEEN],
  ['entity declared twice', image(`<!ENTITY e ${DECLARED}><!ENTITY e "">`, 'e'), 'engine-internals critical'],
  ['entity declared in a comment before', image(`<!-- <!ENTITY e ""> --><!ENTITY e ${DECLARED}>`, 'e'), 'engine-internals critical'],
  ['entity behind a type in a comment', { 'index.js': 'host.open("a.svg")', 'a.svg': `<!-- <!DOCTYPE svg [ ]> -->${image(`<!ENTITY e ${DECLARED}>`, 'e')['a.svg']}` }, 'engine-internals critical'],
  ['entity with an element by numbers', { 'index.js': 'host.open("a.svg")', 'a.svg': `<!DOCTYPE svg [<!ENTITY e '&#60;script>${BINDING}&#60;/script>'>]><svg>&e;</svg>` }, 'engine-internals critical'],
  ['entity with a quotation mark', { 'index.js': 'host.open("a.svg")', 'a.svg': `<!DOCTYPE svg [<!ENTITY e '*/${BINDING}/*'>]><svg><a onclick="/*&e;*/"/></svg>` }, SEEN],
  ['entity that stays in CDATA', { 'index.js': 'host.open("a.svg")', 'a.svg': `<!DOCTYPE s:svg [<!ENTITY e "; /*">]><s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script><![CDATA[var e = 1 &e; ${BINDING} /* */]]></s:script></s:svg>` }, 'engine-internals critical'],
  ['entity declared by another', image(`<!ENTITY % p "<!ENTITY &#37; q ''>&#60;!ENTITY e '*/process.binding(1)/*'>">%p;`, 'e'), SEEN],
  ['entity that stands elsewhere', image('<!ENTITY e SYSTEM "e.txt">', 'e'), SEEN],
  ['entity that nothing declares', { 'index.js': 'host.open("a.xhtml")', 'a.xhtml': `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><script>/*&ast;/${BINDING}/**/</script></html>` }, SEEN],
  ['handler by default', { 'index.js': 'host.open("a.svg")', 'a.svg': `<!DOCTYPE svg [<!ATTLIST svg onload CDATA '${BINDING}'>]><svg xmlns="http://www.w3.org/2000/svg"/>` }, SEEN],
  ['href before another one', { 'index.js': 'host.open("a.html")', 'a.html': `<svg><a href="javascript:${QUOTED}" xlink:href="#">x</a></svg>` }, 'engine-internals critical'],
  ['href before another one in XML', { 'index.js': 'host.open("a.svg")', 'a.svg': `<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" xmlns:y="y"><s:a x:href="javascript:${QUOTED}" y:href="#"/></s:svg>` }, 'engine-internals critical'],
  ['type of another vocabulary', { 'index.js': 'host.open("a.svg")', 'a.svg': `<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:y="y"><s:script y:type="text/plain">${BINDING}</s:script></s:svg>` }, 'engine-internals critical'],
  ['pages in pages, 3 deep', { 'index.js': 'host.open("a.html")', 'a.html': frames(3) }, 'engine-internals critical'],
  ['pages in pages, 4 deep', { 'index.js': 'host.open("a.html")', 'a.html': frames(4) }, SEEN],
  ['noscript in a page in a page', { 'index.js': 'host.open("a.html")', 'a.html': `<iframe srcdoc="<noscript><p title='</noscript><script>process.binding(1)</script>'></noscript>"></iframe>` }, 'engine-internals critical'],
  ['script with a byte that looks binary', { 'index.js': 'require("./x.bin")', 'x.bin': '/*\0*/ host.run(`./evil.js`)', 'evil.js': BINDING }, 'engine-internals critical'],
  ['script with such a byte, loads by path', { 'index.js': 'require("./x.bin")', 'x.bin': '/*\0*/ document.body.innerHTML = host.text()', 'evil.js': BINDING }, 'engine-internals critical'],
  ['page that hides a name in its charset', { 'index.js': 'host.open("a.html")', 'a.html': '<meta charset=iso-2022-jp><script>host.run("./ev\x1b(Bil.js")</script>', 'evil.js': BINDING }, 'engine-internals critical'],
  ['handler that hides a name in references', { 'index.js': 'host.open("a.html")', 'a.html': `<p onclick="host.run('.&sol;ev&#105;l&period;js')">`, 'evil.js': BINDING }, 'engine-internals critical'],
  ['handler that hides how it loads', { 'index.js': 'host.open("a.html")', 'a.html': '<p onclick="document.body.inner&#72;TML = host.text()">', 'evil.js': BINDING }, 'engine-internals critical'],
];
