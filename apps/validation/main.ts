import { serve } from '#libs/service/serve.js';
import { ValidationModule } from './validation.module.js';

await serve({ name: 'validation', queue: 'validation', module: (config) => ValidationModule.with(config) });
