/** Elements within a sentence. */
const INLINE = /<\/?(?:a|abbr|b|bdi|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,300})?>/gi;
const TAG = /<[^<>]{0,1000}>/g;
/** What a field says of itself. */
const SAYS = /\b(?:placeholder|title|label|aria-label)\s{0,9}=\s{0,9}(?:"([^"<>]{4,500})"|'([^'<>]{4,500})')/gi;
/** What is in these is not shown. */
const HIDDEN = [['<script', '</script'], ['<style', '</style'], ['<!--', '-->']] as const;

/** What markup says to whoever sees it, a line for each element, and what its fields say of themselves. */
export function shownIn(markup: string): string {
  const shown = HIDDEN.reduce((text, [begin, end]) => without(text, begin, end), markup);
  const fields = [...shown.matchAll(SAYS)].map(([, double, single]) => double ?? single);
  return [shown.replace(INLINE, '').replaceAll(/\s+/g, ' ').replace(TAG, '\n'), ...fields].join('\n');
}

function without(text: string, begin: string, end: string): string {
  const lower = text.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(begin); at >= 0; at = lower.indexOf(begin, from)) {
    parts.push(text.slice(from, at));
    const until = lower.indexOf(end, at);
    from = until < 0 ? text.length : until;
    if (from === text.length) break;
  }
  return [...parts, text.slice(from)].join('\n');
}
