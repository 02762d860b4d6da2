import type { HistoryPort } from './router.svelte.ts';

/** The browser's history, by the hash of the address. */
export function browserHistory(window: Window): HistoryPort {
  return {
    hash: () => window.location.hash,
    push: (hash) => window.history.pushState(null, '', hash),
    replace: (hash) => window.history.replaceState(null, '', hash),
    back: () => window.history.back(),
    onChange(listener) {
      window.addEventListener('popstate', listener);
      return () => window.removeEventListener('popstate', listener);
    },
  };
}

/** A place for small settings of the interface. */
export interface Settings {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

/** Settings in the browser's storage; where that is shut, they last as long as the page. */
export function browserSettings(window: Window): Settings {
  const fallback = new Map<string, string>();
  return {
    get(key) {
      try {
        return window.localStorage.getItem(key);
      } catch {
        return fallback.get(key) ?? null;
      }
    },
    set(key, value) {
      fallback.set(key, value);
      try {
        window.localStorage.setItem(key, value);
      } catch {
        // Storage is shut or full: the fallback has it.
      }
    },
  };
}

/** Where the interface can put a text outside itself. */
export interface OutPort {
  /** @throws where the browser does not allow it */
  copyText(text: string): Promise<void>;
  /** Offers it as a file to be kept: the browser asks where, or puts it where downloads go. */
  saveText(name: string, text: string): void;
  /** The same of what is not a text. */
  saveFile(name: string, content: Blob): void;
}

/** The address of a saved file is let go after so long: the browser has taken it by then. */
const SAVING_MS = 60_000;

/** The browser's clipboard and downloads. */
export function browserOut(window: Window): OutPort {
  function saveFile(name: string, content: Blob): void {
    const address = URL.createObjectURL(content);
    const link = window.document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), SAVING_MS);
  }

  return {
    copyText: (text) => window.navigator.clipboard.writeText(text),
    saveText: (name, text) => saveFile(name, new Blob([text], { type: 'application/x-ndjson' })),
    saveFile,
  };
}

/** Where the build puts the licences of what the program has inside (`scripts/lib/licences.mjs`). */
const LICENCES_FILE = './third-party-licences.json';

/** Reads a file of the program itself that lists licences, as JSON. @throws where it is not there */
export async function fetchLicences(): Promise<unknown> {
  // Its name stays the same from one version to the next, and it may have been kept from the one before.
  const answer = await fetch(LICENCES_FILE, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${LICENCES_FILE}: ${answer.status}`);
  return answer.json();
}
