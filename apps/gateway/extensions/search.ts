import type { z } from 'zod';
import type { SearchQuery } from '#libs/contracts/api.js';
import { Prisma, type Tx } from '#libs/db/db.js';

/** Words of a query that count at most. */
const MOST_WORDS = 10;

type Query = z.output<typeof SearchQuery>;

/**
 * Names of the extensions on one page and how many there are in all. Every word must begin a word of the extension's
 * texts; what nearly looks like the query is found too.
 */
export async function search(tx: Tx, tenantId: string, query: Query): Promise<{ names: string[]; total: number }> {
  const words = (query.q ?? '').toLowerCase().match(/[\p{L}\p{N}]+/gu)?.slice(0, MOST_WORDS) ?? [];
  if (query.q !== undefined && query.q.trim() !== '' && words.length === 0) return { names: [], total: 0 };
  const where = conditions(tenantId, query, words);
  const rows = await tx.$queryRaw<{ name: string }[]>(Prisma.sql`
    SELECT e.name FROM extension e LEFT JOIN extension_stats s ON s.tenant_id = e.tenant_id AND s.extension = e.name
    WHERE ${where} ORDER BY ${order(query, words)} LIMIT ${query.per_page} OFFSET ${(query.page - 1) * query.per_page}`);
  const counted = await tx.$queryRaw<{ total: bigint }[]>(Prisma.sql`SELECT count(*) AS total FROM extension e WHERE ${where}`);
  return { names: rows.map((row) => row.name), total: Number(counted[0]!.total) };
}

function conditions(tenantId: string, query: Query, words: string[]): Prisma.Sql {
  const all = [Prisma.sql`e.tenant_id = ${tenantId}::uuid AND e.listed`];
  if (words.length > 0) all.push(Prisma.sql`e.name IN (SELECT extensions_matching(${prefixes(words)}, ${words.join(' ')}))`);
  if (query.category !== undefined) all.push(Prisma.sql`lower(${query.category}) IN (SELECT lower(c) FROM unnest(e.categories) c)`);
  if (query.tag !== undefined) all.push(Prisma.sql`lower(${query.tag}) IN (SELECT lower(t) FROM unnest(e.tags) t)`);
  if (query.compat !== undefined) all.push(Prisma.sql`e.compat = ${query.compat}`);
  return Prisma.join(all, ' AND ');
}

/** Every word as the beginning of one. Words hold letters and digits only, so nothing in them is an operator of the query language. */
function prefixes(words: string[]): string {
  return words.map((word) => `${word}:*`).join(' & ');
}

function order(query: Query, words: string[]): Prisma.Sql {
  const popular = Prisma.sql`coalesce(s.downloads, 0) DESC, e.name`;
  const bySort = {
    popular,
    recent: Prisma.sql`e.updated_at DESC, e.name`,
    // Few ratings say little: five of three stars stand beside each extension's own.
    rating: Prisma.sql`(coalesce(s.rating_average * s.rating_count, 0) + 15) / (coalesce(s.rating_count, 0) + 5) DESC, ${popular}`,
    name: Prisma.sql`e.name`,
    relevance: words.length === 0 ? popular : Prisma.sql`(e.name = ${words.join('-')}) DESC, to_tsvector('simple', e.search_text) @@ to_tsquery('simple', ${prefixes(words)}) DESC, word_similarity(${words.join(' ')}, e.search_text) DESC, ${popular}`,
  };
  return bySort[query.sort];
}
