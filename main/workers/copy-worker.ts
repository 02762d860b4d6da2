import type { CopyRequest, CopyResponse } from '../../shared/workers.ts';
import { handleCopy } from '../core/db/copy-service.ts';
import { connectToParent } from './parent-port.ts';

const parent = connectToParent<CopyRequest, CopyResponse>();

parent.onMessage((request) => parent.post(handleCopy(request)));
