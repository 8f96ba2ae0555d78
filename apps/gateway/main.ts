import { serve } from '#libs/service/serve.js';
import { createGateway } from './gateway.js';
import { GatewayModule } from './gateway.module.js';

await serve({ name: 'gateway', queues: [], module: (config) => GatewayModule.with(config), create: createGateway });
