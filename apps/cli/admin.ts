import { SOUK_ADMIN } from './program.js';
import { start } from './start.js';

await start(SOUK_ADMIN);
