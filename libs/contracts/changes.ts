import { z } from 'zod';

const lists = z.object({ added: z.array(z.string()), removed: z.array(z.string()) });
/** A named value that changed; null on the side where it is missing. */
const named = z.array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() }));
const files = z.array(z.object({ path: z.string(), size: z.int(), sha256: z.string() }));

/** What a version changes for those who have the one before it, as a review shows it; `libs/comparison/changes.ts` says what each member means. */
export const ChangesView = z.object({
  against: z.string().nullable(),
  first: z.boolean(),
  permissions: lists,
  engines: named,
  entry_points: lists,
  activation: lists,
  contributes: lists,
  exports: lists,
  hosts: lists,
  native_files: lists,
  host_versions: lists,
  dependencies: named,
  too_small: z.string().nullable(),
  breaking: z.array(z.string()),
  files: z.object({
    added: files,
    removed: files,
    changed: z.array(z.object({ path: z.string(), size_before: z.int(), size_after: z.int(), sha256_before: z.string(), sha256_after: z.string() })),
  }),
  new_findings: z.array(z.int()),
});
