import type { Third } from '../../shared/layout/heat.ts';

const across: Record<Third, string> = { start: 'left', middle: 'centre', end: 'right' };
const down: Record<Third, string> = { start: 'upper', middle: 'middle', end: 'lower' };

/** `at the upper left`, `at the top`, `in the middle` */
function placeName(place: { across: Third; down: Third }): string {
  if (place.across !== 'middle') {
    return `at the ${place.down === 'middle' ? '' : `${down[place.down]} `}${across[place.across]}`;
  }
  return place.down === 'start' ? 'at the top' : place.down === 'end' ? 'at the bottom' : 'in the middle';
}

const countries = new Intl.DisplayNames('en', { type: 'region' });

/** Words for looking closer at one photo. */
export const viewing = {
  zoom: {
    label: 'Zoom',
    in: 'Zoom in',
    out: 'Zoom out',
    whole: 'Show the whole photo',
  },
  strip: {
    label: 'Photos around this one',
    show: 'Show the photos around this one',
    item: (place: string) => `Photo ${place}`,
  },
  where: {
    show: (name: string) => `Show me where: ${name}`,
    hide: 'Hide where it is',
    looking: (name: string) => `Looking for ${name}…`,
    title: (name: string) => `Where the model sees ${name}`,
    strongest: (place: { across: Third; down: Third }) => `Strongest ${placeName(place)}.`,
    nowhere: 'Nowhere in particular.',
    weak: 'weak',
    strong: 'strong',
  },
  rename: {
    own: (name: string) => `Rename ${name}`,
    rather: (name: string) => `${name}? It is rather something else`,
    ownPlaceholder: 'Another name…',
    ratherPlaceholder: 'It is rather…',
    cancel: 'Keep it as it is',
    renamed: (before: string, name: string) => `${before} is now called ${name}.`,
    undone: (before: string) => `Undone: it is called ${before} again.`,
    replaced: (before: string, name: string, photos: string) => `${name} rather than ${before}: ${photos}`,
  },
  description: {
    title: 'Description',
    placeholder: 'Write something about this photo…',
    saved: 'Description saved.',
    emptied: 'Description removed.',
    room: (used: string, most: string) => `${used} of ${most} characters`,
  },
  place: {
    near: (name: string, countryCode: string) => `near ${name}, ${countries.of(countryCode) ?? countryCode}`,
    source: 'Names of places: GeoNames',
  },
  copy: {
    place: 'Copy coordinates',
    path: (path: string) => `Copy path: ${path}`,
    done: 'Copied.',
    failed: 'It could not be copied; mark it and copy it yourself.',
  },
};
