import { Prisma, type Db } from './db.js';

/** Adds to the counters of a window and returns what each has come to, over all gateways. */
export async function addRates(db: Db, counts: ReadonlyMap<string, number>, window: Date): Promise<Map<string, number>> {
  const rows = await db.outside.$queryRaw<{ key: string; used: number }[]>(Prisma.sql`
    SELECT * FROM rate_add(${[...counts.keys()]}::text[], ${[...counts.values()]}::integer[], ${window})`);
  return new Map(rows.map((row) => [row.key, row.used]));
}

/** Removes the counters of windows that began before. */
export async function forgetRates(db: Db, before: Date): Promise<void> {
  await db.outside.$executeRaw(Prisma.sql`SELECT rate_forget(${before})`);
}
