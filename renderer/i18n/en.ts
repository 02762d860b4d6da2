import type { QuerySlip, QueryTerm } from '../../shared/api.ts';
import type { MatchReason } from '../../shared/model/photo.ts';
import type { FailureCode } from '../../shared/model/status.ts';
import { exchangeIn } from './en-exchange.ts';
import { help } from './en-help.ts';
import { hostIn } from './en-host.ts';
import { selectingIn } from './en-selecting.ts';
import { similarIn } from './en-similar.ts';
import { teachingIn } from './en-teaching.ts';
import { viewing } from './en-viewing.ts';
import { createFormats } from './formats.ts';
import { pathOf, shortened, shortPathOf } from './pieces.ts';

const formats = createFormats('en-GB', {
  from: (day) => `from ${day}`,
  until: (day) => `until ${day}`,
  dayAndTime: (day, time) => `${day}, ${time}`,
  north: 'N',
  south: 'S',
  east: 'E',
  west: 'W',
});
const { counted, formatNumber, formatPercent, formatRate } = formats;

const photos = counted('{count, plural, one {# photo} other {# photos}}');
const files = counted('{count, plural, one {# file} other {# files}}');
const labels = counted('{count, plural, one {# label} other {# labels}}');
const corrections = counted('{count, plural, one {# correction} other {# corrections}}');
const meanings = counted('{count, plural, one {# meaning} other {# meanings}}');
const quoted = (text: string) => `“${text}”`;

