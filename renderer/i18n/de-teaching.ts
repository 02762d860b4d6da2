import type { ClassifierKind } from '../../shared/model/taught.ts';
import type { teachingIn } from './en-teaching.ts';
import type { Formats } from './formats.ts';

const kinds: Record<ClassifierKind, string> = {
  logistic: 'eine Linie zwischen dem, was es ist, und dem, was es nicht ist',
  'class-mean': 'Ähnlichkeit mit dem mittleren Beispiel',
  nearest: 'Ähnlichkeit mit den nächsten Beispielen',
};

/** Words for teaching labels. */
export function teachingInGerman({ counted, formatNumber, formatPercent }: Formats): ReturnType<typeof teachingIn> {
  const photos = counted('{count, plural, one {# Foto} other {# Fotos}}');
  const examples = counted('{count, plural, one {# Beispiel} other {# Beispiele}}');
  const ofExamples = counted('{count, plural, one {# Beispiel} other {# Beispielen}}');
  const labels = counted('{count, plural, one {# Label} other {# Labels}}');
  const quoted = (text: string) => `„${text}“`;
  /** `9 von 10` */
  const ofTen = (share: number) => `${formatNumber(Math.round(share * 10))} von 10`;

  return {
    teach: {
      title: 'Ein Label beibringen',
      action: 'Label beibringen…',
      teachIt: 'Beibringen…',
      about:
        'Gib dem, was diese Fotos zeigen, einen Namen. Bowerbird sucht es sofort in allen deinen Fotos, auf diesem Computer.',
      name: 'Was ist es?',
      namePlaceholder: 'Mein Fahrrad, Omas Haus…',
      parent: 'Es ist eine Art von',
      parentPlaceholder: 'cat, house… (wenn du magst)',
      suggestions: 'Labels, die es gibt',
      photos,
      noPhotos: 'Noch keine Fotos. Drei bis zehn, die es gut zeigen, reichen für den Anfang.',
      fewPhotos: 'Das reicht für den Anfang. Mit drei bis zehn findet es viel mehr.',
      choose: 'Fotos wählen',
      chooseOthers: 'Andere Fotos wählen',
      learn: 'Beibringen',
      learning: 'Lernt…',
      close: 'Schließen',
      picking: (name) =>
        name === '' ? 'Wähle Fotos aus, die es zeigen.' : `Wähle Fotos aus, die ${quoted(name)} zeigen.`,
      pickingHint: 'Drei bis zehn reichen. Du kannst dabei suchen.',
      withSelected: (count) => `Mit ${photos(count)} beibringen`,
      learnt: (name, count) => `${quoted(name)} aus ${ofExamples(count)} gelernt`,
      undone: (name) => `Rückgängig gemacht: ${name}`,
    },

    augmentation: {
      title: 'Auch aus veränderten Kopien der Beispiele lernen',
      about:
        'Manche Programme lernen so besser. Mit dem Netz von Bowerbird gemessen bringt es etwa eins von hundert Fotos, und das Lernen dauert länger: Darum ist anfangs alles ausgeschaltet.',
      kinds: {
        flip: { name: 'Gespiegelt', text: 'Links und rechts vertauscht' },
        rotate: { name: 'Gedreht', text: 'Um wenige Grad' },
        crop: { name: 'Näher', text: 'Nur die Mitte des Fotos' },
        brightness: { name: 'Heller', text: 'Wie an einem sonnigeren Tag' },
      },
    },
    taught: {
      title: 'Gelernt',
      loading: 'Wird geladen…',
      failed: 'Das konnte nicht geladen werden.',
      gone: 'Dieses Label wird nicht mehr beigebracht.',
      all: 'Alle beigebrachten Labels',
      list: 'Labels, die du beibringst',
      emptyTitle: 'Bring Bowerbird bei, was nur du weißt',
      empty:
        'Wähle ein paar Fotos von etwas, etwa von deinem Fahrrad oder von Omas Haus, und gib ihm einen Namen: Bowerbird findet die anderen sofort. Sag ja oder nein zu dem, was es findet, und es wird besser.',
      teachNew: 'Neues Label beibringen',
      kindOf: (parent) => `eine Art von ${parent}`,
      examples: (yes, no) => (no > 0 ? `${examples(yes)}, ${formatNumber(no)}, die es nicht sind` : examples(yes)),
      found: (count) => `${photos(count)} gefunden`,
      stages: {
        'no-examples': 'Hat noch kein Foto, das es zeigt',
        behind: 'Lernt gerade aus dem, was du zuletzt gesagt hast',
        'too-few': 'Mit drei Beispielen kann Bowerbird sagen, wie gut es geht',
        few: 'Mit fünf Beispielen kann Bowerbird sich bei Fotos sicher sein',
        ready: 'Bereit',
      },
      showFound: (count) => `${photos(count)} zeigen`,
      showSearch: 'Danach suchen',
      learntAgain: (name) => `${quoted(name)} neu gelernt`,
      restored: (name) => `Zurück zu dem, was vorher von ${quoted(name)} bekannt war`,
      moved: (name, parent) => `${quoted(name)} ist jetzt eine Art von ${parent}`,
      forgotten: (name) => `Vergessen: ${name}. Was du von Fotos gesagt hast, bleibt.`,

      ask: {
        title: 'Hilf ihm beim Lernen',
        question: (name) => `Ist das ${quoted(name)}?`,
        unsure: 'Bowerbird weiß es nicht: deine Antwort hilft am meisten.',
        likely: 'Bowerbird glaubt: ja.',
        photo: 'Foto, nach dem gefragt wird',
        yes: 'Ja',
        no: 'Nein',
        skip: 'Weiter',
        undo: 'Zurück',
        keys: 'Tasten: y ja, n nein, s weiter, z zurück',
        answered: counted('{count, plural, =0 {} one {# Antwort} other {# Antworten}}'),
        learning: 'Lernt aus deinen Antworten…',
        loading: 'Sucht Fotos, nach denen gefragt wird…',
        none: 'Gerade gibt es nichts zu fragen. Wenn Fotos dazukommen oder du Beispiele änderst, vielleicht wieder.',
      },

      said: {
        accepted: (name) => `Fotos, die ${quoted(name)} sind`,
        rejected: (name) => `Fotos, die nicht ${quoted(name)} sind`,
        acceptedTitle: 'Beispiele',
        rejectedTitle: 'Was es nicht ist',
        noneAccepted: 'Noch keine. Wähle Fotos aus und bring sie unter diesem Namen bei.',
        noneRejected: 'Noch keine. Jedes „Nein“ kommt hierher und macht es genauer.',
        takeOutOf: (day) => `Das Foto vom ${day} herausnehmen`,
        photo: (day) => `Foto, ${day}`,
        more: 'Mehr zeigen',
        add: 'Fotos dazunehmen',
      },

      quality: {
        title: 'Wie gut es geht',
        right: (share) => `Von den Fotos, die es findet, sind etwa ${ofTen(share)} richtig.`,
        found: (share) => `Von den Fotos, die es zeigen, findet es etwa ${ofTen(share)}.`,
        measured: 'Gemessen an deinen Beispielen; jedes wurde beurteilt, ohne dass daraus gelernt war.',
        unmeasured: 'Es sind zu wenige Beispiele, um es zu messen. Drei reichen.',
        neverSure: 'Bisher vermutet es nur: mehr Beispiele und ein paar „Nein“ machen es sicher.',
        details: 'Zahlen',
        kind: 'Woran es erkennt',
        kinds,
        reason: 'Warum so',
        trainedAt: 'Gelernt',
        learntFrom: 'Aus',
        learntFromText: (yes, no, background) =>
          `${formatNumber(yes)}, die es sind, ${formatNumber(no)}, die es nicht sind, ${formatNumber(background)} anderen deiner Fotos`,
        averagePrecision: 'Mittlere Genauigkeit',
        precision: 'Genauigkeit',
        recall: 'Trefferquote',
        foundFrom: 'Gefunden ab',
        sureFrom: 'Sicher ab',
        never: 'noch nie',
      },

      manage: {
        title: 'Ändern',
        rename: 'Sein Name',
        save: 'Speichern',
        parent: 'Es ist eine Art von',
        noParent: 'nichts Bestimmtem',
        setParent: 'Setzen',
        retrain: 'Neu lernen',
        restore: 'Zurück zur Version davor',
        forget: 'Vergessen',
      },

      lastError: (reason) => `Die letzte Lektion ist misslungen: ${reason}`,

      files: {
        title: 'Aus einem Ordner oder einer Tabelle lernen',
        about:
          'Ein Ordner, dessen Unterordner Labels sind, oder eine Tabelle (CSV) aus Pfad und Label. Alle seine Fotos kommen dazu, und Bowerbird lernt, die Labels zu unterscheiden.',
        path: 'Ordner oder Tabelle',
        pathPlaceholder: '/home/du/Blumen oder /home/du/fotos.csv',
        learn: 'Lernen',
        pick: 'Ordner wählen',
        learning: (name) => (name === '' ? 'Lernt' : `Lernt ${quoted(name)}`),
        steps: (done, total) => `${formatNumber(done)} von ${formatNumber(total)}`,
        cancel: 'Anhalten',
        cancelled: 'Angehalten. Alles ist wie zuvor.',
        learnt: (name, count) => `${quoted(name)} gelernt: ${labels(count)}`,
        export: 'Mitnehmen',
        exportTitle: 'Als Datei speichern',
        formats: {
          json: 'Für Bowerbird, klein (JSON)',
          onnx: 'Für andere Programme, mit dem Netz (ONNX)',
        },
        saved: (fileName) => `Gespeichert: ${fileName}`,
        bringIn: 'Datei hereinholen',
        broughtIn: (name) => `Hereingeholt: ${name}`,
        choose: 'Eine Datei von etwas Beigebrachtem',
      },

      group: {
        list: 'Klassifikatoren aus Ordnern und Tabellen',
        kind: 'Klassifikator',
        classes: labels,
        short: (percent) => `${percent} richtig`,
        right: (share, count) =>
          `Von ${photos(count)}, die beiseitegelegt waren, hat er ${formatPercent(share)} richtig benannt.`,
        crossValidated: (share) =>
          `Von Fotos, aus denen er nicht gelernt hat, hat er ${formatPercent(share)} richtig benannt.`,
        unmeasured: 'Es waren zu wenige Fotos, um zu messen, wie gut er ist.',
        unknown: (below) => `Unter ${below} antwortet er „unbekannt“.`,
        known: (share, right) =>
          `Bei ${formatPercent(share)} der Fotos gibt er eine Antwort; davon sind ${formatPercent(right)} richtig.`,
        labels: 'Seine Labels',
        forget: 'Diesen Klassifikator vergessen',
        forgotten: (name) => `Vergessen: ${name}. Seine Labels bleiben.`,
        forgetText: (name) =>
          `${quoted(name)} unterscheidet seine Labels nicht mehr. Die Labels bleiben, jedes für sich, und alle Fotos auch.`,
        gone: 'Diesen Klassifikator gibt es nicht mehr.',
      },

      report: {
        title: 'In Bildern',
        about: 'Diagramme, wie es gelernt hat und wo es irrt. Sie zu machen dauert einen Augenblick.',
        make: 'Diagramme zeigen',
        again: 'Neu machen',
        stale: 'Seit sie gemacht wurden, ist neu gelernt worden.',
        making: 'Misst…',
        cancel: 'Anhalten',
        failed: (reason) => `Die Diagramme konnten nicht gemacht werden: ${reason}`,
        split: (training, test) =>
          test > 0
            ? `Gelernt aus ${photos(training)}; ${photos(test)} lagen beiseite und wurden einmal beurteilt.`
            : `Gemessen an ${photos(training)}; jedes wurde beurteilt, ohne dass daraus gelernt war.`,
        tested: (share) => `Richtig bei den beiseitegelegten Fotos: ${formatPercent(share)}`,
        candidates: 'Was verglichen wurde',
        chosen: 'genommen',
        tooFew: 'Für Diagramme sind es noch zu wenige Beispiele.',
        back: 'Zurück zur gemessenen Grenze',
        threshold: 'Gefunden ab',
        thresholdNow: (from, precision, recall) =>
          `Gefunden ab ${formatPercent(from)}: ${formatPercent(precision)} von dem, was gefunden wird, ist richtig, ${formatPercent(recall)} von dem, was da ist, wird gefunden.`,
        cellPhotos: (truth, answer, count) => `${truth}, Antwort ${answer}: ${photos(count)}`,
        showCell: (truth, answer, count) => `${photos(count)} zeigen: ${truth}, Antwort ${answer}`,
        closeCell: 'Diese Fotos schließen',
        mistakes: 'Sicherste Irrtümer',
        mistakesAbout:
          'Hier war sich Bowerbird am sichersten, und du hast anderes gesagt. Vielleicht stimmt das Label nicht.',
        youSaid: (name) => `Du sagst: ${name}`,
        notIt: 'das nicht',
        answered: (name, share) => `Bowerbird sagt: ${name}, ${formatPercent(share)}`,
        itIs: (name) => `Es ist: ${name}`,
        itIsNot: (name) => `Es ist nicht: ${name}`,
        staysAsSaid: 'Es ist, wie ich sage',
      },
    },

    charts: {
      save: (title) => `Speichern: ${title}`,
      saveAs: 'Speichern als',
      table: 'Als Tabelle',
      tableOf: (title) => `${title}, als Tabelle`,
      training: 'daraus gelernt',
      validation: 'nicht daraus gelernt',
      step: 'Schritt des Lernens',
      accuracy: {
        title: 'Richtige Antworten beim Lernen',
        about:
          'Bei Fotos, aus denen gelernt wurde, und bei anderen. Je weiter auseinander, desto mehr ist nur auswendig gelernt.',
        axis: 'Richtig (%)',
      },
      loss: {
        title: 'Fehler beim Lernen',
        about: 'Je kleiner, desto sicherer und richtiger. Er sollte bei beiden sinken.',
        axis: 'Fehler',
      },
      learning: {
        title: 'Was mehr Beispiele bringen',
        about: 'Mittel aus mehreren Ziehungen von Beispielen; im Band liegt, was mit 95 % zu erwarten ist.',
        x: 'Beispiele je Label',
        accuracy: 'Richtig (%)',
        averagePrecision: 'Mittlere Genauigkeit (%)',
      },
      thresholds: {
        title: 'Zu viel oder zu wenig gefunden',
        about: 'Zieh die Linie: weiter rechts wird weniger gefunden, und mehr davon ist richtig.',
        groupAbout: 'Weiter rechts bekommen weniger Fotos eine Antwort, und mehr der Antworten sind richtig.',
        x: 'Gefunden ab (%)',
        y: 'Anteil (%)',
        precision: 'richtig von dem Gefundenen',
        recall: 'gefunden von dem, was da ist',
      },
      confusion: {
        title: 'Was wofür gehalten wird',
        about: 'Zeilen sind, was du sagst, Spalten, was Bowerbird antwortet. Klick auf eine Zelle zeigt ihre Fotos.',
        x: 'Bowerbird antwortet',
        y: 'Du sagst',
      },
      columns: {
        step: 'Schritt',
        trainingAccuracy: 'Richtig, daraus gelernt',
        validationAccuracy: 'Richtig, nicht daraus gelernt',
        trainingLoss: 'Fehler, daraus gelernt',
        validationLoss: 'Fehler, nicht daraus gelernt',
        examples: 'Beispiele',
        mean: 'Mittel',
        low: 'Von',
        high: 'Bis',
        foundFrom: 'Gefunden ab',
        precision: 'Richtig von dem Gefundenen',
        recall: 'Gefunden von dem, was da ist',
        truth: 'Du sagst',
        answer: 'Bowerbird antwortet',
        photos: 'Fotos',
        other: 'etwas anderes',
        unknown: 'unbekannt',
      },
    },
  };
}
