import { serve } from '#libs/service/serve.js';
import { ReviewModule } from './review.module.js';

await serve({ name: 'review', queue: 'review', module: () => ReviewModule.with() });
