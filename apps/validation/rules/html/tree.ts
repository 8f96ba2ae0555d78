import { defaultTreeAdapter, parse } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';

/** Elements that are open at once: as many as Chromium keeps in each other, and thirty times what pages have. For one element the parser may have to look at all that are open. */
export const DEEPEST_ELEMENT = 512;
/** Elements besides one for each character: formats that nobody ends are made anew in each paragraph. */
const MOST_MADE = 1_000;

export type Element = DefaultTreeAdapterMap['element'];
export type Child = DefaultTreeAdapterMap['childNode'];

/** Ends the parser. */
class Unread extends Error {}

/** The nodes of a page as a browser makes them; in words why there are none, where to make them would take far longer than the page is long. */
export function nodesOf(html: string, scriptingEnabled: boolean): readonly Child[] | string {
  try {
    return parse(html, { sourceCodeLocationInfo: true, scriptingEnabled, treeAdapter: limited(html.length + MOST_MADE) }).childNodes;
  } catch (error) {
    if (error instanceof Unread) return error.message;
    throw error;
  }
}

function limited(most: number): typeof defaultTreeAdapter {
  let [open, made] = [0, 0];
  return {
    ...defaultTreeAdapter,
    createElement(...given) {
      if (++made > most) throw new Unread('it has formats that are not closed, so that there are more elements than characters; close them');
      return defaultTreeAdapter.createElement(...given);
    },
    onItemPush() {
      if (++open > DEEPEST_ELEMENT) throw new Unread(`elements are nested more than ${DEEPEST_ELEMENT} deep in each other; nest less`);
    },
    onItemPop: () => void open--,
  };
}
