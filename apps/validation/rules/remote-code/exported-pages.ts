import type { Package } from '#libs/manifest/manifest.js';
import { CATALOGUES } from '../../permissions/catalogues.js';
import { listenersIn } from '../../permissions/inference/data-listeners.js';
import type { Finding } from '../../check.js';
import type { Code, CodeText, Judgement } from '../code.js';
import { readPage } from '../html/page.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import { usesInPages } from '../page-code-texts.js';
import { namesStranger } from '../facts/places.js';
import { addsScriptToPages } from '../javascript/pages/built-pages.js';
import { isOwnersScript } from '../facts/service-scripts.js';
import { findInSmall } from '../small-scripts.js';
import { isMirrored } from '../text-pages.js';
import { largeFiles } from '../together.js';

/** Cheap to look for: markup or code that has a script loaded. */
const MAY_LOAD = /<script\b|["'`\\]script\b|\bimport\s{0,5}\(/i;
const LOADS = new Set(['script-element.src', 'import', 'importScripts']);
const OF_MODULE = /^module:(https?:.*)/;
/** The event by which a host tells that it makes something that people give to others. */
const EXPORTS = /^(?:on|before|after|will|did)[._:-]?(?:\w{1,20}[._:-])?(?:export|publish|package|build)(?:ed|ing)?(?:[._:-]\w{1,20})?$/i;
const PYTHON = /\.pyw?$/;
const IN_PAGE = /<script\b/i;
/** Another page takes the place of this one, by chance. */
const LEADS_AWAY = /\blocation(?:\.href)?\s{0,5}=\s{0,5}["'`\\]{1,2}(https?:\/\/[^\s"'`<>\\]{3,200})|\blocation\.(?:replace|assign)\s{0,5}\(\s{0,5}["'`\\]{1,2}(https?:\/\/[^\s"'`<>\\]{3,200})/i;
const BY_CHANCE = /\bMath\.random\b/;
/** UTF-16 units of a text that is read. */
const LONGEST = 64 * 1024;

/**
 * A text that is put into pages which others publish: an extension of a host that hears when something is exported has a script of a server loaded
 * there. Counters and libraries of their owners, and mirrors of registries, are what people want in their pages; an address that users set is none that stands
 * here. In any package, one that leads whoever opens the page away by chance.
 */
export function judgeExportedPage({ shape }: CodeText, { path }: Code, pkg: Package): Judgement {
  if (shape.length > LONGEST || !namesStranger(shape)) return null;
  const away = IN_PAGE.test(shape) && BY_CHANCE.test(shape) ? LEADS_AWAY.exec(shape) : null;
  if (away && namesStranger(away[1] ?? away[2] ?? '')) return { severity: 'high', message: 'this text is a script for pages that by chance leads whoever opens one to a server that is named', help: 'Leave people on the page that they opened.' };
  if (!CATALOGUES.has(pkg.manifest.dialect) || !MAY_LOAD.test(shape) || !loadedBy(shape).some(isForeign) || !isExporting(pkg, path)) return null;
  return { severity: 'high', message: 'what users of the host export gets a script from a server that is named here', help: 'Put the script into what is exported, or let the settings name the server.' };
}

/** The addresses of scripts that a text loads as a page, or as code of one. */
function loadedBy(shape: string): string[] {
  const loaded = usesInPages(shape.replaceAll(UNKNOWN, '_')).flatMap(({ what, arguments: [given] }) => OF_MODULE.exec(what)?.[1] ?? (LOADS.has(what) && given ? given.shape : []));
  return [...loaded, ...(IN_PAGE.test(shape) ? readPage(shape).remote.map(({ url }) => url) : [])];
}

function isForeign(url: string): boolean {
  const address = url.startsWith('//') ? `https:${url}` : url;
  return namesStranger(address) && !isOwnersScript(address) && !isMirrored(address);
}

function isExporting(pkg: Package, path: string): boolean {
  const large = largeFiles(pkg.files);
  if (PYTHON.test(path)) return !large.has(path) && listenersIn(pkg.manifest.original).some(({ topic }) => topic !== null && EXPORTS.test(topic));
  return !large.has(path) && togetherWith(pkg, path, large).some(({ mentions }) => [...(mentions?.texts ?? [])].some((text) => EXPORTS.test(text)));
}

/** A tool by which pages are built that names a script. */
const BUILT_PAGE = { hints: [/\b(?:transformIndexHtml|generateBundle|renderChunk|writeBundle|closeBundle|processAssets|afterEmit|addTransform|posthtml|rehype|eleventyConfig|alterAssetTagGroups|html-webpack-plugin|HtmlWebpackPlugin|injectManifest|onPostBuild|onRenderBody)\b|astro:build|nitro:|render:html|build:after|hook\(/, /\bscript\b|<scr/, /<\\?\/(?:body|head)|\btag(?:Name)?\b\s*:/, /\/\//], find: addsScriptToPages, message: 'each page that somebody builds with this gets a script from a server that is named here', help: 'Let whoever builds a page say which scripts are in it.' };
/** The same in an extension of an editor or another host, which changes pages that somebody writes. */
const WRITTEN_PAGE = { ...BUILT_PAGE, hints: BUILT_PAGE.hints.slice(1), message: 'pages that somebody writes with this get a script from a server that is named here' };

/** Scripts of others that come into what is built, or, in extensions of a host, written. */
export function judgeBuiltPages(pkg: Package, id: string): Finding[] {
  return findInSmall(pkg, id, CATALOGUES.has(pkg.manifest.dialect) ? WRITTEN_PAGE : BUILT_PAGE);
}
