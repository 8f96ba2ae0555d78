import type { z } from 'zod';
import { OsvRecord, pageOf } from '#libs/contracts/api.js';
import type { Marketplace } from './client.js';

const PAGE = 100;

/** What a marketplace, or one extension of it, has had taken down, the last change first; what was restored is withdrawn. */
export async function takedowns(marketplace: Marketplace, extension?: string): Promise<z.output<typeof OsvRecord>[]> {
  const records: z.output<typeof OsvRecord>[] = [];
  for (let page = 1, last = 1; page <= last; page += 1) {
    const { data, meta } = await marketplace.call(pageOf(OsvRecord), '/takedowns.osv.json', { query: { extension, page, per_page: PAGE } });
    records.push(...data);
    last = meta.last_page;
  }
  return records;
}
