import type { QuerySlip, QueryTerm } from '../../shared/api.ts';
import type { MatchReason } from '../../shared/model/photo.ts';
import type { FailureCode } from '../../shared/model/status.ts';
import { exchangeInGerman } from './de-exchange.ts';
import { help } from './de-help.ts';
import { hostInGerman } from './de-host.ts';
import { selectingInGerman } from './de-selecting.ts';
import { similarInGerman } from './de-similar.ts';
import { teachingInGerman } from './de-teaching.ts';
import { viewingDe } from './de-viewing.ts';
import type { en } from './en.ts';
import { createFormats } from './formats.ts';
import { pathOf, shortened, shortPathOf } from './pieces.ts';

const formats = createFormats('de-DE', {
  from: (day) => `ab ${day}`,
  until: (day) => `bis ${day}`,
  dayAndTime: (day, time) => `${day}, ${time}`,
  north: 'N',
  south: 'S',
  east: 'O',
  west: 'W',
});
const { counted, formatNumber, formatPercent, formatRate } = formats;

const photos = counted('{count, plural, one {# Foto} other {# Fotos}}');
const files = counted('{count, plural, one {# Datei} other {# Dateien}}');
const corrections = counted('{count, plural, one {# Angabe} other {# Angaben}}');
const labels = counted('{count, plural, one {# Label} other {# Labels}}');
const meanings = counted('{count, plural, one {# Bedeutung} other {# Bedeutungen}}');
const photosNotFound = counted(
  '{count, plural, one {# Foto wird nicht mehr gefunden.} other {# Fotos werden nicht mehr gefunden.}}',
);
const unreadFiles = counted(
  '{count, plural, one {# Datei konnte nicht gelesen werden.} other {# Dateien konnten nicht gelesen werden.}}',
);
const quoted = (text: string) => `„${text}“`;

function timeLeft(seconds: number): string {
  if (seconds < 60) return 'noch unter 1 min';
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `noch ${formatNumber(minutes)} min`;
  return `noch ${formatNumber(Math.round(minutes / 60))} h`;
}

const reasons: Record<FailureCode, string> = {
  empty: 'Leere Datei',
  damaged: 'Beschädigt',
  unsupported: 'Unbekannte Art',
  'too-large': 'Zu groß',
  unreadable: 'Nicht lesbar',
  timeout: 'Dauerte zu lange',
  crashed: 'Ließ das Lesen abbrechen',
};

const kinds: Record<QueryTerm['kind'], string> = {
  label: 'Label',
  date: 'Datum',
  folder: 'Ordner',
  file: 'Datei',
  camera: 'Kamera',
  lens: 'Objektiv',
  type: 'Dateityp',
  is: 'Nur',
  confidence: 'Sicherheit',
  near: 'Ort',
  similar: 'Aussehen',
  description: 'Beschreibung',
  unknown: 'Unbekanntes Wort',
};

const slips: Record<QuerySlip['reason'], (piece: string) => string> = {
  'unclosed-quote': (piece) =>
    `Das Anführungszeichen in ${quoted(piece)} ist nicht geschlossen; es gilt bis zum Ende der Suche.`,
  'unmatched-parenthesis': (piece) => `${quoted(piece)} hat kein Gegenstück und wurde weggelassen.`,
  'unknown-field': (piece) => `${quoted(piece)} ist kein Filter und wurde als Wörter gesucht.`,
  'empty-value': (piece) => `Bei ${quoted(piece)} steht nichts nach dem Doppelpunkt; gesucht wurde ein Wort.`,
  'lone-operator': (piece) => `${quoted(piece)} hat hier nichts zu verbinden und wurde weggelassen.`,
  'too-long': () => 'Die Suche ist zu lang; ihr Ende wurde weggelassen.',
  'bad-value': (piece) => `${quoted(piece)} lässt sich nicht als Filter lesen und wurde als Wörter gesucht.`,
};

function known({ name, confidence, source }: MatchReason): string {
  return source === 'user' ? `${name}, eigene Angabe` : `${name}, ${formatPercent(confidence)}`;
}

function reason(one: MatchReason): string {
  return one.name.toLowerCase() === one.asked.toLowerCase() ? known(one) : `${known(one)} → ${one.asked}`;
}

