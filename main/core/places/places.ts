import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NearbyPlace } from '../../../shared/model/photo.ts';

/** Towns of the world, looked up without a network. */
export interface Places {
  /** The town that a place is best told by; null where none is within `MAX_KM`. Degrees, WGS 84. */
  findNear(latitude: number, longitude: number): NearbyPlace | null;
}

interface Town {
  countryCode: string;
  latitude: number;
  longitude: number;
  /** In hundreds. */
  people: number;
  name: string;
}

/** Farther away, a town says nothing of a place. */
const MAX_KM = 100;
const KM_PER_DEGREE = 111.2;

/** The file is read when the first place is asked for: about 40 ms. @param folder with `places.tsv` */
export function createPlaces(folder: string): Places {
  let towns: readonly Town[] | undefined;

  return {
    findNear(latitude, longitude) {
      towns ??= readTowns(join(folder, 'places.tsv'));
      const kmPerDegreeEast = KM_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
      let best: { town: Town; km: number; farness: number } | null = null;
      for (const town of towns) {
        const north = (town.latitude - latitude) * KM_PER_DEGREE;
        if (Math.abs(north) > MAX_KM) continue;
        const turn = Math.abs(town.longitude - longitude);
        const km = Math.hypot(north, Math.min(turn, 360 - turn) * kmPerDegreeEast);
        // A large town is known farther around than a small one: eight times the people count as half the way.
        const farness = km / Math.cbrt(town.people);
        if (km <= MAX_KM && (best === null || farness < best.farness)) best = { town, km, farness };
      }
      if (!best) return null;
      const { name, countryCode } = best.town;
      return { name, countryCode, distanceKm: Math.round(best.km * 10) / 10 };
    },
  };
}

function readTowns(path: string): Town[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [countryCode = '', latitude, longitude, people, name = ''] = line.split('\t');
    return { countryCode, latitude: Number(latitude), longitude: Number(longitude), people: Number(people), name };
  });
}
