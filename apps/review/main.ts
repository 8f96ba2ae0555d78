import { serve } from '#libs/service/serve.js';
import { ReviewModule } from './review.module.js';

await serve({ name: 'review', queues: ['review'], module: () => ReviewModule.with() });
