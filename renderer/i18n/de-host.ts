import type { hostIn } from './en-host.ts';
import type { Formats } from './formats.ts';

/** Words for what an installed program can do: the trash, dropped folders, work in the background. */
export function hostInGerman({
  counted,
  formatNumber,
}: Pick<Formats, 'counted' | 'formatNumber'>): ReturnType<typeof hostIn> {
  const photos = counted('{count, plural, one {# Foto} other {# Fotos}}');
  const files = counted('{count, plural, one {# Datei} other {# Dateien}}');
  return {
    resting: {
      battery: 'Ruht: Akkubetrieb',
      'in-use': 'Ruht: Computer wird benutzt',
      sleep: 'Ruht',
      closed: 'Ruht',
    },
    trash: {
      move: 'In den Papierkorb',
      title: (count) => `${photos(count)} in den Papierkorb legen?`,
      text: (count) =>
        count === 1
          ? 'Seine Datei kommt in den Papierkorb des Computers, ebenso ihre Kopien in deinen Ordnern. Wird sie von dort zurückgelegt, ist das Foto mit allen Labels wieder hier.'
          : 'Ihre Dateien kommen in den Papierkorb des Computers, ebenso ihre Kopien in deinen Ordnern. Werden sie von dort zurückgelegt, sind die Fotos mit allen Labels wieder hier.',
      done: (count) => `Im Papierkorb: ${photos(count)}. Von dort zurückgelegt, sind sie wieder hier.`,
      failed: (count, path, reason) =>
        count === 1
          ? `${path} konnte nicht in den Papierkorb gelegt werden: ${reason}`
          : `${files(count)} konnten nicht in den Papierkorb gelegt werden, etwa ${path}: ${reason}`,
      moving: (count) => `${photos(count)} werden in den Papierkorb gelegt…`,
    },
    drop: {
      here: 'Ordner hier ablegen, um sie hinzuzufügen',
      tooMany: (count) => `Nur ${photos(count)} können auf einmal gezogen werden: die ersten.`,
    },
    background: {
      title: 'Im Hintergrund',
      keepIndexing: 'Weitermachen, wenn das Fenster zu ist',
      keepIndexingAbout:
        'Bowerbird hat dann ein Symbol neben der Uhr, das den Fortschritt zeigt. Dort wird es auch beendet.',
      startAtLogin: 'Beim Anmelden starten',
      startAtLoginAbout: 'Mit der Wahl darüber ohne Fenster.',
      pauseWhileInUse: 'Ruhen, während mit anderen Programmen gearbeitet wird',
      pauseWhileInUseAbout:
        'Bowerbird macht weiter, wenn der Computer eine Minute nicht berührt wurde, oder wenn sein Fenster vorn ist.',
      battery: 'Im Akkubetrieb ruhen',
      batteryNever: 'Nie',
      batteryAlways: 'Immer',
      batteryBelow: (percent) => `Unter ${formatNumber(percent)} %`,
    },
  };
}
