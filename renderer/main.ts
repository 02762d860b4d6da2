import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { assert } from '../shared/errors.ts';
import AppRoot from './App.svelte';
import { App } from './state/app.svelte.ts';
import { browserHistory, browserSettings } from './state/browser-ports.ts';
import { createTransport } from './transport/create-transport.ts';

const app = new App({
  transport: createTransport(window),
  history: browserHistory(window),
  settings: browserSettings(window),
  applyTheme(theme) {
    document.documentElement.dataset.theme = theme;
  },
});
app.start();

const target = document.getElementById('app');
assert(target, 'the page has a place for the interface');
mount(AppRoot, { target, props: { app } });
