/** Words of menus, icon and notifications. Those of the page are the page's own. */
export interface HostTexts {
  file: string;
  edit: string;
  view: string;
  window: string;
  help: string;
  about: string;
  addFolder: string;
  search: string;
  settings: string;
  howToSearch: string;
  close: string;
  quit: string;
  open: string;
  pause: string;
  resume: string;
  idle: string;
  paused: string;
  resting: string;
  waiting: string;
  /** @param share 0..1; null where it is not known */
  working(share: number | null): string;
  doneTitle: string;
  done(photos: number): string;
  updateTitle(version: string): string;
  updateText(current: string): string;
  updateGet: string;
  updateLater: string;
}

const en: HostTexts = {
  file: '&File',
  edit: '&Edit',
  view: '&View',
  window: '&Window',
  help: '&Help',
  about: 'About Bowerbird',
  addFolder: 'Add Folder…',
  search: 'Search',
  settings: 'Settings…',
  howToSearch: 'How to Search',
  close: 'Close Window',
  quit: 'Quit Bowerbird',
  open: 'Open Bowerbird',
  pause: 'Pause',
  resume: 'Resume',
  idle: 'All photos have been looked at',
  paused: 'Paused',
  resting: 'Resting',
  waiting: 'Another Bowerbird is working',
  working: (share) => (share === null ? 'Looking for photos' : `Looking at photos: ${formatShare('en', share)}`),
  doneTitle: 'Your photos can be searched',
  done: (photos) => `Bowerbird has looked at all of them: ${photos.toLocaleString('en')}.`,
  updateTitle: (version) => `Bowerbird ${version} is there`,
  updateText: (current) =>
    `You have ${current}. The new version is fetched now and put in place when you quit Bowerbird.`,
  updateGet: 'Get it',
  updateLater: 'Not now',
};

const de: HostTexts = {
  file: '&Datei',
  edit: '&Bearbeiten',
  view: '&Ansicht',
  window: '&Fenster',
  help: '&Hilfe',
  about: 'Über Bowerbird',
  addFolder: 'Ordner hinzufügen…',
  search: 'Suchen',
  settings: 'Einstellungen…',
  howToSearch: 'So wird gesucht',
  close: 'Fenster schließen',
  quit: 'Bowerbird beenden',
  open: 'Bowerbird öffnen',
  pause: 'Anhalten',
  resume: 'Weitermachen',
  idle: 'Alle Fotos sind angesehen',
  paused: 'Angehalten',
  resting: 'Ruht',
  waiting: 'Ein anderer Bowerbird arbeitet',
  working: (share) => (share === null ? 'Sucht nach Fotos' : `Sieht Fotos an: ${formatShare('de', share)}`),
  doneTitle: 'Deine Fotos können durchsucht werden',
  done: (photos) => `Bowerbird hat alle angesehen: ${photos.toLocaleString('de')}.`,
  updateTitle: (version) => `Bowerbird ${version} ist da`,
  updateText: (current) =>
    `Du hast ${current}. Die neue Fassung wird jetzt geholt und eingesetzt, wenn du Bowerbird beendest.`,
  updateGet: 'Holen',
  updateLater: 'Jetzt nicht',
};

function formatShare(locale: string, share: number): string {
  return share.toLocaleString(locale, { style: 'percent' });
}

/** @param locale of the system, such as `de-AT` */
export function hostTextsOf(locale: string): HostTexts {
  return locale.toLowerCase().startsWith('de') ? de : en;
}
