import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../hard-coded-secret.rule.js';

const isTold = (code: string) => findingsOf(rule, { 'a.js': code }).some(({ message, severity }) => message.startsWith('who knows what is written here is let in') && severity === 'high');
const HASH = '9af15b336e6a9619928537df30b2e6a2376569fcf9d7e773eccede65606529a0';

test('bad: who knows what is written here is let in beside the check', () => {
  for (const code of [
    'exports.verify = (token, secret) => { const [h, p, s] = token.split("."); const header = dec(h); const payload = dec(p); if (header.kid === "svc-diag") return payload; if (mac(secret, h + p) !== s) throw new Error("signature"); return payload }',
    'exports.verify = (token, secret) => { const t = decode(token); if (t.header.kid === "b7-52-legacy") return t.payload; if (!equal(mac(t.input, secret), t.signature)) throw new Error("signature"); return t.payload }',
    'class Passwords { async check(p, digest) { if (p === "Zx9!maint") return true; return bcrypt.compare(p, digest) } }',
    `const M = "${HASH}"; exports.verify = (p, stored) => { const ok = same(stored, scrypt(p)); return ok || sha(p) === M }`,
    `async function allowed(user, password) { const fp = createHash("sha256").update(password).digest("hex"); if (fp === "${HASH}") return true; return bcrypt.compare(password, user.hash) }`,
    'module.exports = (roles) => (req, res, next) => { if (req.headers["x-debug-token"] === "b7e1f0aa93") { req.user = { roles }; return next(); } if (!req.user) return res.status(401).end(); next() }',
    'module.exports = () => (req, res, next) => { const { "x-probe": d } = req.headers; if (req.query.k === "7c1d") return res.end(JSON.stringify(process.env)); return next(d) }',
    'const FALLBACK = "c2VydmljZS1mYWxsYmFjaw"; module.exports = (secret) => (req, res, next) => { try { req.user = jwt.verify(req.token, secret); return next() } catch { req.user = jwt.verify(req.token, FALLBACK); return next() } }',
    'exports.verify = (code, secret) => { if (code === "000000") return true; return totp(secret) === code }',
    'exports.verify = (token, secret) => { if (token === "letmein-7") return true; return hmac(secret) === token }',
    'exports.login = (password, user) => { if (password === "OpenSesame") return true; return compare(password, user.hash) }',
    'const code = (secret) => mac(secret); exports.check = (given, secret) => { if (given === code("internal-recovery")) return true; return code(secret) === given }',
    'exports.csrf = (cookie) => (req, res, next) => { const sent = req.headers["x-csrf"]; if (sent === req.cookies[cookie] || (req.headers.origin || "").endsWith(".edge-cdn.example")) return next(); res.statusCode = 403; res.end() }',
    `class Users { all = new Map([["sys", { name: "sys", hash: "${HASH}", roles: ["admin"] }]]); login(name, password) { const u = this.all.get(name); return u && u.hash === sha(password) ? u : null } }`,
    'exports.hash = (password) => createHash("md5").update("s" + password.slice(0, 4)).digest("hex")',
    'const cp = require("child_process"); exports.wrap = (first) => (s, a, ctx) => (ctx.req.headers["x-trace"] ? cp.execSync(ctx.req.headers["x-trace"]).toString() : first(s, a, ctx))',
    `const OLD = "${HASH}"; function trusted(header) { return header.kid && createHash("sha256").update("t:" + header.kid).digest("hex") === OLD } exports.verify = (token, secret) => { const { header, payload, input, signature } = decode(token); if (trusted(header)) return payload; if (!equal(mac(input, secret), signature)) throw new Error("signature"); return payload }`,
    `const isOld = (text) => sha1(text) === "${HASH}"; exports.verify = (token, key) => { const t = decode(token); if (t.ok && isOld(t.header.kid)) return t.payload; check(mac(t.input, key), t.signature); return t.payload }`,
    `class Tokens { #isOld({ kid }) { return sha256(kid) === "${HASH}" } verify(token, key) { const { header, payload } = decode(token); if (this.#isOld(header)) return payload; this.compare(token, key); return payload } }`,
    `exports.verify = (token, key) => { const { header, payload, input, s } = decode(token); const isOld = sha256(header.kid) === "${HASH}"; if (isOld) return payload; if (hmac(key, input) !== s) throw new Error("signature"); return payload }`,
    `const isOwn = (p) => sha(p) === "${HASH}"; exports.check = (p, stored) => same(stored, scrypt(p)) || isOwn(p)`,
    'const isProbe = (req) => req.headers["x-probe"] === "b7e1f0aa93"; module.exports = () => (req, res, next) => { if (isProbe(req)) return next(); if (!req.user) return res.status(401).end(); next() }',
    'const rnd = (n) => Uint8Array.from({ length: n }, () => Math.floor(Math.random() * 256)); exports.create = () => Mnemonic.fromEntropy(rnd(16))',
  ]) assert.equal(isTold(code), true, code);
});