/** All words of the interface, in German. The names of labels are English: that is the language of the vocabulary. */
export const de: typeof en = {
  formats,
  appName: 'Bowerbird',
  undo: 'Rückgängig',
  dismiss: 'Schließen',
  messages: 'Meldungen',
  cancel: 'Abbrechen',
  retry: 'Noch einmal',
  roomFailed: 'Diese Seite konnte nicht geladen werden.',

  nav: {
    label: 'Bereiche',
    photos: 'Fotos',
    explore: 'Entdecken',
    unsure: 'Nicht sicher',
    taught: 'Gelernt',
    folders: 'Ordner',
    problems: 'Probleme',
    settings: 'Einstellungen',
    count: formatNumber,
  },

  explore: {
    title: 'Entdecken',
    path: 'Aktuelle Stelle',
    card: (name: string, count: number) => `${name}, ${photos(count)}`,
    photos,
    showPhotos: (count: number) => `${photos(count)} zeigen`,
    recent: 'Zuletzt hinzugefügt',
    recentPhoto: (day: string) => `Foto, ${day}`,
    showRecent: 'Alle zeigen, neueste zuerst',
    labels: 'Was auf den Fotos ist',
    below: (name: string) => `${name}: Labels`,
    yours: 'Eigenes',
    marks: { unsure: 'Nicht sicher', corrected: 'Selbst berichtigt', favourite: 'Favoriten' },
    marksAbout: {
      unsure: 'Vermutungen, die nur ein Mensch klären kann, Foto für Foto',
      corrected: 'Fotos mit eigenen Angaben',
      favourite: 'Fotos mit einem Herz',
    },
    groups: {
      'group:own': 'Eigene Labels',
      'group:people': 'Menschen',
      'group:animals': 'Tiere',
      'group:plants': 'Pflanzen',
      'group:food': 'Essen und Trinken',
      'group:vehicles': 'Fahrzeuge',
      'group:buildings': 'Gebäude',
      'group:places': 'Natur und Orte',
      'group:clothes': 'Kleidung',
      'group:furniture': 'Möbel',
      'group:music': 'Musikinstrumente',
      'group:sport': 'Sport und Spiel',
      'group:events': 'Ereignisse',
      'group:things': 'Dinge',
    },
    noLabelsTitle: 'Noch keine Labels',
    noLabels: 'Über die Fotos ist noch nichts bekannt. Labels erscheinen hier, während Bowerbird sie ansieht.',
    nothingBelow: 'In der Bibliothek gibt es dazu nichts Genaueres.',
    failed: 'Das konnte nicht geladen werden.',
    gone: 'Dieses Label gibt es nicht mehr.',
    all: 'Alle Labels',
  },

  added: {
    title: 'Zuletzt hinzugefügt',
    about: 'Was zuletzt in die Bibliothek kam, steht vorn.',
    back: 'Nach Datum',
  },

  unsure: {
    title: 'Nicht sicher',
    question: (name: string) => `Ist das ${quoted(name)}?`,
    counter: (place: number, total: number, said: number) =>
      `${formatNumber(place)} von ${formatNumber(total)}${said > 0 ? ` · ${formatNumber(said)} geklärt` : ''}`,
    photo: 'Foto, bei dem Bowerbird nicht sicher ist',
    sure: (percent: string) => `Bowerbird ist zu ${percent} sicher.`,
    yes: 'Ja',
    no: 'Nein',
    skip: 'Überspringen',
    undo: 'Rückgängig',
    leave: 'Beenden',
    others: 'Oder ist es',
    isIt: (name: string) => `Es ist: ${name}`,
    keys: 'Tasten: y ja, n nein, s überspringen, z rückgängig, Esc beenden',
    loading: 'Sucht nach Fotos …',
    noneTitle: 'Nichts zu fragen',
    none: 'Im Moment gibt es keine Vermutungen zu klären. Neue erscheinen hier.',
    doneTitle: 'Das war alles',
    done: (said: number) => (said === 0 ? 'Alle Vermutungen sind durchgesehen.' : `Danke: ${photos(said)} geklärt.`),
    again: counted(
      '{count, plural, one {# übersprungenes Foto noch einmal ansehen} other {# übersprungene Fotos noch einmal ansehen}}',
    ),
    toExplore: 'Zurück zu Entdecken',
  },

  connection: {
    lost: 'Die Verbindung zu Bowerbird ist unterbrochen.',
    reconnecting: 'Die Verbindung zu Bowerbird ist unterbrochen. Sie wird neu aufgebaut …',
  },

  progress: {
    label: 'Fortschritt',
    details: 'Zeigen, was gerade geschieht',
    counts: (done: number, all: number) => `${formatNumber(done)} von ${formatNumber(all)}`,
    rate: (perSecond: number) => `${formatRate(perSecond)}/s`,
    timeLeft,
    scanning: 'Sucht nach Fotos',
    indexing: 'Sieht Fotos an',
    relabelling: 'Sieht mit dem neuen Modell noch einmal hin',
    photosLeft: (left: number) => `noch ${photos(left)}`,
    paused: 'Angehalten',
    waiting: 'Ein anderes Bowerbird arbeitet',
    allDone: (count: number) => photos(count),
    pause: 'Anhalten',
    resume: 'Fortsetzen',
    currentFile: 'Gerade angesehen',
  },

  search: {
    label: 'Fotos suchen',
    placeholder: 'Fotos suchen',
    clear: 'Suche leeren',
    help: 'So wird gesucht',
    helpLine: 'Alles, was sich eingeben lässt',
    clearRecent: 'Letzte Suchen löschen',
    suggestions: 'Vorschläge',
    suggestionCount: photos,
    alias: (alias: string) => `${alias} → `,
    results: photos,
    noResults: 'Nichts gefunden',
    searching: 'Sucht …',
    understood: 'Verstanden als',
    remove: (term: string) => `${term} entfernen`,
    not: (term: string) => `ohne ${term}`.trim(),
    kinds,
    unknown: 'unbekanntes Wort',
    didYouMean: (word: string) => `${quoted(word)} ist kein bekanntes Wort. Gemeint war vielleicht`,
    instead: (word: string) => `Stattdessen nach ${word} suchen`,
    notes: 'Zur Eingabe',
    slip: (slip: QuerySlip) => slips[slip.reason](shortened(slip.text)),
    meanings,
    senses: (word: string, count: number) => `${word}: ${meanings(count)}`,
    sensesTitle: (word: string) => `Was soll ${quoted(word)} heißen?`,
    known,
    reason,
    spokenReason: (one: MatchReason) => `für ${quoted(one.asked)} gefunden durch ${known(one)}`,
    foundFor: (asked: string) => `Gefunden für ${asked}: `,
    meaning: (name: string) => `= ${name}`,
    order: 'Reihenfolge',
    byRelevance: 'Beste zuerst',
    byDate: 'Neueste zuerst',
  },

  weaker: {
    show: counted('{count, plural, one {# schwächeren Treffer zeigen} other {# schwächere Treffer zeigen}}'),
    title: (text: string) => `Schwächere Treffer für ${quoted(shortened(text))}`,
    about:
      'Bei diesen Fotos ist Bowerbird nicht sicher; viele werden falsch sein. Ein Foto öffnen, um Ja oder Nein zu sagen.',
    back: 'Zurück zu den sicheren',
    none: 'Es gibt keine schwächeren Treffer.',
  },

  narrow: {
    title: 'Eingrenzen',
    label: 'Ergebnis eingrenzen',
    none: 'Nichts zu wählen: Diese Fotos haben alles gemeinsam.',
    loading: 'Zählt …',
    add: (name: string, count: number) => `${name}, ${photos(count)}`,
    more: 'Mehr zeigen',
    fewer: 'Weniger zeigen',
    moreOf: (kind: string) => `Mehr zeigen: ${kind}`,
    fewerOf: (kind: string) => `Weniger zeigen: ${kind}`,
    kinds: {
      labels: 'Labels',
      years: 'Jahre',
      cameras: 'Kameras',
      folders: 'Ordner',
      types: 'Dateitypen',
      certainties: 'Mindestens so sicher',
    },
  },

  nothing: {
    title: (text: string) => `Kein Foto gefunden für ${quoted(text)}`,
    understood: 'Was verstanden wurde',
    unknownWord: (word: string) =>
      `Das Wort ${quoted(word)} ist hier unbekannt. Stimmt die Schreibweise? Labels sind englisch; vielleicht hilft auch ein üblicheres Wort.`,
    didYouMean: 'Gemeint war vielleicht',
    noPhoto: (word: string) => `${quoted(word)} ist ein bekanntes Wort, aber kein Foto hat dieses Label.`,
    noneSuch: (kind: string, word: string) => `${kind} ${quoted(word)}: kein Foto.`,
    hasPhotos: (word: string) => `${quoted(word)} allein:`,
    excluded: (word: string, count: number) => `Fotos mit ${quoted(word)} sind ausgenommen: ${formatNumber(count)}.`,
    noneTogether: 'Kein Foto hat all das zugleich.',
    pending: counted(
      '{count, plural, one {# Datei wurde noch nicht angesehen.} other {# Dateien wurden noch nicht angesehen.}}',
    ),
    near: 'Diese Labels gibt es in der Bibliothek:',
    nearLabel: 'Vorhandene Labels',
    teach: 'Gibt es so ein Foto? Bring es bei: wähle ein paar, die es zeigen, und die anderen werden gefunden.',
    showAll: 'Alle Fotos zeigen',
  },

  grid: {
    label: 'Fotos',
    tile: (label: string | undefined, day: string | undefined, isFavourite: boolean, reasons: string, place: string) =>
      [label === undefined ? 'Foto' : `${label}, Foto`, day, isFavourite ? 'Favorit' : '', reasons, place]
        .filter((part) => part !== undefined && part !== '')
        .join(', '),
    waiting: (name: string | undefined, day: string | undefined, place: string) =>
      [name, 'noch nicht angesehen', day, place].filter((part) => part !== undefined).join(', '),
    place: (position: number, total: number) => `${formatNumber(position)} von ${formatNumber(total)}`,
    scrubber: 'Zu einem Datum gehen',
    failed: 'Die Fotos konnten nicht geladen werden.',
    stillLooking: 'Bowerbird sucht nach Fotos. Sie erscheinen hier, sobald sie gefunden sind.',
    noPhotosTitle: 'Noch keine Fotos',
    noPhotos: 'In den Ordnern sind keine Fotos. Einen weiteren Ordner hinzufügen oder Fotos in einen davon legen.',
    toFolders: 'Zu den Ordnern',
  },

  viewer: {
    label: 'Foto',
    close: 'Schließen',
    previous: 'Voriges Foto',
    next: 'Nächstes Foto',
    info: 'Info',
    closeInfo: 'Info schließen',
    favourite: 'Favorit',
    unavailable: 'Dieses Foto kann gerade nicht gezeigt werden.',
    alt: (label: string | undefined, day: string | undefined) =>
      [label ?? 'Foto', day].filter((part) => part !== undefined).join(', '),
  },

  ...viewingDe,
  ...selectingInGerman(formats),
  ...similarInGerman(formats),
  ...teachingInGerman(formats),
  ...hostInGerman(formats),
  ...exchangeInGerman(formats),

  labels: {
    title: 'Labels',
    none: 'Noch keine Labels.',
    find: (name: string) => `Fotos mit ${quoted(name)} suchen`,
    notLookedAt: 'Noch nicht angesehen.',
    yes: (name: string) => `Ja, ${name}`,
    no: (name: string) => `Nicht ${name}`,
    takeBack: (name: string) => `${name} zurücknehmen`,
    sure: (percent: string) => `${percent} sicher`,
    fromModel: 'vom Modell',
    fromYou: 'eigene Angabe',
    guess: 'eine Vermutung',
    rejected: 'Eigene Angabe: das nicht',
    add: 'Label hinzufügen',
    addPlaceholder: 'Label hinzufügen …',
    suggestions: 'Labels zum Hinzufügen',
    path: pathOf,
    shortPath: shortPathOf,
  },

  corrected: {
    accepted: (name: string, count: number) => `${name}: ${photos(count)}`,
    rejected: (name: string, count: number) => `Nicht ${name}: ${photos(count)}`,
    none: (name: string, count: number) => `Zurückgenommen, ${name}: ${photos(count)}`,
    favourite: (count: number) => `Favorit: ${photos(count)}`,
    noFavourite: (count: number) => `Kein Favorit mehr: ${photos(count)}`,
    undone: (count: number) => `Rückgängig gemacht: ${photos(count)}`,
    nothingToUndo: 'Es gibt nichts rückgängig zu machen.',
  },

  facts: {
    title: 'Details',
    taken: 'Aufnahme',
    takenFromFile: 'Datum der Datei; die Kamera hat keins vermerkt',
    camera: 'Kamera',
    exposure: 'Belichtung',
    iso: (value: number) => `ISO ${formatNumber(value)}`,
    fNumber: (value: number) => `f/${formatNumber(value)}`,
    focalLength: (mm: number) => `${Math.round(mm)} mm`,
    place: 'Ort',
    size: 'Größe',
    pixels: (width: number, height: number) => `${formatNumber(width)} × ${formatNumber(height)}`,
    files: counted('{count, plural, one {Datei} other {Dateien}}'),
    model: 'Labels von',
    offline: 'Ordner nicht erreichbar',
    missing: 'Datei ist weg',
    showInFolder: 'Im Ordner zeigen',
  },

  folders: {
    title: 'Ordner',
    add: 'Ordner hinzufügen',
    path: 'Pfad eines Ordners',
    pathPlaceholder: '/home/name/Bilder',
    rescan: 'Nach Änderungen suchen',
    rescanning: 'Sucht nach Änderungen.',
    remove: (path: string) => `${path} entfernen`,
    removeShort: 'Entfernen',
    removeTitle: 'Diesen Ordner aus Bowerbird entfernen?',
    removeText: (path: string, count: number) =>
      `${path}: ${photosNotFound(count)} Die Dateien bleiben, wo sie sind. Eigene Labels bleiben erhalten und sind wieder da, wenn der Ordner neu hinzugefügt wird.`,
    removed: (path: string) => `Entfernt: ${path}`,
    added: (path: string) => `Hinzugefügt: ${path}`,
    offline: 'Nicht erreichbar',
    offlineText: 'Nichts ist verloren: Seine Fotos sind wieder zu sehen, sobald er zurück ist.',
    counts: photos,
    failed: (count: number) => `${formatNumber(count)} nicht lesbar`,
    pending: (count: number) => `noch ${formatNumber(count)}`,
    lastScan: (when: string) => `Zuletzt angesehen: ${when}`,
    never: 'Noch nicht angesehen',
    list: 'Hinzugefügte Ordner',
    none: 'Noch keine Ordner.',
    paused: 'Angehalten',
    pausedText: 'Bowerbird lässt ihn in Ruhe, bis es hier weitergehen soll. Seine Fotos sind weiter zu finden.',
    pause: (path: string) => `${path} anhalten`,
    resume: (path: string) => `Mit ${path} weitermachen`,
    rescanOne: (path: string) => `In ${path} nach Änderungen suchen`,
    rescanningOne: (path: string) => `Sucht in ${path} nach Änderungen.`,
    pendingPaused: (count: number) => `Ohne angehaltene Ordner: ${files(count)}.`,
  },

  models: {
    title: 'Modelle',
    about: 'Ein Modell erkennt, was auf den Fotos ist. Es läuft auf diesem Computer.',
    use: 'Verwenden',
    useNamed: (name: string) => `${name} verwenden`,
    active: 'In Gebrauch',
    nowUsed: (name: string) => `Jetzt in Gebrauch: ${name}`,
    facts: (classes: number, size: string, licence: string) => `${labels(classes)} · ${size} · ${licence}`,
    photos: (count: number) => `${photos(count)} angesehen`,
  },

  problems: {
    title: 'Probleme',
    intro: (count: number) => `${unreadFiles(count)} Die anderen Fotos betrifft das nicht.`,
    retryGroup: (reason: string) => `Diese noch einmal: ${reason}`,
    retryThese: 'Diese noch einmal',
    copyPath: (path: string) => `${path} kopieren`,
    copied: (path: string) => `Kopiert: ${path}`,
    notCopied: 'Der Pfad konnte nicht kopiert werden. Er lässt sich markieren und von Hand kopieren.',
    showInFolder: (path: string) => `${path} im Ordner zeigen`,
    moreOf: (reason: string) => `Mehr zeigen: ${reason}`,
    retryAll: 'Alle noch einmal',
    retry: (path: string) => `${path} noch einmal versuchen`,
    retrying: (count: number) => `Noch ein Versuch: ${files(count)}.`,
    attempts: counted('{count, plural, one {# Versuch} other {# Versuche}}'),
    since: (when: string) => `seit ${when}`,
    noneTitle: 'Keine Probleme',
    none: 'Jede angesehene Datei ließ sich lesen.',
    more: 'Mehr zeigen',
    reasons,
  },

  settings: {
    title: 'Einstellungen',
    language: 'Sprache',
    languageFailed: 'Die Texte dieser Sprache konnten nicht geladen werden.',
    languages: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
    colours: 'Farben',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    photoSize: 'Größe der Fotos in der Übersicht',
    photoSizes: { small: 'Klein', medium: 'Mittel', large: 'Groß' },
    effort: 'Wie viel Bowerbird arbeitet, solange Fotos anzusehen sind',
    efforts: {
      full: { name: 'So schnell es geht', text: 'Mehrere Fotos auf einmal. Gut, solange man darauf wartet.' },
      background: {
        name: 'Im Hintergrund',
        text: 'Ein Foto nach dem anderen, damit der Computer für anderes flink bleibt.',
      },
    },
    precision: 'Wie sicher ein Label sein muss, um als gewiss zu gelten',
    precisionAbout:
      'Was weniger sicher ist, erscheint als Vermutung mit Fragezeichen. Die Labels aller Fotos richten sich sofort danach; Suchen finden dieselben Fotos wie vorher.',
    precisionNames: {
      more: 'Mehr Labels',
      balanced: 'Ausgewogen',
      sure: 'Nur die sichersten',
      other: 'Wie eingestellt',
    },
    measured: (precision: number, coverage: number) =>
      `Richtig in ${Math.round(precision * 100)} von 100 Fällen; zu sehen auf ${Math.round(coverage * 100)} von 100 Fotos`,
    wanted: (precision: number) => `Soll in mindestens ${Math.round(precision * 100)} von 100 Fällen richtig sein`,
    measuredWith: (model: string) => `Gemessen mit ${model}; andere Fotos können leichter oder schwerer sein.`,
  },

  backup: {
    title: 'Eigene Angaben',
    about:
      'Alles, was zu den Fotos gesagt wurde, mit eigenen Labels, Beschreibungen, Favoriten und ausgeblendeten Fotos, in einer kleinen Datei. Fotos werden am Inhalt erkannt; die Datei passt deshalb auch auf einen anderen Computer, auf dem sie woanders liegen.',
    save: 'Eigene Angaben sichern',
    bringIn: 'Angaben einlesen',
    choose: 'Datei mit Angaben',
    saved: (count: number) => `Gesichert: ${corrections(count)}`,
    nothing: 'Es gibt noch nichts zu sichern.',
    broughtIn: (count: number) =>
      count === 0 ? 'Nichts Neues: Alles davon ist schon da.' : `Eingelesen: ${corrections(count)}`,
    unchanged: (count: number) => `Gleich oder hier neuer: ${corrections(count)}.`,
    known: (known: number, all: number) =>
      `Fotos in dieser Bibliothek: ${formatNumber(known)} von ${formatNumber(all)}.`,
    waiting: 'Die übrigen bekommen ihre Labels, sobald sie hinzukommen.',
    skipped: counted(
      '{count, plural, one {# Zeile war nicht lesbar und wurde ausgelassen.} other {# Zeilen waren nicht lesbar und wurden ausgelassen.}}',
    ),
    notOne: (name: string) => `In ${name} stehen keine Angaben. Gesucht ist eine Datei, die hier gesichert wurde.`,
    tooLarge: (name: string) => `${name} ist zu groß, um auf einmal eingelesen zu werden.`,
  },

  storage: {
    title: 'Wo alles liegt',
    path: 'Ordner',
    database: 'Labels und eigene Angaben',
    thumbnails: 'Kleine Bilder für die Übersicht',
    models: 'Installierte Modelle',
    show: 'Im Ordner zeigen',
    about: 'Die Fotos bleiben, wo sie sind, und werden nie verändert.',
  },

  help,

  welcome: {
    title: 'Fotos finden nach dem, was darauf ist',
    text: 'Einen Ordner hinzufügen und darin etwa nach „cat“, „beach“ oder „birthday cake“ suchen. Nichts muss sortiert oder benannt werden. Die Labels sind englisch.',
    privacy: 'Nichts verlässt diesen Computer.',
    sample: 'Mit Beispielfotos ausprobieren',
  },
};
