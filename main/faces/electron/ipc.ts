import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import * as v from 'valibot';
import type { Push } from '../../../shared/api.ts';
import { type Answer, type HostCommand, maxDragged } from '../../../shared/bridge.ts';
import type { Dispatcher } from '../../rpc/dispatch.ts';
import { isAppUrl } from './addresses.ts';
import { CALL_CHANNEL, COMMAND_CHANNEL, DRAG_CHANNEL, PUSH_CHANNEL } from './channels.ts';

const dragSchema = v.pipe(
  v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  v.nonEmpty(),
  v.maxLength(maxDragged),
);

/** The sender check, for every message: only the top frame of the app's own page may ask for anything. */
function isTrustedSender({ senderFrame, sender }: IpcMainInvokeEvent | IpcMainEvent): boolean {
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

/** Takes the page's word that photos are being dragged; anything else is passed over. @returns stops listening */
export function serveDrags(onDrag: (contents: WebContents, photoIds: readonly number[]) => void): () => void {
  const listener = (event: IpcMainEvent, photoIds: unknown) => {
    const parsed = v.safeParse(dragSchema, photoIds);
    if (isTrustedSender(event) && parsed.success) onDrag(event.sender, parsed.output);
  };
  ipcMain.on(DRAG_CHANNEL, listener);
  return () => ipcMain.off(DRAG_CHANNEL, listener);
}

/** Tells the page what the core says unasked. */
export function sendPush(contents: WebContents, push: Push): void {
  if (!contents.isDestroyed()) contents.send(PUSH_CHANNEL, push);
}

/** Has the page do what the user picked in the menus. */
export function sendCommand(contents: WebContents, command: HostCommand): void {
  if (!contents.isDestroyed()) contents.send(COMMAND_CHANNEL, command);
}