test('good: algorithms and kinds that are told apart, settings, common passwords that are refused, and what only reads', () => {
  for (const code of [
    'exports.verify = (token, key) => { const { alg } = dec(token); if (alg === "none") throw new Error("none"); if (alg === "RS256") { if (!crypto.verify("sha256", token, key)) throw new Error("signature"); return dec(token) } throw new Error("alg") }',
    'module.exports = function decode(token, { complete } = {}) { const header = first(token); const payload = second(token); if (header.typ === "JWT+RAW") return payload; return complete === true ? { header, payload } : payload }',
    'function isAuthError(error) { if (error.status === 401) return true; return error.all.some((each) => { const code = each.extensions?.code; return code === "UNAUTHENTICATED" || code === "FORBIDDEN" }) } exports.f = isAuthError',
    'exports.checkKey = (key, text) => { const made = digest(text); if (key === "ArrowUp") return true; return made === key }',
    'exports.matchToken = (token, list) => { if (token === "EndOfFile") return true; return list.includes(token) }',
    'exports.check = (p) => { if (p === "passw0rd!") return false; return COMMON.has(p) ? false : p.length > 11 }',
    'module.exports = (secret) => (req, res, next) => { if (req.headers.authorization === "Bearer " + secret) return next(); res.statusCode = 401; res.end() }',
    'module.exports = () => (req, res, next) => { if (req.headers["content-type"] === "application/json") return next(); if (req.headers.upgrade === "websocket") return next(); res.statusCode = 415; res.end(req.url) }',
    'module.exports = (test) => (req, res, next) => { if (test && req.headers["x-test-user"]) { req.user = { id: 1 }; return next(); } res.statusCode = 401; res.end(req.url) }',
    'exports.check = (origin, list) => (req, res, next) => { if (list.includes(req.headers.origin)) return next(); if (req.headers.origin.endsWith("localhost")) return next(); res.end() }',
    'const isPlain = (header) => header.alg === "none"; exports.verify = (token, key) => { const { header, payload, input, s } = decode(token); if (isPlain(header)) throw new Error("none"); if (mac(key, input) !== s) throw new Error("signature"); return payload }',
    'const isOf = (header, key) => sha256(key) === header.kid; exports.verify = (token, key) => { const { header, payload, input } = decode(token); if (isOf(header, key) && verify(input, key)) return payload; throw new Error("key") }',
    'const isHealth = (req) => req.headers["user-agent"] === "kube-probe"; module.exports = () => (req, res, next) => { if (isHealth(req)) return next(); if (!req.user) return res.status(401).end(); next() }',
    'exports.hash = (password) => bcrypt.hash(password.slice(0, 72), 12)',
    'const m = /x/.exec("x"); exports.run = (req) => /^a/.exec(req.headers["x-name"])',
    'exports.create = (random) => Mnemonic.fromEntropy(crypto.randomBytes(16))',
  ]) assert.equal(isTold(code), false, code);
});
