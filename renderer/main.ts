import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { assert } from '../shared/errors.ts';
import AppRoot from './App.svelte';
import { useLanguage } from './i18n/language.svelte.ts';
import { fetchRoomsAhead } from './shell/rooms.ts';
import { App } from './state/app.svelte.ts';
import { browserHistory, browserOut, browserSettings } from './state/browser-ports.ts';
import { createTransport } from './transport/create-transport.ts';

/** The other rooms are fetched when the first page has had the time that it needs. */
const ROOMS_AFTER_MS = 1500;

const app = new App({
  transport: createTransport(window),
  history: browserHistory(window),
  settings: browserSettings(window),
  out: browserOut(window),
  applyTheme(theme) {
    document.documentElement.dataset.theme = theme;
  },
  systemLanguages: navigator.languages,
  async applyLanguage(language) {
    await useLanguage(language);
    document.documentElement.lang = language;
  },
});
app.start();
// What is shown first is in the right language.
await app.language.ready;

const target = document.getElementById('app');
assert(target, 'the page has a place for the interface');
mount(AppRoot, { target, props: { app } });
setTimeout(() => void fetchRoomsAhead(), ROOMS_AFTER_MS);
