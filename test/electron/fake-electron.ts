/**
 * A stand-in for the `electron` module of the main process, as far as Bowerbird uses it, for machines without Electron's
 * binary. It behaves as Electron documents: what has to happen before or after `ready` throws otherwise, values are
 * cloned on their way, and `ready` comes only after the main module has run to its end. Windows are pages that the test
 * holds (`stage.ts`), at the other end of this process's IPC channel.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  FakeBounds,
  FakeFrame,
  FakeMenuItem,
  FetchAnswer,
  FromApp,
  StageEvent,
  StageRequest,
  ToApp,
} from './messages.ts';

function tell(message: FromApp): void {
  process.send?.(message);
}

function report(event: StageEvent): void {
  tell({ event });
}

/** An event that a listener may prevent. */
class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

class FakeApp extends EventEmitter {
  readonly isPackaged = process.env.STAND_IN_PACKAGED === '1';
  readonly #paths = new Map([['appData', process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config')]]);
  readonly #ready = Promise.withResolvers<void>();
  isReadyNow = false;
  #quitting = false;

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  isReady(): boolean {
    return this.isReadyNow;
  }

  becomeReady(): void {
    this.isReadyNow = true;
    this.#ready.resolve();
    this.emit('ready', {}, {});
  }

  enableSandbox(): void {
    if (this.isReadyNow) throw new Error('app.enableSandbox() can only be called before app is ready');
    report({ kind: 'sandboxed' });
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Path does not exist: ${path}`);
    this.#paths.set(name, path);
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  getLocale(): string {
    requireReady('app.getLocale');
    return 'en-GB';
  }

  setAppUserModelId(_id: string): void {}

  setLoginItemSettings(settings: object): void {
    report({ kind: 'login-item', settings: structuredClone(settings) });
  }

  getLoginItemSettings(): { wasOpenedAtLogin: boolean } {
    return { wasOpenedAtLogin: false };
  }

  async getFileIcon(path: string): Promise<FakeImage> {
    requireReady('app.getFileIcon');
    return new FakeImage(!existsSync(path));
  }

  /** The stage runs one instance; a further one is told to it as `second-instance`. */
  requestSingleInstanceLock(_data?: unknown): boolean {
    return true;
  }

  quit(): void {
    if (this.#quitting) return;
    const beforeQuit = new PreventableEvent();
    this.emit('before-quit', beforeQuit);
    if (beforeQuit.defaultPrevented) return;
    for (const window of [...windows.values()]) window.destroy();
    const willQuit = new PreventableEvent();
    this.emit('will-quit', willQuit);
    if (willQuit.defaultPrevented) return;
    this.#quitting = true;
    this.exit(0);
  }

  exit(code = 0): void {
    this.emit('quit', {}, code);
    process.disconnect();
    process.exit(code);
  }
}

export const app = new FakeApp();

function requireReady(what: string): void {
  if (!app.isReadyNow) throw new Error(`${what} can only be used after the app is ready`);
}

class FakeImage {
  readonly #isEmpty: boolean;

  constructor(isEmpty: boolean) {
    this.#isEmpty = isEmpty;
  }

  isEmpty(): boolean {
    return this.#isEmpty;
  }
}

/** As on Linux: pictures of files are not made there. */
export const nativeImage = {
  createFromPath: (path: string) => new FakeImage(!existsSync(path)),
};

type SchemeHandler = (request: Request) => Response | Promise<Response>;

class FakeProtocol {
  readonly handlers = new Map<string, SchemeHandler>();

  handle(scheme: string, handler: SchemeHandler): void {
    requireReady('protocol.handle');
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (!privilegedSchemes.has(scheme)) throw new Error(`The stand-in knows standard schemes only: ${scheme}`);
    this.handlers.set(scheme, handler);
  }
}

const privilegedSchemes = new Set<string>();
let schemesRegistered = false;

class FakeGlobalProtocol extends FakeProtocol {
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges?: { standard?: boolean } }[]): void {
    if (app.isReadyNow) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (schemesRegistered) throw new Error('protocol.registerSchemesAsPrivileged can be called only once');
    schemesRegistered = true;
    for (const { scheme, privileges } of schemes) if (privileges?.standard) privilegedSchemes.add(scheme);
  }
}

export const protocol = new FakeGlobalProtocol();

type PermissionHandler = (contents: FakeWebContents, permission: string, answer: (granted: boolean) => void) => void;
type PermissionCheck = (contents: FakeWebContents, permission: string) => boolean;
type BeforeRequest = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

class FakeSession {
  readonly protocol = protocol;
  permissionRequest: PermissionHandler = (_contents, _permission, answer) => answer(true);
  permissionCheck: PermissionCheck = () => true;
  beforeRequest: BeforeRequest = (_details, answer) => answer({});

  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.beforeRequest = listener;
    },
  };

  setPermissionRequestHandler(handler: PermissionHandler): void {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.permissionCheck = handler;
  }

  setSpellCheckerEnabled(_enabled: boolean): void {}
}

const defaultSession = new FakeSession();
export const session = {
  get defaultSession(): FakeSession {
    requireReady('session.defaultSession');
    return defaultSession;
  },
};

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

class FakeWebContents extends EventEmitter {
  readonly mainFrame: FakeFrame = { url: '', isMain: true };
  openHandler: OpenHandler = () => ({ action: 'allow' });
  readonly #window: number;
  #destroyed = false;
  loading = true;

  constructor(window: number) {
    super();
    this.#window = window;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isLoading(): boolean {
    return this.loading;
  }

  reload(): void {
    report({ kind: 'load', window: this.#window, url: this.mainFrame.url });
  }

  startDrag({ file, files = [file], icon }: { file: string; files?: string[]; icon: FakeImage }): void {
    const missing = files.find((path) => !existsSync(path));
    if (files.length === 0 || missing !== undefined) throw new Error("Must specify either 'file' or 'files' option");
    if (icon.isEmpty()) throw new Error("Must specify non-empty 'icon' option");
    report({ kind: 'drag', window: this.#window, files });
  }

  destroy(): void {
    this.#destroyed = true;
    this.emit('destroyed');
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    report({ kind: 'send', window: this.#window, channel, args: structuredClone(args) });
  }
}

interface WindowOptions extends Partial<FakeBounds> {
  show?: boolean;
  fullscreen?: boolean;
  webPreferences?: { preload?: string; session?: FakeSession } & Record<string, unknown>;
}

const windows = new Map<number, BrowserWindow>();

export class BrowserWindow extends EventEmitter {
  readonly id = windows.size + 1;
  readonly webContents = new FakeWebContents(this.id);
  #destroyed = false;
  #focused = false;
  #maximised = false;
  #fullScreen = false;
  bounds: FakeBounds;

  constructor(options: WindowOptions = {}) {
    super();
    if (!app.isReadyNow) throw new Error('Cannot create BrowserWindow before app is ready');
    windows.set(this.id, this);
    const { preload = '', session: _session, ...webPreferences } = options.webPreferences ?? {};
    const { width = 800, height = 600, x = (SCREEN.width - width) / 2, y = (SCREEN.height - height) / 2 } = options;
    this.bounds = { x, y, width, height };
    this.#fullScreen = options.fullscreen === true;
    report({ kind: 'window', window: this.id, preload, webPreferences, bounds: this.bounds });
    if (options.show !== false) this.show();
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    report({ kind: 'load', window: this.id, url });
  }

  show(): void {
    report({ kind: 'show', window: this.id });
    this.setFocused(true);
  }

  focus(): void {
    report({ kind: 'focus', window: this.id });
    this.setFocused(true);
  }

  setFocused(isFocused: boolean): void {
    if (isFocused === this.#focused) return;
    this.#focused = isFocused;
    this.emit(isFocused ? 'focus' : 'blur');
  }

  isFocused(): boolean {
    return this.#focused;
  }

  getNormalBounds(): FakeBounds {
    return this.bounds;
  }

  maximize(): void {
    this.#maximised = true;
    report({ kind: 'maximise', window: this.id });
  }

  isMaximized(): boolean {
    return this.#maximised;
  }

  isFullScreen(): boolean {
    return this.#fullScreen;
  }

  setProgressBar(progress: number, { mode = 'normal' }: { mode?: string } = {}): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    report({ kind: 'progress', window: this.id, progress, mode });
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {}

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this.id);
    this.webContents.destroy();
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
  }
}

type InvokeHandler = (event: unknown, ...args: unknown[]) => unknown;
const invokeHandlers = new Map<string, InvokeHandler>();

export const ipcMain = Object.assign(new EventEmitter(), {
  handle(channel: string, handler: InvokeHandler): void {
    if (invokeHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    invokeHandlers.set(channel, handler);
  },
  removeHandler(channel: string): void {
    invokeHandlers.delete(channel);
  },
});

let nextChoice: string[] | null = null;

export const dialog = {
  async showOpenDialog(..._args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> {
    return { canceled: nextChoice === null, filePaths: nextChoice ?? [] };
  },
  showErrorBox(title: string, content: string): void {
    report({ kind: 'error-box', title, content });
  },
};

export const shell = {
  /** As on Linux: into the trash of the user's data folder. */
  async trashItem(path: string): Promise<void> {
    const data = process.env.XDG_DATA_HOME;
    if (data === undefined || !existsSync(path)) throw new Error('Failed to move item to trash');
    const files = join(data, 'Trash', 'files');
    mkdirSync(files, { recursive: true });
    renameSync(path, join(files, basename(path)));
  },
  showItemInFolder(path: string): void {
    report({ kind: 'shown-in-folder', path });
  },
};

interface MenuItemOptions {
  label?: string;
  role?: string;
  type?: string;
  accelerator?: string;
  enabled?: boolean;
  visible?: boolean;
  submenu?: MenuItemOptions[];
  click?: () => void;
}

/** Items that have something to do or to open; the others throw as Electron does. */
export class Menu {
  static application: Menu | null = null;
  readonly items: readonly MenuItemOptions[];

  constructor(items: readonly MenuItemOptions[]) {
    for (const { label, role, type } of items) {
      if (label === undefined && role === undefined && type !== 'separator') {
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
      }
    }
    this.items = items;
  }

  static buildFromTemplate(template: readonly MenuItemOptions[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.application = menu;
    report({ kind: 'menu', items: menu ? menu.describe() : [] });
  }

  describe(items: readonly MenuItemOptions[] = this.items): FakeMenuItem[] {
    return items
      .filter(({ type, visible }) => type !== 'separator' && visible !== false)
      .map(({ label, role, accelerator, enabled, submenu = [] }) => ({
        label: (label ?? role ?? '').replace('&', ''),
        accelerator: accelerator ?? null,
        isEnabled: enabled !== false,
        items: this.describe(submenu),
      }));
  }

  /** The user picks an item. @param path labels from the top */
  pick(path: readonly string[]): void {
    let { items } = this;
    for (const [depth, wanted] of path.entries()) {
      const item = items.find(({ label, role }) => (label ?? role ?? '').replace('&', '') === wanted);
      if (item === undefined || item.enabled === false) throw new Error(`There is nothing to pick at ${path}`);
      if (depth < path.length - 1) items = item.submenu ?? [];
      else if (item.click) item.click();
      else if (item.role === 'quit') app.quit();
      else if (item.role === 'close') [...windows.values()].find((window) => window.isFocused())?.close();
    }
  }
}

let tray: Tray | null = null;

export class Tray extends EventEmitter {
  menu: Menu | null = null;
  #toolTip = '';

  constructor(image: FakeImage) {
    super();
    requireReady('Tray');
    if (image.isEmpty()) throw new Error('Failed to load image');
    tray = this;
    this.#tell();
  }

  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip;
    this.#tell();
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu;
    this.#tell();
  }

  destroy(): void {
    tray = null;
    report({ kind: 'tray', toolTip: null, items: [] });
  }

  #tell(): void {
    report({ kind: 'tray', toolTip: this.#toolTip, items: this.menu?.describe() ?? [] });
  }
}

export class Notification extends EventEmitter {
  readonly #options: { title: string; body: string };

  constructor(options: { title: string; body: string }) {
    super();
    this.#options = options;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    report({ kind: 'notification', ...this.#options });
  }
}

class FakeUtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;

  constructor(modulePath: string) {
    super();
    const shim = fileURLToPath(new URL('./run-utility.ts', import.meta.url));
    this.#child = fork(shim, [modulePath], { serialization: 'advanced', execArgv: [] });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('spawn', () => this.emit('spawn'));
    this.#child.once('exit', (code) => this.emit('exit', code ?? 1));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** As in Electron nothing but message ports is handed over. */
  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new TypeError('Port at index 0 is not a valid port');
    if (this.#child.connected) this.#child.send(message as object);
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = {
  fork(modulePath: string): FakeUtilityProcess {
    requireReady('utilityProcess.fork()');
    return new FakeUtilityProcess(modulePath);
  },
};

class FakePowerMonitor extends EventEmitter {
  onBatteryPower = false;
  idleSeconds = 0;

  getSystemIdleTime(): number {
    requireReady('powerMonitor.getSystemIdleTime');
    return this.idleSeconds;
  }
}

export const powerMonitor = new FakePowerMonitor();

/** One screen with a bar of 40 pixels at its foot. */
const SCREEN: FakeBounds = { x: 0, y: 0, width: 1920, height: 1040 };

export const screen = {
  getAllDisplays() {
    requireReady('screen.getAllDisplays');
    return [{ workArea: SCREEN }];
  },
};

function windowOf(id: number): BrowserWindow {
  const window = windows.get(id);
  if (window === undefined) throw new Error(`There is no window ${id}`);
  return window;
}

async function invoke(request: Extract<StageRequest, { kind: 'invoke' }>): Promise<unknown> {
  const handler = invokeHandlers.get(request.channel);
  if (handler === undefined) throw new Error(`No handler registered for '${request.channel}'`);
  const sender = windowOf(request.window).webContents;
  if (request.frame?.isMain) sender.mainFrame.url = request.frame.url;
  const senderFrame = request.frame?.isMain ? sender.mainFrame : request.frame;
  return structuredClone(await handler({ sender, senderFrame }, ...structuredClone(request.args)));
}

function send(request: Extract<StageRequest, { kind: 'send' }>): void {
  const sender = windowOf(request.window).webContents;
  const senderFrame = request.frame?.isMain ? sender.mainFrame : request.frame;
  if (request.frame?.isMain) sender.mainFrame.url = request.frame.url;
  ipcMain.emit(request.channel, { sender, senderFrame }, ...structuredClone(request.args));
}

function setPower({ onBattery, idleSeconds, event }: Extract<StageRequest, { kind: 'power' }>): void {
  if (onBattery !== undefined && onBattery !== powerMonitor.onBatteryPower) {
    powerMonitor.onBatteryPower = onBattery;
    powerMonitor.emit(onBattery ? 'on-battery' : 'on-ac');
  }
  powerMonitor.idleSeconds = idleSeconds ?? powerMonitor.idleSeconds;
  if (event !== undefined) powerMonitor.emit(event);
}

async function fetchCustom({ url, method }: { url: string; method: string }): Promise<FetchAnswer> {
  const handler = protocol.handlers.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined) throw new Error('net::ERR_UNKNOWN_URL_SCHEME');
  // Node's own Request takes no custom scheme; the app's handlers read these two only.
  const response = await handler({ url, method } as Request);
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** Emits an event that can be prevented. @returns whether it was */
function isPrevented(emitter: EventEmitter, name: string, details: object): boolean {
  const event = Object.assign(new PreventableEvent(), details);
  emitter.emit(name, event);
  return event.defaultPrevented;
}

function answer(request: StageRequest): unknown {
  switch (request.kind) {
    case 'invoke':
      return invoke(request);
    case 'fetch':
      return fetchCustom(request);
    case 'outgoing':
      return new Promise((resolve) => {
        defaultSession.beforeRequest({ url: request.url }, ({ cancel }) => resolve(!cancel));
      });
    case 'navigate':
      return !isPrevented(windowOf(request.window).webContents, 'will-frame-navigate', { url: request.url });
    case 'open':
      return windowOf(request.window).webContents.openHandler({ url: request.url }).action === 'allow';
    case 'permission':
      return new Promise((resolve) => {
        const { webContents } = windowOf(request.window);
        defaultSession.permissionRequest(webContents, request.permission, (granted) =>
          resolve(granted || defaultSession.permissionCheck(webContents, request.permission)),
        );
      });
    case 'attach-webview':
      return !isPrevented(windowOf(request.window).webContents, 'will-attach-webview', {});
    case 'doors':
      return {
        handled: [...invokeHandlers.keys()],
        heard: ipcMain.eventNames().map(String),
        schemes: [...protocol.handlers.keys()],
      };
    case 'drawn':
      windowOf(request.window).emit('ready-to-show');
      windowOf(request.window).webContents.loading = false;
      windowOf(request.window).webContents.emit('did-finish-load');
      return null;
    case 'send':
      send(request);
      return null;
    case 'place':
      windowOf(request.window).bounds = request.bounds;
      if (request.isMaximised) windowOf(request.window).maximize();
      return null;
    case 'page-gone':
      windowOf(request.window).webContents.emit('render-process-gone', {}, { reason: request.reason, exitCode: 1 });
      return null;
    case 'set-focused':
      windowOf(request.window).setFocused(request.isFocused);
      return null;
    case 'power':
      setPower(request);
      return null;
    case 'pick-menu':
      Menu.application?.pick(request.path);
      return null;
    case 'pick-tray':
      if (request.label === null) tray?.emit('click');
      else tray?.menu?.pick([request.label]);
      return null;
    case 'close':
      windowOf(request.window).close();
      return null;
    case 'quit':
      app.quit();
      return null;
    case 'second-instance':
      app.emit('second-instance', {}, process.argv, process.cwd(), request.data);
      return null;
    case 'choose':
      nextChoice = request.paths;
      return null;
  }
}

process.on('message', async ({ number, request }: ToApp) => {
  try {
    tell({ number, value: await answer(request) });
  } catch (error) {
    tell({ number, error: String(error) });
  }
});