function timeLeft(seconds: number): string {
  if (seconds < 60) return 'under 1 min left';
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${formatNumber(minutes)} min left`;
  return `${formatNumber(Math.round(minutes / 60))} h left`;
}

const reasons: Record<FailureCode, string> = {
  empty: 'Empty file',
  damaged: 'Damaged',
  unsupported: 'Unknown kind',
  'too-large': 'Too large',
  unreadable: 'Can’t be read',
  timeout: 'Took too long',
  crashed: 'Made the reader stop',
};

const kinds: Record<QueryTerm['kind'], string> = {
  label: 'Label',
  date: 'Date',
  folder: 'Folder',
  file: 'File',
  camera: 'Camera',
  lens: 'Lens',
  type: 'Type of file',
  is: 'Only',
  confidence: 'Certainty',
  near: 'Place',
  similar: 'Looks',
  description: 'Description',
  unknown: 'Unknown word',
};

const slips: Record<QuerySlip['reason'], (piece: string) => string> = {
  'unclosed-quote': (piece) => `The quote in ${quoted(piece)} is not closed; it was taken to go on to the end.`,
  'unmatched-parenthesis': (piece) => `${quoted(piece)} has no partner; it was left out.`,
  'unknown-field': (piece) => `${quoted(piece)} is no filter; it was searched as words.`,
  'empty-value': (piece) => `${quoted(piece)} says nothing after the colon; it was searched as a word.`,
  'lone-operator': (piece) => `${quoted(piece)} has nothing to work on; it was left out.`,
  'too-long': () => 'The search is too long; its end was left out.',
  'bad-value': (piece) => `${quoted(piece)} can’t be read as a filter; it was searched as words.`,
};

/** What is known of a photo that was found: `Siamese cat, 93%`. */
function known({ name, confidence, source }: MatchReason): string {
  return source === 'user' ? `${name}, your own word` : `${name}, ${formatPercent(confidence)}`;
}

/** `Siamese cat, 93% → cat` */
function reason(one: MatchReason): string {
  return one.name.toLowerCase() === one.asked.toLowerCase() ? known(one) : `${known(one)} → ${one.asked}`;
}

/** All words of the interface, in English. Nothing that is shown stands anywhere else. */
export const en = {
  /** How numbers, dates and amounts are written. */
  formats,
  appName: 'Bowerbird',
  undo: 'Undo',
  dismiss: 'Dismiss',
  messages: 'Messages',
  cancel: 'Cancel',
  retry: 'Try again',
  roomFailed: 'This page could not be loaded.',

  nav: {
    label: 'Rooms',
    photos: 'Photos',
    explore: 'Explore',
    unsure: 'Not sure',
    taught: 'Taught',
    folders: 'Folders',
    problems: 'Problems',
    settings: 'Settings',
    count: formatNumber,
  },

  explore: {
    title: 'Explore',
    path: 'Where you are',
    card: (name: string, count: number) => `${name}, ${photos(count)}`,
    photos,
    showPhotos: (count: number) => `Show ${photos(count)}`,
    recent: 'Recently added',
    recentPhoto: (day: string) => `Photo, ${day}`,
    showRecent: 'Show all, newest first',
    labels: 'What is in your photos',
    below: (name: string) => `${name}: labels`,
    yours: 'From you',
    marks: { unsure: 'Not sure', corrected: 'Corrected by you', favourite: 'Favourites' },
    marksAbout: {
      unsure: 'Guesses that only you can settle, one photo at a time',
      corrected: 'Photos that you have said something about',
      favourite: 'Photos with your heart on them',
    },
    /** Groups at the top; other names come from the library. */
    groups: {
      'group:own': 'Your own labels',
      'group:people': 'People',
      'group:animals': 'Animals',
      'group:plants': 'Plants',
      'group:food': 'Food and drink',
      'group:vehicles': 'Vehicles',
      'group:buildings': 'Buildings',
      'group:places': 'Nature and places',
      'group:clothes': 'Clothes',
      'group:furniture': 'Furniture',
      'group:music': 'Musical instruments',
      'group:sport': 'Sport and games',
      'group:events': 'Events',
      'group:things': 'Things',
    },
    noLabelsTitle: 'No labels yet',
    noLabels: 'Nothing is known of your photos yet. Labels appear here as Bowerbird looks at them.',
    nothingBelow: 'There is nothing narrower in your library.',
    failed: 'This could not be loaded.',
    gone: 'There is no such label any more.',
    all: 'All labels',
  },

  added: {
    title: 'Recently added',
    about: 'What came into the library last comes first.',
    back: 'By date',
  },

  unsure: {
    title: 'Not sure',
    question: (name: string) => `Is this ${/^[aeiou]/iu.test(name) ? 'an' : 'a'} ${name}?`,
    counter: (place: number, total: number, said: number) =>
      `${formatNumber(place)} of ${formatNumber(total)}${said > 0 ? ` · ${formatNumber(said)} settled` : ''}`,
    photo: 'Photo that Bowerbird is not sure about',
    sure: (percent: string) => `Bowerbird is ${percent} sure.`,
    yes: 'Yes',
    no: 'No',
    skip: 'Skip',
    undo: 'Undo',
    leave: 'Leave',
    others: 'Or is it',
    isIt: (name: string) => `It is: ${name}`,
    keys: 'Keys: y yes, n no, s skip, z undo, Esc leave',
    loading: 'Looking for photos…',
    noneTitle: 'Nothing to ask',
    none: 'Bowerbird has no guesses that need you. When it does, they appear here.',
    doneTitle: 'That was all',
    done: (said: number) => (said === 0 ? 'You have seen every guess.' : `Thank you: ${photos(said)} settled.`),
    again: counted('{count, plural, one {Look at # skipped photo again} other {Look at # skipped photos again}}'),
    toExplore: 'Back to Explore',
  },

  connection: {
    lost: 'The connection to Bowerbird is lost.',
    reconnecting: 'The connection to Bowerbird is lost. Trying to connect again…',
  },

  progress: {
    label: 'Progress',
    details: 'Show what is being done',
    counts: (done: number, all: number) => `${formatNumber(done)} of ${formatNumber(all)}`,
    rate: (perSecond: number) => `${formatRate(perSecond)}/s`,
    timeLeft,
    scanning: 'Looking for photos',
    indexing: 'Looking at photos',
    relabelling: 'Looking again, with the new model',
    photosLeft: (left: number) => `${photos(left)} to go`,
    paused: 'Paused',
    waiting: 'Another Bowerbird is working',
    allDone: (count: number) => photos(count),
    pause: 'Pause',
    resume: 'Resume',
    currentFile: 'Now looking at',
  },

  search: {
    label: 'Search your photos',
    placeholder: 'Search your photos',
    clear: 'Clear search',
    help: 'How to search',
    helpLine: 'All that can be typed',
    clearRecent: 'Clear recent searches',
    suggestions: 'Suggestions',
    suggestionCount: photos,
    alias: (alias: string) => `${alias} → `,
    results: photos,
    noResults: 'Nothing found',
    searching: 'Searching…',
    understood: 'Understood as',
    remove: (term: string) => `Remove ${term}`,
    not: (term: string) => `not ${term}`.trim(),
    kinds,
    unknown: 'not a known word',
    didYouMean: (word: string) => `${quoted(word)} is not a known word. Did you mean`,
    instead: (word: string) => `Search for ${word} instead`,
    notes: 'About what was typed',
    slip: (slip: QuerySlip) => slips[slip.reason](shortened(slip.text)),
    meanings,
    senses: (word: string, count: number) => `${word}: ${meanings(count)}`,
    sensesTitle: (word: string) => `What should ${quoted(word)} mean?`,
    known,
    reason,
    spokenReason: (one: MatchReason) => `found for ${quoted(one.asked)} by ${known(one)}`,
    foundFor: (asked: string) => `Found for ${asked}: `,
    meaning: (name: string) => `= ${name}`,
    order: 'Order',
    byRelevance: 'Best first',
    byDate: 'Newest first',
  },

  weaker: {
    show: counted('{count, plural, one {Show # weaker match} other {Show # weaker matches}}'),
    title: (text: string) => `Weaker matches for ${quoted(shortened(text))}`,
    about: 'Bowerbird is not sure of these: many of them will be wrong. Open one to say yes or no.',
    back: 'Back to the sure ones',
    none: 'There are no weaker matches.',
  },

  narrow: {
    title: 'Narrow',
    label: 'Narrow the result',
    none: 'Nothing to choose from: these photos have everything in common.',
    loading: 'Counting…',
    add: (name: string, count: number) => `${name}, ${photos(count)}`,
    more: 'Show more',
    fewer: 'Show fewer',
    moreOf: (kind: string) => `Show more: ${kind}`,
    fewerOf: (kind: string) => `Show fewer: ${kind}`,
    kinds: {
      labels: 'Labels',
      years: 'Years',
      cameras: 'Cameras',
      folders: 'Folders',
      types: 'Types of file',
      certainties: 'At least so sure',
    },
  },

  nothing: {
    title: (text: string) => `No photo found for ${quoted(text)}`,
    understood: 'What was understood',
    unknownWord: (word: string) =>
      `Nobody here knows the word ${quoted(word)}. Check how it is written, or try a more usual one.`,
    didYouMean: 'Did you mean',
    noPhoto: (word: string) => `${quoted(word)} is a known word, but no photo has that label.`,
    noneSuch: (kind: string, word: string) => `${kind} ${quoted(word)}: no photo.`,
    hasPhotos: (word: string) => `${quoted(word)} by itself:`,
    excluded: (word: string, count: number) => `Photos with ${quoted(word)} are left out: ${formatNumber(count)}.`,
    noneTogether: 'No photo has all of this at once.',
    pending: counted(
      '{count, plural, one {# file has not been looked at yet.} other {# files have not been looked at yet.}}',
    ),
    near: 'These labels are in your library:',
    nearLabel: 'Labels that are there',
    teach: 'Is there such a photo? Teach it: choose a few that show it, and the others are found.',
    showAll: 'Show all photos',
  },

  grid: {
    label: 'Photos',
    tile: (label: string | undefined, day: string | undefined, isFavourite: boolean, reasons: string, place: string) =>
      [label === undefined ? 'Photo' : `${label}, photo`, day, isFavourite ? 'favourite' : '', reasons, place]
        .filter((part) => part !== undefined && part !== '')
        .join(', '),
    waiting: (name: string | undefined, day: string | undefined, place: string) =>
      [name, 'not looked at yet', day, place].filter((part) => part !== undefined).join(', '),
    place: (position: number, total: number) => `${formatNumber(position)} of ${formatNumber(total)}`,
    scrubber: 'Go to a date',
    failed: 'The photos could not be loaded.',
    stillLooking: 'Bowerbird is looking for photos. They appear here as it finds them.',
    noPhotosTitle: 'No photos here yet',
    noPhotos: 'There are no photos in your folders. Add another folder, or put photos into one of them.',
    toFolders: 'Go to folders',
  },

  viewer: {
    label: 'Photo',
    close: 'Close',
    previous: 'Previous photo',
    next: 'Next photo',
    info: 'Info',
    closeInfo: 'Close info',
    favourite: 'Favourite',
    unavailable: 'This photo can’t be shown now.',
    alt: (label: string | undefined, day: string | undefined) =>
      [label ?? 'Photo', day].filter((part) => part !== undefined).join(', '),
  },

  ...viewing,
  ...selectingIn(formats),
  ...similarIn(formats),
  ...teachingIn(formats),
  ...hostIn(formats),
  ...exchangeIn(formats),

  labels: {
    title: 'Labels',
    none: 'No labels yet.',
    find: (name: string) => `Find photos with ${quoted(name)}`,
    notLookedAt: 'Not looked at yet.',
    yes: (name: string) => `Yes, ${name}`,
    no: (name: string) => `Not ${name}`,
    takeBack: (name: string) => `Take back ${name}`,
    sure: (percent: string) => `${percent} sure`,
    fromModel: 'from the model',
    fromYou: 'your own word',
    guess: 'a guess',
    rejected: 'You said: not this',
    add: 'Add a label',
    addPlaceholder: 'Add a label…',
    suggestions: 'Labels to add',
    path: pathOf,
    shortPath: shortPathOf,
  },

  corrected: {
    accepted: (name: string, count: number) => `${name}: ${photos(count)}`,
    rejected: (name: string, count: number) => `Not ${name}: ${photos(count)}`,
    none: (name: string, count: number) => `Taken back, ${name}: ${photos(count)}`,
    favourite: (count: number) => `Favourite: ${photos(count)}`,
    noFavourite: (count: number) => `No longer a favourite: ${photos(count)}`,
    undone: (count: number) => `Undone: ${photos(count)}`,
    nothingToUndo: 'Nothing to undo.',
  },

  facts: {
    title: 'Details',
    taken: 'Taken',
    takenFromFile: 'Date of the file; the camera did not write one',
    camera: 'Camera',
    exposure: 'Exposure',
    iso: (value: number) => `ISO ${formatNumber(value)}`,
    fNumber: (value: number) => `f/${value}`,
    focalLength: (mm: number) => `${Math.round(mm)} mm`,
    place: 'Place',
    size: 'Size',
    pixels: (width: number, height: number) => `${formatNumber(width)} × ${formatNumber(height)}`,
    files: counted('{count, plural, one {File} other {Files}}'),
    model: 'Labels from',
    offline: 'Folder is offline',
    missing: 'File is gone',
    showInFolder: 'Show in folder',
  },

  folders: {
    title: 'Folders',
    add: 'Add folder',
    path: 'Path of a folder',
    pathPlaceholder: '/home/you/Pictures',
    rescan: 'Look for changes',
    rescanning: 'Looking for changes.',
    remove: (path: string) => `Remove ${path}`,
    removeShort: 'Remove',
    removeTitle: 'Remove this folder from Bowerbird?',
    removeText: (path: string, count: number) =>
      `${path}: ${photos(count)} will no longer be found. The files stay where they are. Your own labels are kept and come back when you add the folder again.`,
    removed: (path: string) => `Removed: ${path}`,
    added: (path: string) => `Added: ${path}`,
    offline: 'Offline',
    offlineText: 'Nothing is lost: its photos are shown again when it is back.',
    counts: photos,
    failed: (count: number) => `${formatNumber(count)} failed`,
    pending: (count: number) => `${formatNumber(count)} to go`,
    lastScan: (when: string) => `Last looked at ${when}`,
    never: 'Not looked at yet',
    list: 'Your folders',
    none: 'No folders yet.',
    paused: 'Paused',
    pausedText: 'Bowerbird leaves it alone until you take it up again. Its photos can still be found.',
    pause: (path: string) => `Pause ${path}`,
    resume: (path: string) => `Take up ${path} again`,
    rescanOne: (path: string) => `Look for changes in ${path}`,
    rescanningOne: (path: string) => `Looking for changes in ${path}.`,
    pendingPaused: (count: number) => `${files(count)} in paused folders are left out.`,
  },

  models: {
    title: 'Models',
    about: 'A model is what recognises things in your photos. It runs on this computer.',
    use: 'Use',
    useNamed: (name: string) => `Use ${name}`,
    active: 'In use',
    nowUsed: (name: string) => `Now used: ${name}`,
    facts: (classes: number, size: string, licence: string) => `${labels(classes)} · ${size} · ${licence}`,
    photos: (count: number) => `${photos(count)} looked at`,
  },

  problems: {
    title: 'Problems',
    intro: (count: number) => `${files(count)} could not be read. Your other photos are not affected.`,
    retryAll: 'Try all again',
    retryGroup: (reason: string) => `Try these again: ${reason}`,
    retryThese: 'Try these again',
    copyPath: (path: string) => `Copy ${path}`,
    copied: (path: string) => `Copied: ${path}`,
    notCopied: 'The path could not be copied. Mark it and copy it by hand.',
    showInFolder: (path: string) => `Show ${path} in its folder`,
    moreOf: (reason: string) => `Show more: ${reason}`,
    retry: (path: string) => `Try ${path} again`,
    retrying: (count: number) => `Trying ${files(count)} again.`,
    attempts: counted('{count, plural, one {# attempt} other {# attempts}}'),
    since: (when: string) => `since ${when}`,
    noneTitle: 'No problems',
    none: 'Every file that was looked at could be read.',
    more: 'Show more',
    reasons,
  },

  settings: {
    title: 'Settings',
    language: 'Language',
    languageFailed: 'The texts of that language could not be loaded.',
    languages: { system: 'As the system', en: 'English', de: 'Deutsch' },
    colours: 'Colours',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    photoSize: 'Size of photos in the grid',
    photoSizes: { small: 'Small', medium: 'Medium', large: 'Large' },
    effort: 'How hard to work while there are photos to look at',
    efforts: {
      full: { name: 'As fast as it can', text: 'Several photos at a time. Best while you wait for it.' },
      background: {
        name: 'In the background',
        text: 'One photo at a time, so that your computer stays quick for other things.',
      },
    },
    precision: 'How sure a label must be before it is shown as certain',
    precisionAbout:
      'What is less sure is shown as a guess with a question mark. The labels of all photos follow at once; searches find the same photos as before.',
    precisionNames: { more: 'More labels', balanced: 'Balanced', sure: 'Only the surest', other: 'As set' },
    measured: (precision: number, coverage: number) =>
      `Right ${Math.round(precision * 100)} of 100 times; shown on ${Math.round(coverage * 100)} of 100 photos`,
    wanted: (precision: number) => `Should be right at least ${Math.round(precision * 100)} of 100 times`,
    measuredWith: (model: string) => `Measured with ${model}; your own photos may be easier or harder.`,
  },

  backup: {
    title: 'Your corrections',
    about:
      'Everything you said of your photos, with your own labels, descriptions, favourites and hidden photos, as one small file. Photos are known by their content, so it also fits another computer where they lie elsewhere.',
    save: 'Save a copy of your corrections',
    bringIn: 'Bring corrections in',
    choose: 'File with corrections',
    saved: (count: number) => `Saved: ${corrections(count)}`,
    nothing: 'There is nothing to save yet: you have not corrected anything.',
    broughtIn: (count: number) =>
      count === 0 ? 'Nothing new: all of this is here already.' : `Brought in: ${corrections(count)}`,
    unchanged: (count: number) => `${corrections(count)} left as they are: the same, or newer here.`,
    known: (known: number, all: number) => `Photos in this library: ${formatNumber(known)} of ${formatNumber(all)}.`,
    waiting: 'The others get their labels when their photos come.',
    skipped: counted(
      '{count, plural, one {# line could not be read and was left out.} other {# lines could not be read and were left out.}}',
    ),
    notOne: (name: string) => `There are no corrections in ${name}. Choose a file that was saved here.`,
    tooLarge: (name: string) => `${name} is too large to be brought in at once.`,
  },

  storage: {
    title: 'Where everything lies',
    path: 'Folder',
    database: 'Labels and corrections',
    thumbnails: 'Small pictures for the grid',
    models: 'Models you installed',
    show: 'Show in folder',
    about: 'Your photos stay where they are and are never changed.',
  },

  help,

  welcome: {
    title: 'Find your photos by what is in them',
    text: 'Add a folder, then search it for “cat”, “beach” or “birthday cake”. You don’t have to sort or name anything.',
    privacy: 'Nothing leaves this computer.',
    sample: 'Try it with sample photos',
  },
};
