import { DATA } from '../host-data.js';
import { allOf, type Call } from './calls.js';
import type { Carried, Heard } from './carried.js';
import { bare, functionsIn, textsIn } from './data-cells.js';
import type { Cell, Code, Place } from './values.js';

/** Functions that are called because a manifest or a call names them for what a host tells, and what they hear. */

/** A function of a file, as a manifest names it. */
export interface Listener {
  entry: string;
  callable: string;
  /** Null for a path that whoever asks a server of the host gets to it by. */
  topic: string | null;
  /** What the path, and the function, are called. */
  name: string;
}

/** Topics under which a host tells what people write: what is said, asked of a model, saved as a scene. */
const OF_TEXTS = /prompt|dialog|chat|message|text|line|scene|script|story|export|input|choice/i;
const OF_ASSETS = /^(?:on_?)?(?:assets?|images?|pictures?|renders?|thumbnails?|sprites?|backgrounds?)(?![a-z])/i;
/** What makes objects of an answer. */
const PARSES = /^(?:json|loads?|parse)$/;
/** Names of what removes, or puts something in its place. */
const REMOVES = /remov|delet|clear|purge|reset|prun|clean|tid[iy]|wipe|empt|drop|trash|erase|discard|restor|import|migrat|replac|sync|dedup|duplicat|unused|orphan|convert|optimi|compress|resiz|renam|move|organi|arrang|sort|transcod|format|[-_ /]to[-_]/i;
/** Names of what hands something on, or has something made of it. */
const HANDLES = /upload|shar|back|sync|export|publish|send|push|deploy|mirror|archiv|sav|stor|transfer|submit|post|report|analy|index|search|caption|descri|tag|translat|transcri|embed|render|convert|process|train|generat|suggest|review|check|scan|moderat/i;
/** Methods by which something is added to a list. */
const ADDS = new Set(['append', 'insert', 'extend', 'push', 'unshift']);
/** Methods of a host that tell what happens, by a topic. */
const BY_TOPIC = /^(?:hooks|assets)\.(?:on|once|listen|subscribe|on_change|onChange)$/;

/** `events[]` and `routes[]` of a manifest, each with a file and the name of a function in it. */
export function listenersIn(manifest: Readonly<Record<string, unknown>>): Listener[] {
  return (['events', 'routes'] as const).flatMap((member) => {
    const list = manifest[member];
    return (Array.isArray(list) ? (list as unknown[]) : []).flatMap((each) => {
      const { entry, callable, topic, path } = (typeof each === 'object' && each !== null ? each : {}) as Readonly<Record<string, unknown>>;
      if (typeof entry !== 'string' || typeof callable !== 'string') return [];
      return [{ entry, callable, topic: member === 'events' && typeof topic === 'string' ? topic : null, name: `${typeof path === 'string' ? path : ''} ${callable}` }];
    });
  });
}

/** Functions for paths whose names say nothing of what is done there with all that a host keeps: nobody asked for it there. */
export function unpromised({ heard }: Carried, deed: 'removal' | 'sending'): Code[] {
  const promises = deed === 'removal' ? REMOVES : HANDLES;
  return heard.flatMap(({ code, topic, name }) => (topic === null && !promises.test(name) ? code : []));
}

/** What is written into something, or added to a list, where a manifest names functions for what people write. */
export function rewritesTold({ heard, stored, calls }: Carried): Pick<Carried['stored'][number], 'in' | 'what' | 'place'>[] {
  if (!heard.some(({ topic }) => topic !== null && ofTopic(topic) === DATA.typed)) return [];
  return [...stored, ...calls.flatMap(({ self, method, arguments: given, place }) => (method && ADDS.has(method) && given.length > 0 ? [{ in: self, what: given.at(-1)!, place }] : []))];
}

/** What the functions get that a manifest names: what people write, something that the host keeps and that is new or changed, and for a path what somebody asks. */
export function heardBy({ topic }: Heard): number {
  if (topic === null) return DATA.answer;
  return ofTopic(topic);
}

/** What the functions get that a call names under a topic: `hooks.on('on_prompt', f)`. */
export function heardByCall({ callee, arguments: [topic, ...given] }: Call): { code: Code; bits: number }[] {
  const isHost = callee.values.some((value) => value.kind === 'host' && BY_TOPIC.test(bare(value.path)));
  if (!isHost || !topic) return [];
  const isOfAssets = callee.values.some((value) => value.kind === 'host' && value.path.startsWith('assets.'));
  const bits = isOfAssets ? DATA.document : textsIn(topic).reduce((all, name) => all | ofTopic(name), 0);
  return bits === 0 ? [] : functionsIn([topic, ...given]).map((code) => ({ code, bits }));
}

function ofTopic(topic: string): number {
  if (OF_ASSETS.test(topic)) return DATA.document;
  return OF_TEXTS.test(topic) ? DATA.typed : 0;
}

/**
 * Is what servers answer wanted? It comes into what a listener was told or gives back, the host keeps it, or objects are made of it: whoever
 * translates, describes or checks something sends it for that.
 */
export function wantsAnswers({ calls, heard, stored }: Carried, marksIn: (cell: Cell) => number, isUnasked: (place: Place) => boolean): boolean {
  const isAnswer = (cell: Cell): boolean => (marksIn(cell) & (DATA.answer | DATA.partOfAnswer)) !== 0;
  if (heard.some(({ code, topic }) => topic !== null && [code.result, ...code.params].some(isAnswer))) return true;
  if (stored.some(({ in: object, what }) => (marksIn(object) & (DATA.typed | DATA.document)) !== 0 && isAnswer(what))) return true;
  return calls.some((call) => {
    const isKept = call.callee.values.some((value) => value.kind === 'host' && !value.path.startsWith('@')) || call.method === 'write_bytes' || call.method === 'write_text';
    const isRead = typeof call.method === 'string' && PARSES.test(call.method);
    return isUnasked(call.place) && ((isKept && allOf(call).some(isAnswer)) || (isRead && [call.self, ...allOf(call)].some(isAnswer)));
  });
}
