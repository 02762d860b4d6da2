import type { ConceptId, Vocabulary } from '../../../shared/model/concept.ts';

/** A group of labels as people think of them. WordNet has no one concept for some of them. */
export interface LabelGroup {
  id: string;
  name: string;
  /** Concepts that the group consists of, with all that is below them. */
  roots: readonly ConceptId[];
  /** Of what is in other groups as well, only the rest is listed. */
  isRest?: true;
}

/** Of the user's own labels. */
export const OWN_GROUP = { id: 'group:own', name: 'your own labels' };

/** The top of the tree of labels. */
export const labelGroups: readonly LabelGroup[] = [
  { id: 'group:people', name: 'people', roots: ['n00007846'] },
  { id: 'group:animals', name: 'animals', roots: ['n00015388'] },
  // plant, plant part (flower, fruit, leaf), fungus
  { id: 'group:plants', name: 'plants', roots: ['n00017222', 'n13086908', 'n12992868'] },
  // food as a substance, which drinks belong to; solid food
  { id: 'group:food', name: 'food and drink', roots: ['n00021265', 'n07555863'] },
  { id: 'group:vehicles', name: 'vehicles', roots: ['n04524313'] },
  // structure, facility
  { id: 'group:buildings', name: 'buildings', roots: ['n04341686', 'n03315023'] },
  {
    id: 'group:places',
    name: 'nature and places',
    // geological formation, body of water, land, biome, way (street), location, physical phenomenon (sunset, weather), sky,
    // celestial body
    roots: [
      'n09287968',
      'n09225146',
      'n09334396',
      'n07941945',
      'n04564698',
      'n00027167',
      'n11419404',
      'n09436708',
      'n09239740',
    ],
  },
  // clothing, footwear, adornment
  { id: 'group:clothes', name: 'clothes', roots: ['n03051540', 'n03380867', 'n02681518'] },
  { id: 'group:furniture', name: 'furniture', roots: ['n03405265'] },
  { id: 'group:music', name: 'musical instruments', roots: ['n03800933'] },
  // sports equipment, game equipment, sport
  { id: 'group:sport', name: 'sport and games', roots: ['n04285146', 'n03414162', 'n00523513'] },
  // event, social gathering
  { id: 'group:events', name: 'events', roots: ['n00029378', 'n07975026'] },
  // artifact, part (piece of cloth), material (paper), communication (sign)
  { id: 'group:things', name: 'things', roots: ['n00021939', 'n03892891', 'n14580897', 'n00033020'], isRest: true },
];

/** Down to this depth of the tree, what is above a group says less than the group. */
const BROAD_DEPTH = 6;

/** Concepts that are broader than the groups: "whole", "object", "instrumentality". */
export function findBroad(space: Vocabulary, roots: readonly number[]): Set<number> {
  return new Set(
    roots.flatMap((root) => space.ancestorsOf(root)).filter((above) => space.pathTo(above).length <= BROAD_DEPTH),
  );
}
