import type { Catalogue } from './catalogue.js';
import { comfyvn } from './comfyvn.catalogue.js';
import { formula } from './formula.catalogue.js';
import { orchestra } from './orchestra.catalogue.js';
import { skynet } from './skynet.catalogue.js';
import { vscode } from './vscode.catalogue.js';

/** Dialect → what its host's permissions guard. */
export const CATALOGUES: ReadonlyMap<string, Catalogue> = new Map([comfyvn, formula, orchestra, skynet, vscode].map((catalogue) => [catalogue.dialect, catalogue]));
