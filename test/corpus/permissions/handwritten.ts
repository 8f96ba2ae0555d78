import type { Labelled } from './generate.js';
export const HANDWRITTEN: readonly Labelled[] = [];
