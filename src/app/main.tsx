import './styles/theme.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { open } from './store.ts';
import { openTexts } from './texts/i18n.ts';
import { runTexts } from './texts/useRunTexts.ts';
import { welcome } from './tour/visit.ts';
import { currentView, views } from './view.ts';

open();
await openTexts(currentView() === views[0] ? runTexts : []);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
welcome();
