import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const HASH = `sha384-${'oqVuAfXRKap7fdgc'.repeat(4)}`;
const ADDRESS = 'https://sdk.maps.example/3.41.2/maps.js';
const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';
/** A script element that is set up by some statements. */
const element = (...statements: string[]): string => `const URL = '${ADDRESS}'; const HASH = '${HASH}'; const s = document.createElement('script'); ${statements.join('; ')}; document.head.append(s);`;

test('good: a script that a hash beside its address says', () => {
  for (const code of [
    element(`s.src = '${ADDRESS}'`, `s.integrity = '${HASH}'`),
    element('s.src = URL', 's.async = true', 's.integrity = HASH', 's.crossOrigin = "anonymous"'),
    element('s.integrity = HASH', 'if (nonce) s.nonce = nonce', 's.addEventListener("load", done)', 's.src = URL'),
    element('s.setAttribute("integrity", HASH)', 's.setAttribute("src", URL)'),
    `Object.assign(document.createElement('script'), { src: '${ADDRESS}', integrity: '${HASH}' })`,
    element('s.src = URL', `s.integrity = 'sha256-${'a'.repeat(43)}= ${HASH}'`),
  ]) assert.equal(worst(code), 'medium', code);
  assert.equal(worst(`<script src="${ADDRESS}" integrity="${HASH}" crossorigin></script><script src="a.js"></script>`, 'a.html'), 'medium');
});

test('bad: one that nothing says, that somebody else says, or that is said too late', () => {
  for (const code of [
    element('s.src = URL'),
    element('s.src = URL', 's.integrity = options.hash'),
    element('s.src = URL', 's.integrity = ""'),
    element('s.src = URL', 's.integrity = "md5-abc"'),
    element('s.src = URL', `s.integrity = "${HASH} none"`),
    element('s.src = URL', 'document.head.append(s)', 's.integrity = HASH'),
    element('s.src = URL', 'if (strict) s.integrity = HASH'),
    element('s.src = URL', 's.integrity = HASH', 's.removeAttribute("integrity")'),
    element('s.src = URL', 's.integrity = HASH', 's.integrity = ""'),
    element('s.src = "https://" + host + "/a.js"', 's.integrity = HASH'),
    element('s.src = URL', 'other.integrity = HASH'),
    `${element('s.src = URL', 's.integrity = HASH')} HASH = next;`,
    `Object.assign(document.createElement('script'), { src: '${ADDRESS}', integrity: '${HASH}', ...more })`,
  ]) assert.equal(worst(code), 'high', code);
  for (const page of [`<script src="${ADDRESS}" integrity=""></script>`, `<script src="${ADDRESS}" integrity="{{ hash }}"></script>`, `<script src="${ADDRESS}" integrity="${HASH}"></script><script src="${ADDRESS}?2"></script>`]) assert.equal(worst(`${page}<script src="a.js"></script>`, 'a.html'), 'high', page);
});
