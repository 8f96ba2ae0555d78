import type { z } from 'zod';
import type { Profile } from '#libs/contracts/profile.js';
import { comfyvnScopes } from '#libs/manifest/dialects/comfyvn.scopes.js';
import { formulaScopes } from '#libs/manifest/dialects/formula.scopes.js';
import { orchestraScopes } from '#libs/manifest/dialects/orchestra.scopes.js';
import { skynetScopes } from '#libs/manifest/dialects/skynet.scopes.js';
import { LISTING_LIMITS } from '#libs/manifest/formats/fextpkg.payload.js';
import { SKYPKG_BYTES } from '#libs/manifest/formats/skypkg.format.js';

type ProfileInput = z.input<typeof Profile>;

/** One tenant of a fresh marketplace. */
export interface SeedTenant {
  slug: string;
  name: string;
  profile: ProfileInput;
}

/** Of VS Code, besides those that Orchestra has as well: its extensions are taken with the categories that they name. */
const VSCODE_CATEGORIES = ['Programming Languages', 'Snippets', 'Linters', 'Debuggers', 'Keymaps', 'SCM Providers', 'Extension Packs', 'Language Packs', 'Data Science', 'Machine Learning', 'Notebooks', 'Education', 'Chat', 'Other'];

/** Formats, scopes and limits are those of the host; everything else is Souk's default. */
const ORCHESTRA: ProfileInput = {
  host: 'orchestra',
  formats: ['orchestra', 'vsix'],
  categories: ['Languages', 'Themes', 'Productivity', 'AI', 'Git', 'Debugging', 'Testing', 'Formatters', 'Data', 'Visualization', 'Deployment', 'Collaboration', ...VSCODE_CATEGORIES],
  permissions: orchestraScopes,
  review: { auto_approve: { publishers: 'trusted', max_severity: 'low', first_version: false, new_permissions: false } },
};

const COMFYVN: ProfileInput = {
  host: 'comfyvn',
  formats: ['cvnext'],
  permissions: comfyvnScopes,
};

const SKYNET: ProfileInput = {
  host: 'skynet',
  formats: ['skypkg'],
  categories: ['Moderation', 'Utility', 'Fun', 'Economy', 'Leveling', 'Music', 'Administration', 'Social', 'Anime', 'Games', 'Security', 'Logging', 'Roleplay', 'Other'],
  permissions: skynetScopes,
  limits: { package_bytes: SKYPKG_BYTES },
};

const FORMULA: ProfileInput = {
  host: 'formula',
  formats: ['fextpkg', 'fextpkg-v1'],
  permissions: formulaScopes,
  limits: { package_bytes: 20 * 1024 * 1024, unpacked_bytes: LISTING_LIMITS.unpacked_bytes, file_bytes: LISTING_LIMITS.file_bytes },
};

/** What a fresh marketplace hosts. */
export const SEED_TENANTS: SeedTenant[] = [
  { slug: 'comfyvn', name: 'ComfyVN', profile: COMFYVN },
  { slug: 'skynet', name: 'Skynet', profile: SKYNET },
  { slug: 'orchestra', name: 'Orchestra', profile: ORCHESTRA },
  { slug: 'formula', name: 'Formula', profile: FORMULA },
];
