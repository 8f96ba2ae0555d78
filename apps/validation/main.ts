import { serve } from '#libs/service/serve.js';
import { ValidationModule } from './validation.module.js';

await serve({ name: 'validation', queues: ['validation', 'rescan'], module: (config) => ValidationModule.with(config) });
