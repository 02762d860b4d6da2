import type { Third } from '../../shared/layout/heat.ts';
import type { viewing } from './en-viewing.ts';

const across: Record<Third, string> = { start: 'links', middle: 'in der Mitte', end: 'rechts' };
const down: Record<Third, string> = { start: 'oben', middle: 'in der Mitte', end: 'unten' };

/** `oben links`, `oben`, `in der Mitte` */
function placeName(place: { across: Third; down: Third }): string {
  if (place.across === 'middle') return down[place.down];
  return place.down === 'middle' ? across[place.across] : `${down[place.down]} ${across[place.across]}`;
}

const countries = new Intl.DisplayNames('de', { type: 'region' });

/** Words for looking closer at one photo. */
export const viewingDe: typeof viewing = {
  zoom: {
    label: 'Zoom',
    in: 'Vergrößern',
    out: 'Verkleinern',
    whole: 'Ganzes Foto zeigen',
  },
  strip: {
    label: 'Fotos daneben',
    show: 'Fotos daneben zeigen',
    item: (place) => `Foto ${place}`,
  },
  where: {
    show: (name) => `Zeigen, wo: ${name}`,
    hide: 'Nicht mehr zeigen, wo es ist',
    looking: (name) => `${name} wird gesucht…`,
    title: (name) => `Wo das Modell ${name} sieht`,
    strongest: (place) => `Am stärksten ${placeName(place)}.`,
    nowhere: 'Nirgends im Besonderen.',
    weak: 'schwach',
    strong: 'stark',
  },
  rename: {
    own: (name) => `${name} umbenennen`,
    rather: (name) => `${name}? Es ist eher etwas anderes`,
    ownPlaceholder: 'Anderer Name…',
    ratherPlaceholder: 'Es ist eher…',
    cancel: 'So lassen',
    renamed: (before, name) => `${before} heißt jetzt ${name}.`,
    undone: (before) => `Rückgängig gemacht: heißt wieder ${before}.`,
    replaced: (before, name, photos) => `${name} statt ${before}: ${photos}`,
  },
  description: {
    title: 'Beschreibung',
    placeholder: 'Etwas zu diesem Foto schreiben …',
    saved: 'Beschreibung gesichert.',
    emptied: 'Beschreibung entfernt.',
    room: (used, most) => `${used} von ${most} Zeichen`,
  },
  place: {
    near: (name, countryCode) => `bei ${name}, ${countries.of(countryCode) ?? countryCode}`,
    source: 'Ortsnamen: GeoNames',
  },
  copy: {
    place: 'Koordinaten kopieren',
    path: (path) => `Pfad kopieren: ${path}`,
    done: 'Kopiert.',
    failed: 'Das ließ sich nicht kopieren; bitte selbst markieren und kopieren.',
  },
};
