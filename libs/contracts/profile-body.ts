import { z } from 'zod';
import { formats } from '#libs/manifest/formats.js';
import { isVersion } from '#libs/manifest/versions.js';
import { ALWAYS_CHECKED, CHECKS } from './checks.js';
import { Profile } from './profile.js';
import { line, prose, text } from './text.js';

/** Characters that are shown of what nothing is called. */
const LONGEST_SHOWN = 80;

/** One of the names that there are; who writes another one is told which there are. */
const oneOf = <Name extends string>(what: string, names: readonly [Name, ...Name[]]) =>
  z.enum(names, { error: ({ input }) => `there is no ${what} ${String(JSON.stringify(input)).slice(0, LONGEST_SHOWN)}; there are ${names.join(', ')}` });

/** The id of a check. */
export const CheckId = oneOf('check', CHECKS);

const { checks, permissions, score } = Profile.shape;
const check = checks.unwrap().valueType;
const permission = permissions.unwrap().valueType;

/**
 * A profile as it may be written. What is stored is read by `Profile`, which takes the names of releases before and after this
 * one as well; who writes one means what there is, and a name that nothing has is a slip.
 */
export const ProfileBody = Profile.extend({
  formats: z.array(oneOf('format', [...formats.keys()] as [string, ...string[]])).min(1).max(10),
  host_versions: z.array(text(60).refine(isVersion, 'must be a semantic version such as 1.2.3')).max(50).default([]),
  categories: z.array(line(60, 1)).max(100).default([]),
  permissions: z.record(text(80), permission.extend({ description: prose(300) })).default({}),
  checks: z.record(text(80), check).superRefine((given, context) => {
    for (const id of Object.keys(given)) {
      const known = CheckId.safeParse(id);
      if (!known.success) context.addIssue({ code: 'custom', path: [id], message: known.error.issues[0]!.message });
    }
  }).default({}),
  score: score.unwrap().extend({ threats: z.array(oneOf('check', [...ALWAYS_CHECKED, ...CHECKS])).max(100).default([]) }).superRefine(({ human_at, reject_at }, context) => {
    // Equal limits contradict nothing: they are how a marketplace says that the score rejects and never asks a maintainer.
    if (reject_at === null || reject_at >= human_at) return;
    context.addIssue({ code: 'custom', path: ['reject_at'], message: `is below human_at (${human_at}), from which a maintainer looks, so that none ever would because of the score: raise reject_at to at least ${human_at} or make it null for never, or lower human_at to at most ${reject_at}` });
  }).prefault({}),
});
