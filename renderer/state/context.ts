import { createContext } from 'svelte';
import type { App } from './app.svelte.ts';

/** Hands the state to all components of one interface. */
export const [getApp, setApp] = createContext<App>();
