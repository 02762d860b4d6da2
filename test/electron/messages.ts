/** A frame that calls: which window's page it is in, and where it is. */
export interface FakeFrame {
  url: string;
  isMain: boolean;
}

/** What the stage (the test) asks of the process that runs the app on the stand-in; each has a number and is answered. */
export type StageRequest =
  /** `ipcRenderer.invoke` of a page. */
  | { kind: 'invoke'; window: number; frame: FakeFrame | null; channel: string; args: unknown[] }
  /** A request of a page to a custom scheme: answered by the app's protocol handler. */
  | { kind: 'fetch'; url: string; method: string }
  /** Whether the session lets a request through. */
  | { kind: 'outgoing'; url: string }
  /** Whether the page may go to another address. */
  | { kind: 'navigate'; window: number; url: string }
  /** Whether the page may open a window. */
  | { kind: 'open'; window: number; url: string }
  | { kind: 'permission'; window: number; permission: string }
  /** The page has drawn for the first time. */
  | { kind: 'drawn'; window: number }
  /** The user closes the window. */
  | { kind: 'close'; window: number }
  /** The user quits the app. */
  | { kind: 'quit' }
  /** The user starts the program once more. */
  | { kind: 'second-instance'; data: unknown }
  /** What the user will choose in the next folder dialog; null cancels. */
  | { kind: 'choose'; paths: string[] | null };

/** What a custom scheme's handler answers. */
export interface FetchAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** What happened, as the stage is told. */
export type StageEvent =
  | { kind: 'ready' }
  | { kind: 'window'; window: number; preload: string; webPreferences: Record<string, unknown> }
  | { kind: 'load'; window: number; url: string }
  | { kind: 'show'; window: number }
  | { kind: 'focus'; window: number }
  | { kind: 'send'; window: number; channel: string; args: unknown[] }
  | { kind: 'shown-in-folder'; path: string }
  | { kind: 'error-box'; title: string; content: string };

export type ToApp = { number: number; request: StageRequest };
export type FromApp = { event: StageEvent } | { number: number; value: unknown } | { number: number; error: string };
