import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { childrenCalled, escapeXml, parseXmlFile } from './xml.js';

const parse = (text: string | Uint8Array) => parseXmlFile(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'x.xml');

test('elements, attributes and text are read', () => {
  const root = parse('\uFEFF<?xml version="1.0" encoding="UTF-8"?><!-- a --><a b="1&amp;2"><c>x</c><d/><c><![CDATA[<y>]]></c></a>');
  assert.deepEqual([root.name, root.attributes['b']], ['a', '1&2']);
  assert.deepEqual(childrenCalled(root, 'c').map(({ text }) => text), ['x', '<y>']);
});

describe('refused', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  const cases: [code: string, what: string, text: string | Uint8Array][] = [
    ['xml-syntax', 'nothing', ''],
    ['xml-syntax', 'no XML', '{}'],
    ['xml-syntax', 'an open element', '<a>'],
    ['xml-syntax', 'two roots', '<a/><a/>'],
    ['xml-syntax', 'an attribute twice', '<a b="1" b="2"/>'],
    ['xml-syntax', 'an unknown entity', '<a>&b;</a>'],
    ['xml-syntax', 'a NUL character', '<a>&#0;</a>'],
    ['xml-doctype', 'a document type', '<!DOCTYPE a><a/>'],
    ['xml-doctype', 'a document type from elsewhere', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['xml-syntax', 'an entity of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['xml-encoding', 'another encoding by name', '<?xml version="1.0" encoding="utf-16"?><a/>'],
    ['xml-encoding', 'bytes that are not UTF-8', new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])],
    ['xml-too-deep', '33 levels', nested(33)],
    ['xml-too-deep', 'levels beyond the stack', nested(150_000)],
  ];
  for (const [code, what, text] of cases) test(`${what} as ${code}`, () => assert.throws(() => parse(text), { name: 'PackageError', code, path: 'x.xml' }));
  test('but not 32 levels', () => assert.equal(parse(nested(32)).name, 'a'));
  test('with the place', () => assert.throws(() => parse('<a>\n<b c></b></a>'), { message: /^x\.xml: line 2, column \d+: / }));
});

test('what is escaped is read as it was', () => {
  const text = '<&>"\'\n\t\r é 😀';
  const root = parse(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
  assert.deepEqual([root.attributes['b'], root.text], [text, text]);
});
