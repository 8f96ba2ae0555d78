import { sameOnEveryBackend } from '#test/support/backend-cases.js';

sameOnEveryBackend('PostgreSQL and a folder');
