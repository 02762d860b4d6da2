import type { Component } from 'svelte';
import type { Room } from '../state/router.svelte.ts';

/** Code of a room that comes when it is wanted. */
type LoadRoom = () => Promise<{ default: Component }>;

/** All rooms but the photos, which come with the page. What only one of them needs, such as charts, comes with it or later. */
export const lazyRooms: Readonly<Record<Exclude<Room, 'photos'>, LoadRoom>> = {
  explore: () => import('../explore/ExplorePage.svelte'),
  duplicates: () => import('../explore/DuplicatesPage.svelte'),
  unsure: () => import('../unsure/UnsurePage.svelte'),
  taught: () => import('../taught/TaughtRoom.svelte'),
  folders: () => import('../folders/FoldersPage.svelte'),
  problems: () => import('../problems/ProblemsPage.svelte'),
  settings: () => import('../settings/SettingsPage.svelte'),
  help: () => import('../help/HelpPage.svelte'),
};

/** Fetches what the rooms need, so that entering one takes no time. What can't be fetched now is when it is entered. */
export async function fetchRoomsAhead(): Promise<void> {
  await Promise.allSettled(Object.values(lazyRooms).map((load) => load()));
}
