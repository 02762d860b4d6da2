import type { ClassifierKind } from '../../shared/model/taught.ts';
import type { Formats } from './formats.ts';

const kinds: Record<ClassifierKind, string> = {
  logistic: 'a line between what it is and what it is not',
  'class-mean': 'likeness to the average example',
  nearest: 'likeness to the nearest examples',
};

/** `a bike`, `an owl`, and with a name of its own `“My bike”` */
function one(name: string): string {
  if (/^\p{Lu}/u.test(name)) return `“${name}”`;
  return `${/^[aeiou]/iu.test(name) ? 'an' : 'a'} ${name}`;
}

/** Words for teaching labels. */
export function teachingIn({ counted, formatNumber, formatPercent }: Formats) {
  const photos = counted('{count, plural, one {# photo} other {# photos}}');
  const examples = counted('{count, plural, one {# example} other {# examples}}');
  const labels = counted('{count, plural, one {# label} other {# labels}}');
  const quoted = (text: string) => `“${text}”`;
  /** `9 of 10` */
  const ofTen = (share: number) => `${formatNumber(Math.round(share * 10))} of 10`;

  return {
    teach: {
      title: 'Teach a label',
      action: 'Teach a label…',
      teachIt: 'Teach it…',
      about: 'Name what these photos show. Bowerbird looks for it in all your photos at once, on this computer.',
      name: 'What is it?',
      namePlaceholder: 'My bike, Grandma’s house…',
      parent: 'It is a kind of',
      parentPlaceholder: 'cat, house… (if you like)',
      suggestions: 'Labels that exist',
      photos,
      noPhotos: 'No photos yet. Three to ten that show it well are enough to begin with.',
      fewPhotos: 'That is enough to begin with. With three to ten it finds much more.',
      choose: 'Choose photos',
      chooseOthers: 'Choose other photos',
      learn: 'Teach',
      learning: 'Learning…',
      close: 'Close',
      picking: (name: string) =>
        name === '' ? 'Select photos that show it.' : `Select photos that show ${quoted(name)}.`,
      pickingHint: 'Three to ten are enough. You can search while you select.',
      withSelected: (count: number) => `Teach with ${photos(count)}`,
      learnt: (name: string, count: number) => `Learnt ${quoted(name)} from ${examples(count)}`,
      undone: (name: string) => `Undone: ${name}`,
    },

    augmentation: {
      title: 'Learn from changed copies of examples too',
      about:
        'Some programs learn better that way. Measured with Bowerbird’s own network it brings about one photo in a hundred, and teaching takes longer: so all of them are off at first.',
      kinds: {
        flip: { name: 'Mirrored', text: 'Left and right swapped' },
        rotate: { name: 'Turned', text: 'By a few degrees' },
        crop: { name: 'Closer', text: 'Only the middle of the photo' },
        brightness: { name: 'Brighter', text: 'As on a sunnier day' },
      },
    },
    taught: {
      title: 'Taught',
      loading: 'Loading…',
      failed: 'This could not be loaded.',
      gone: 'This label is not taught any more.',
      all: 'All taught labels',
      list: 'Labels that you teach',
      emptyTitle: 'Teach Bowerbird what only you know',
      empty:
        'Choose a few photos of something, such as your bike or your grandma’s house, and name it: Bowerbird finds the others at once. Say yes or no to what it finds, and it gets better.',
      teachNew: 'Teach a new label',
      kindOf: (parent: string) => `a kind of ${parent}`,
      examples: (yes: number, no: number) =>
        no > 0 ? `${examples(yes)}, ${formatNumber(no)} that are not` : examples(yes),
      found: (count: number) => `${photos(count)} found`,
      stages: {
        'no-examples': 'Has no photo that shows it yet',
        behind: 'Is learning from what you said last',
        'too-few': 'With three examples Bowerbird can say how well it works',
        few: 'With five examples Bowerbird can be sure of photos',
        ready: 'Ready',
      },
      showFound: (count: number) => `Show ${photos(count)}`,
      showSearch: 'Search for it',
      learntAgain: (name: string) => `Learnt ${quoted(name)} again`,
      restored: (name: string) => `Back to what was known of ${quoted(name)} before`,
      moved: (name: string, parent: string) => `${quoted(name)} is now a kind of ${parent}`,
      forgotten: (name: string) => `Forgotten: ${name}. What you said of photos stays.`,

      ask: {
        title: 'Help it learn',
        question: (name: string) => `Is this ${one(name)}?`,
        unsure: 'Bowerbird can’t tell: your answer teaches it most.',
        likely: 'Bowerbird thinks so.',
        photo: 'Photo that is asked about',
        yes: 'Yes',
        no: 'No',
        skip: 'Skip',
        undo: 'Undo',
        keys: 'Keys: y yes, n no, s skip, z undo',
        answered: counted('{count, plural, =0 {} one {# answer} other {# answers}}'),
        learning: 'Learning from your answers…',
        loading: 'Looking for photos to ask about…',
        none: 'There is nothing to ask about now. As photos come in or you change examples, there may be.',
      },

      said: {
        accepted: (name: string) => `Photos that are ${quoted(name)}`,
        rejected: (name: string) => `Photos that are not ${quoted(name)}`,
        acceptedTitle: 'Examples',
        rejectedTitle: 'What it is not',
        noneAccepted: 'None yet. Select photos and teach them under this name.',
        noneRejected: 'None yet. Every “No” comes here and makes it sharper.',
        takeOutOf: (day: string) => `Take out the photo of ${day}`,
        photo: (day: string) => `Photo, ${day}`,
        more: 'Show more',
        add: 'Add photos',
      },

      quality: {
        title: 'How well it works',
        right: (share: number) => `Of the photos it finds, about ${ofTen(share)} are right.`,
        found: (share: number) => `Of the photos that show it, it finds about ${ofTen(share)}.`,
        measured: 'Measured on your examples, each judged without having been learnt from.',
        unmeasured: 'There are too few examples to measure it. Three are enough.',
        neverSure: 'So far it only guesses: more examples, and a few “No”, will make it sure.',
        details: 'Numbers',
        kind: 'How it tells',
        kinds,
        reason: 'Why so',
        trainedAt: 'Learnt',
        learntFrom: 'From',
        learntFromText: (yes: number, no: number, background: number) =>
          `${formatNumber(yes)} that are, ${formatNumber(no)} that are not, ${formatNumber(background)} others of your photos`,
        averagePrecision: 'Average precision',
        precision: 'Precision',
        recall: 'Recall',
        foundFrom: 'Found from',
        sureFrom: 'Sure from',
        never: 'never yet',
      },

      manage: {
        title: 'Change it',
        rename: 'Its name',
        save: 'Save',
        parent: 'It is a kind of',
        noParent: 'nothing in particular',
        setParent: 'Set',
        retrain: 'Learn again',
        restore: 'Back to the version before',
        forget: 'Forget it',
      },

      lastError: (reason: string) => `The last lesson failed: ${reason}`,

      files: {
        title: 'Learn from a folder or a table',
        about:
          'A folder whose sub-folders are labels, or a table (CSV) of path and label. All its photos are added, and Bowerbird learns to tell the labels apart.',
        path: 'Folder or table',
        pathPlaceholder: '/home/you/Flowers or /home/you/photos.csv',
        learn: 'Learn',
        pick: 'Choose a folder',
        learning: (name: string) => (name === '' ? 'Learning' : `Learning ${quoted(name)}`),
        steps: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)}`,
        cancel: 'Stop',
        cancelled: 'Stopped. All is as it was before.',
        learnt: (name: string, count: number) => `Learnt ${quoted(name)}: ${labels(count)}`,
        export: 'Take it along',
        exportTitle: 'Save as a file',
        formats: {
          json: 'For Bowerbird, small (JSON)',
          onnx: 'For other programs, with the network (ONNX)',
        },
        saved: (fileName: string) => `Saved: ${fileName}`,
        bringIn: 'Bring in a file',
        broughtIn: (name: string) => `Brought in: ${name}`,
        choose: 'A file of something taught',
      },

      group: {
        list: 'Classifiers from folders and tables',
        kind: 'Classifier',
        classes: labels,
        short: (percent: string) => `${percent} right`,
        right: (share: number, count: number) =>
          `Of ${photos(count)} that were kept apart, it named ${formatPercent(share)} right.`,
        crossValidated: (share: number) =>
          `Of photos that it had not learnt from, it named ${formatPercent(share)} right.`,
        unmeasured: 'There were too few photos to measure how well it works.',
        unknown: (below: string) => `Below ${below} it answers “unknown”.`,
        known: (share: number, right: number) =>
          `It gives an answer for ${formatPercent(share)} of photos; of these, ${formatPercent(right)} are right.`,
        labels: 'Its labels',
        forget: 'Forget this classifier',
        forgotten: (name: string) => `Forgotten: ${name}. Its labels stay.`,
        forgetText: (name: string) =>
          `${quoted(name)} no longer tells its labels apart. The labels stay, each by itself, and so do all photos.`,
        gone: 'There is no such classifier any more.',
      },

      report: {
        title: 'In pictures',
        about: 'Charts of how it learnt and where it errs. Making them takes a moment.',
        make: 'Show charts',
        again: 'Make them anew',
        stale: 'It has been learnt anew since these were made.',
        making: 'Measuring…',
        cancel: 'Stop',
        failed: (reason: string) => `The charts could not be made: ${reason}`,
        split: (training: number, test: number) =>
          test > 0
            ? `Learnt from ${photos(training)}; ${photos(test)} were kept apart and judged once.`
            : `Measured on ${photos(training)}, each judged without having been learnt from.`,
        tested: (share: number) => `Right on the photos that were kept apart: ${formatPercent(share)}`,
        candidates: 'What was compared',
        chosen: 'taken',
        tooFew: 'There are too few examples for charts yet.',
        back: 'Back to the measured bound',
        threshold: 'Found from',
        thresholdNow: (from: number, precision: number, recall: number) =>
          `Found from ${formatPercent(from)}: ${formatPercent(precision)} of what is found is right, ${formatPercent(recall)} of what is there is found.`,
        cellPhotos: (truth: string, answer: string, count: number) => `${truth}, answered ${answer}: ${photos(count)}`,
        showCell: (truth: string, answer: string, count: number) =>
          `Show ${photos(count)}: ${truth}, answered ${answer}`,
        closeCell: 'Close these photos',
        mistakes: 'Surest mistakes',
        mistakesAbout: 'Bowerbird was most sure of these, and you said otherwise. Perhaps the label is wrong.',
        youSaid: (name: string) => `You said: ${name}`,
        notIt: 'not this',
        answered: (name: string, share: number) => `Bowerbird says: ${name}, ${formatPercent(share)}`,
        itIs: (name: string) => `It is: ${name}`,
        itIsNot: (name: string) => `It is not: ${name}`,
        staysAsSaid: 'It is as I said',
      },
    },

    charts: {
      save: (title: string) => `Save: ${title}`,
      saveAs: 'Save as',
      table: 'As a table',
      tableOf: (title: string) => `${title}, as a table`,
      training: 'learnt from',
      validation: 'not learnt from',
      step: 'Step of training',
      accuracy: {
        title: 'Right answers while learning',
        about: 'On photos it learnt from and on photos it did not. The further apart, the more it only knows by heart.',
        axis: 'Right (%)',
      },
      loss: {
        title: 'Error while learning',
        about: 'The less, the surer and the more right. It should go down on both.',
        axis: 'Loss',
      },
      learning: {
        title: 'What more examples bring',
        about: 'Mean over several draws of examples; the band holds 95 % of what is to be expected.',
        x: 'Examples of each label',
        accuracy: 'Right (%)',
        averagePrecision: 'Average precision (%)',
      },
      thresholds: {
        title: 'Found too much or too little',
        about: 'Drag the line: further right, less is found and more of it is right.',
        groupAbout: 'Further right, fewer photos get an answer and more of the answers are right.',
        x: 'Found from (%)',
        y: 'Share (%)',
        precision: 'right of what is found',
        recall: 'found of what is there',
      },
      confusion: {
        title: 'What is taken for what',
        about: 'Rows are what you say, columns what Bowerbird answers. Click a cell for its photos.',
        x: 'Bowerbird answers',
        y: 'You say',
      },
      columns: {
        step: 'Step',
        trainingAccuracy: 'Right, learnt from',
        validationAccuracy: 'Right, not learnt from',
        trainingLoss: 'Loss, learnt from',
        validationLoss: 'Loss, not learnt from',
        examples: 'Examples',
        mean: 'Mean',
        low: 'From',
        high: 'To',
        foundFrom: 'Found from',
        precision: 'Right of what is found',
        recall: 'Found of what is there',
        truth: 'You say',
        answer: 'Bowerbird answers',
        photos: 'Photos',
        other: 'something else',
        unknown: 'unknown',
      },
    },
  };
}
