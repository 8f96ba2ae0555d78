import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { isRunner, isSender } from './calls.js';
import { judgeChat } from './chat-harm.js';
import { codeOf, judgeCode, once } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { isShell } from './commands.js';
import { judgeFalseAlerts } from './input-capture/false-alerts.js';
import { judgeLedAway } from './input-capture/led-away.js';
import { sendTogether } from './python/linked.js';
import { judgeOuterKeys } from './outer-keys.js';
import { decode } from './text.js';
import { largeFiles } from './together.js';

const CLIPBOARD = /^(?:navigator\.clipboard\.read(?:Text)?|module:(?:clipboardy|electron)\.(?:read|readSync)|py:(?:pyperclip\.paste|tkinter\.Tk\(\)\.clipboard_get|win32clipboard\.GetClipboardData))$/;
const KEYBOARD = /^(?:module:(?:iohook|uiohook-napi|node-global-key-listener|robotjs|@nut-tree\/nut-js|gkm|keypress-global)|py:(?:pynput|pynput\.keyboard|keyboard|pyHook|pyxhook))$/;

const SCREEN = /^module:(?:screenshot-desktop|desktop-screenshot|node-screenshots|screenshot-node)$/;
/** What is said and done in front of the computer. */
const ROOM = /^module:(?:node-record-lpcm16|node-audiorecorder|mic|node-mic|naudiodon2?|speech-recorder|node-webcam|webcam-desktop)$/;
/** Calls that make a picture of the screen. */
const TAKES_SCREEN = /^py:(?:PIL\.ImageGrab\.grab(?:clipboard)?|pyscreenshot\.grab(?:_to_file)?|pyautogui\.screenshot|mss\.(?:mss|MSS)\(\)\.(?:grab|shot|save)|d3dshot\.create\(\)\.screenshot)$/;
/** Programs that tell what was copied, which modules have in tables by the system that they are of. */
const TELLS_COPIED = /\b(?:pbpaste|wl-paste|xclip\s[^\n]{0,40}-o|xsel\s[^\n]{0,40}(?:-o|--output)|Get-Clipboard)\b/i;
const HELP = 'Declare the permission for the clipboard, or let users paste.';

/** What people type and copy holds passwords; reading it needs the permission that says so. A browser asks for the clipboard besides, and where its content goes is a matter of other rules. In a chat, people are asked for it. A program that somebody starts in a terminal, in a package of which no script reaches a server or runs what is not known, keeps what was copied on the computer. */
export const rule: Rule = {
  id: 'input-capture',
  code: 'DAT-04',
  version: 27,
  title: 'Keyboard and clipboard',
  why: 'What people type and copy holds passwords and private things, and they do not expect an extension to read along.',
  sections: true,
  run: (pkg) => {
    const declared = pkg.manifest.permissions.some((scope) => scope.includes('clipboard'));
    const staysHere = once(({ path }) => isProgram(pkg, path) && !codeOf(pkg).some(({ uses }) => uses.some(mayHandOn)));
    return [...judgeCode(rule.id, pkg, { use: (use, code) => judge(use, declared, () => staysHere(code)) ?? judgeScreen(use, code) ?? judgeInPython(use, code, pkg, declared) }), ...judgeChat(pkg, rule.id, ['lure', 'asked account', 'told command', 'advert', 'pushed advert', 'extortion', 'silenced warnings']), ...judgeLedAway(pkg, rule.id), ...judgeFalseAlerts(pkg, rule.id, largeFiles(pkg.files)), ...judgeOuterKeys(pkg, rule.id, largeFiles(pkg.files))];
  },
};

function judge(use: Use, clipboard: boolean, staysHere: () => boolean): Judgement {
  if (use.how === 'import' && KEYBOARD.test(use.what)) return { severity: 'high', message: `\`${use.what.replace(/^(?:module|py):/, '')}\` hears every key, in every program`, help: 'Listen to keys in the panel of the extension, or register shortcuts with the host.' };
  if (clipboard || use.how !== 'call' || !CLIPBOARD.test(use.what)) return null;
  return { severity: use.what.startsWith('navigator.') || staysHere() ? 'medium' : 'high', message: 'the clipboard is read without a permission for it', help: HELP };
}

/** Does a script begin as programs do that a shell starts? */
function isProgram({ files }: Package, path: string): boolean {
  const file = files.find((each) => each.path === path);
  return file !== undefined && decode(file.bytes.subarray(0, 2)) === '#!';
}

/** What sends or runs something, starts a program, or loads what nobody sees the name of, may do so with what was copied. */
function mayHandOn(use: Use): boolean {
  return isSender(use) || (isRunner(use) && !(TIMERS.has(use.what) && use.arguments[0]?.text !== true)) || isShell(use) || (LOADS.test(use.what) && use.how === 'call' && use.arguments[0]?.constant === null);
}

/** With a function, no code is made. */
const TIMERS = new Set(['setTimeout', 'setInterval']);
const LOADS = /^(?:require|import|process\.getBuiltinModule|module:module\..+|py:(?:__import__|importlib\.import_module))$/;

/** Pictures of the screen are what some tools are for; beside what sends something, users have to know. */
function judgeScreen({ how, what }: Use, code: Code): Judgement {
  if (how !== 'import' || !(SCREEN.test(what) || ROOM.test(what))) return null;
  return { severity: sends(code) ? 'high' : 'medium', message: `\`${what.replace(/^module:/, '')}\` ${SCREEN.test(what) ? 'sees the whole screen' : 'hears or sees who sits in front of it'}${sends(code) ? ', in a script that sends something' : ''}`, help: 'Show the panel of the extension, and nothing of other programs.' };
}

/** The same of Python, where modules that import each other may do it together. */
function judgeInPython(use: Use, code: Code, pkg: Package, clipboard: boolean): Judgement {
  if (use.how !== 'call' || !use.what.startsWith('py:')) return null;
  if (TAKES_SCREEN.test(use.what)) {
    const isSent = sendTogether(pkg, code);
    return { severity: isSent ? 'high' : 'low', message: `\`${use.what.slice(3)}\` sees the whole screen${isSent ? ', beside what sends something to a server that is named' : ''}`, help: 'Show what the extension makes itself, and nothing of other programs.' };
  }
  const isCopied = !clipboard && isShell(use) && use.arguments.slice(0, 2).some(({ shape }) => TELLS_COPIED.test(shape)) && sendTogether(pkg, code);
  return isCopied ? { severity: 'high', message: 'a program is asked for what was copied, beside what sends something to a server that is named', help: HELP } : null;
}

const sends = once(({ uses }) => uses.some(isSender));
