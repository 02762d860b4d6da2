import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { Push } from '../../../shared/api.ts';
import type { Answer } from '../../../shared/bridge.ts';
import type { Dispatcher } from '../../rpc/dispatch.ts';
import { isAppUrl } from './addresses.ts';
import { CALL_CHANNEL, PUSH_CHANNEL } from './channels.ts';

/** The sender check, for every call: only the top frame of the app's own page may ask for anything. */
function isTrustedSender({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isAppUrl(senderFrame.url);
}

/** Answers the calls of the app's page. @returns stops answering */
export function serveCalls(dispatcher: Dispatcher): () => void {
  ipcMain.handle(CALL_CHANNEL, async (event, method: unknown, request: unknown): Promise<Answer<unknown>> => {
    if (!isTrustedSender(event)) {
      return { ok: false, error: { code: 'invalid-request', message: 'This page may not ask Bowerbird for anything' } };
    }
    return dispatcher.call(String(method), request);
  });
  return () => ipcMain.removeHandler(CALL_CHANNEL);
}

/** Tells the page what the core says unasked. */
export function sendPush(contents: WebContents, push: Push): void {
  if (!contents.isDestroyed()) contents.send(PUSH_CHANNEL, push);
}
