import { hydrate, render } from 'preact';
import { App } from './app.tsx';
import { readFirstPage } from './first-page.ts';
import { whileHydrating } from './hydration.ts';
import './styles/all.css';

const root = document.getElementById('app');
const app = <App first={readFirstPage()} />;
if (root?.hasChildNodes()) whileHydrating(() => hydrate(app, root));
else if (root) render(app, root);
