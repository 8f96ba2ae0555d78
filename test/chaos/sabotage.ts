import type { Servers } from './servers.js';

/** What a run can do without, to show that it is needed. */
export const SABOTAGES = ['sweep', 'outbox', 'cas'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

/** Takes a part of the pipeline out of the database. The sweep is switched off by configuration. */
export async function sabotage(servers: Servers, without: Sabotage | null): Promise<void> {
  if (without === 'outbox') {
    await servers.sql(`
      CREATE FUNCTION forget_promise() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER forget_promise BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION forget_promise()`);
  }
  if (without === 'cas') {
    const [row] = await servers.sql<{ source: string }>(`SELECT pg_get_functiondef(oid) AS source FROM pg_proc WHERE proname = 'transition'`);
    const source = row!.source.replace(' AND status = p_from', '');
    if (source === row!.source) throw new Error('the function transition does not compare the status where this expects it');
    await servers.sql(source);
  }
}
