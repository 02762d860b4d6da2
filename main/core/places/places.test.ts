import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgramFiles } from '../../faces/runtime.ts';
import { createPlaces } from './places.ts';

const places = createPlaces(join(findProgramFiles().assetsFolder, 'places'));

test.each([
  ['Lyon, Fourvière', 45.7623, 4.8226, 'Lyon', 'FR'],
  ['Kyoto, Kinkaku-ji', 35.0394, 135.7292, 'Kyoto', 'JP'],
  ['Taveuni, beyond the line of dates', -16.8, -179.95, 'Labasa', 'FJ'],
  ['Tromsø, far north', 69.66, 18.95, 'Tromsø', 'NO'],
])('%s', (_, latitude, longitude, name, countryCode) => {
  expect(places.findNear(latitude, longitude)).toMatchObject({ name, countryCode });
});

test('a village keeps its name beside a city that is far enough', () => {
  expect(places.findNear(47.0833, 12.8421)).toMatchObject({ countryCode: 'AT' });
  expect(places.findNear(48.8049, 2.1204)).toMatchObject({ name: 'Versailles', countryCode: 'FR' });
});

test('the middle of an ocean is near nothing', () => {
  expect(places.findNear(-40, -120)).toBeNull();
});
