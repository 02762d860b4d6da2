import type { DecodeRequest, DecodeResponse } from '../../shared/workers.ts';
import { createDecodeService } from '../core/decode/decode-service.ts';
import { connectToParent } from './parent-port.ts';

const port = connectToParent<DecodeRequest, DecodeResponse>();
const service = createDecodeService();

port.onMessage(async (request) => {
  const response = await service.handle(request);
  if (response) port.post(response, frameBuffers(response));
});

process.once('beforeExit', () => void service.close());

/** The frame is moved, not copied, to whoever asked. */
function frameBuffers(response: DecodeResponse): ArrayBuffer[] {
  const frame =
    response.kind === 'decoded' ? response.photo.frame : response.kind === 'framed' ? response.frame : undefined;
  const buffer = frame?.data.buffer;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}
