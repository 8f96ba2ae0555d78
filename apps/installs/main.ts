import { serve } from '#libs/service/serve.js';
import { InstallsModule } from './installs.module.js';

await serve({ name: 'installs', queues: ['installs'], module: () => InstallsModule.with() });
