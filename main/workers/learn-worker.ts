import type { LearnRequest, LearnResponse } from '../../shared/workers.ts';
import { createLearnService } from '../core/learn/learn-service.ts';
import { connectToParent } from './parent-port.ts';

const parent = connectToParent<LearnRequest, LearnResponse>();
const service = createLearnService();

parent.onMessage((request) => {
  parent.post(service.handle(request, (message) => parent.post(message)));
  service.settle();
});
