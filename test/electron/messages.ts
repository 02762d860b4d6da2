/** A frame that calls: which window's page it is in, and where it is. */
export interface FakeFrame {
  url: string;
  isMain: boolean;
}

/** A rectangle of the desktop. */
export interface FakeBounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** An item of a menu that can be seen; separators are left out. */
export interface FakeMenuItem {
  /** Or its role, where it has no label of its own. */
  label: string;
  accelerator: string | null;
  isEnabled: boolean;
  items: FakeMenuItem[];
}

/** What the stage (the test) asks of the process that runs the app on the stand-in; each has a number and is answered. */
export type StageRequest =
  /** `ipcRenderer.invoke` of a page. */
  | { kind: 'invoke'; window: number; frame: FakeFrame | null; channel: string; args: unknown[] }
  /** `ipcRenderer.send` of a page. */
  | { kind: 'send'; window: number; frame: FakeFrame | null; channel: string; args: unknown[] }
  /** A request of a page to a custom scheme: answered by the app's protocol handler. */
  | { kind: 'fetch'; url: string; method: string }
  /** Whether the session lets a request through. */
  | { kind: 'outgoing'; url: string }
  /** Whether the page may go to another address. */
  | { kind: 'navigate'; window: number; url: string }
  /** Whether the page may open a window. */
  | { kind: 'open'; window: number; url: string }
  | { kind: 'permission'; window: number; permission: string }
  /** Whether the page may make a `<webview>`. */
  | { kind: 'attach-webview'; window: number }
  /** All ways in from the page: a `Doors`. */
  | { kind: 'doors' }
  /** The page has drawn for the first time. */
  | { kind: 'drawn'; window: number }
  /** The user moves the window, and makes it as large as the screen. */
  | { kind: 'place'; window: number; bounds: FakeBounds; isMaximised?: boolean }
  /** The process of the page ended. */
  | { kind: 'page-gone'; window: number; reason: 'crashed' | 'oom' | 'clean-exit' }
  /** The user goes to another program, or comes back. */
  | { kind: 'set-focused'; window: number; isFocused: boolean }
  /** The battery, how long nobody has touched the computer, and whether it goes to sleep. */
  | { kind: 'power'; onBattery?: boolean; idleSeconds?: number; event?: 'suspend' | 'resume' }
  /** The user picks from the program's menus: labels from the top. */
  | { kind: 'pick-menu'; path: string[] }
  /** The user picks from the menu of the icon beside the clock, or clicks the icon (null). */
  | { kind: 'pick-tray'; label: string | null }
  /** The user closes the window. */
  | { kind: 'close'; window: number }
  /** The user quits the app. */
  | { kind: 'quit' }
  /** The user starts the program once more. */
  | { kind: 'second-instance'; data: unknown }
  /** What the user will choose in the next folder dialog; null cancels. */
  | { kind: 'choose'; paths: string[] | null };

/** Channels that answer, channels that are listened to, and schemes that are served. */
export interface Doors {
  handled: string[];
  heard: string[];
  schemes: string[];
}

/** What a custom scheme's handler answers. */
export interface FetchAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** What happened, as the stage is told. */
export type StageEvent =
  | { kind: 'ready' }
  /** All pages of the program are sandboxed, whatever their window says. */
  | { kind: 'sandboxed' }
  | { kind: 'window'; window: number; preload: string; webPreferences: Record<string, unknown>; bounds: FakeBounds }
  | { kind: 'load'; window: number; url: string }
  | { kind: 'show'; window: number }
  | { kind: 'focus'; window: number }
  | { kind: 'send'; window: number; channel: string; args: unknown[] }
  | { kind: 'maximise'; window: number }
  | { kind: 'progress'; window: number; progress: number; mode: string }
  | { kind: 'drag'; window: number; files: string[] }
  | { kind: 'menu'; items: FakeMenuItem[] }
  /** `toolTip` is null where the icon was taken away. */
  | { kind: 'tray'; toolTip: string | null; items: FakeMenuItem[] }
  | { kind: 'notification'; title: string; body: string }
  | { kind: 'login-item'; settings: object }
  | { kind: 'shown-in-folder'; path: string }
  | { kind: 'error-box'; title: string; content: string };

export type ToApp = { number: number; request: StageRequest };
export type FromApp = { event: StageEvent } | { number: number; value: unknown } | { number: number; error: string };
