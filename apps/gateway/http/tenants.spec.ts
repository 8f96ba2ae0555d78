import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Announcement, Announcements, Db } from '#libs/db/db.js';
import { Tenants } from './tenants.js';

test('what was read before a change is not remembered after it', async () => {
  const answers: ((rows: unknown[]) => void)[] = [];
  const db = { outside: { $queryRaw: () => new Promise((resolve) => answers.push(resolve)) } } as unknown as Db;
  let tell: (told: Announcement | null) => void = () => assert.fail('nobody listens');
  const announcements = { on: (listener: typeof tell) => ((tell = listener), () => {}) } as unknown as Announcements;
  const tenants = new Tenants(db, announcements);
  const row = (name: string) => [{ id: 't', slug: 'alpha', name, profile: { formats: ['orchestra'], host: 'orchestra' } }];

  const before = tenants.find(null, 'alpha');
  tell({ tenant: 't', kind: 'tenant' } as Announcement);
  answers.shift()!(row('Before'));
  assert.equal((await before)?.name, 'Before');
  assert.equal(tenants.remembered(null, 'alpha'), undefined);

  const after = tenants.find(null, 'alpha');
  answers.shift()!(row('After'));
  await after;
  assert.equal(tenants.remembered(null, 'alpha')?.name, 'After');
});
