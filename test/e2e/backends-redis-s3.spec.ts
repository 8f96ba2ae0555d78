import { sameOnEveryBackend } from '#test/support/backend-cases.js';

sameOnEveryBackend('Redis and S3');
