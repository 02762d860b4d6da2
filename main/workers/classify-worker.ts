import type { ClassifyRequest, ClassifyResponse } from '../../shared/workers.ts';
import { createClassifyService } from '../core/classify/classify-service.ts';
import { connectToParent } from './parent-port.ts';

const parent = connectToParent<ClassifyRequest, ClassifyResponse>();
const service = createClassifyService();

parent.onMessage(async (request) => {
  const response = await service.handle(request);
  const vectors =
    response.kind === 'classified' ? response.predictions.map((p) => p.embedding.buffer as ArrayBuffer) : [];
  parent.post(response, vectors);
});
