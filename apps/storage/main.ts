import { serve } from '#libs/service/serve.js';
import { StorageModule } from './storage.module.js';

await serve({ name: 'storage', queues: ['storage'], module: (config) => StorageModule.with(config) });
