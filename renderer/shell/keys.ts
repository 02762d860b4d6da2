/** Whether a key belongs to a text field, so that it is no command. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** Whether a key moves photos to the trash: Delete, on a Mac also Command and Backspace. */
export function isTrashKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  if (ctrlKey || altKey || shiftKey) return false;
  return metaKey ? key === 'Backspace' : key === 'Delete';
}
