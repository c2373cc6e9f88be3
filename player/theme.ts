/** The reader's theme: the system's until they choose. public/apply-theme.js applies the choice before the first paint. */
export type Theme = 'light' | 'dark';

const STORAGE_KEY = 'rostrum:theme';
const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)').matches;

export function readTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : systemIsDark() ? 'dark' : 'light';
}

/** Chooses a theme; choosing the system's own one follows the system again. */
export function chooseTheme(theme: Theme): void {
  const followsSystem = theme === (systemIsDark() ? 'dark' : 'light');
  if (followsSystem) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (followsSystem) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}
