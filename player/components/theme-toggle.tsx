import { Moon, Sun } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { useHydrated } from '../hydration.ts';
import { chooseTheme, readTheme } from '../theme.ts';
import { Icon } from './icon.tsx';

/** Only a script can switch, and only the browser knows the theme: until then its place is kept. */
export function ThemeToggle() {
  return useHydrated() ? <Toggle /> : <span class="account-place" />;
}

function Toggle() {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(readTheme());
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, []);
  const other = theme === 'dark' ? 'light' : 'dark';
  const choose = () => {
    chooseTheme(other);
    setTheme(other);
  };
  return (
    <button type="button" class="icon-button" aria-label={`Switch to the ${other} theme`} onClick={choose}>
      <Icon of={other === 'light' ? Sun : Moon} />
    </button>
  );
}
