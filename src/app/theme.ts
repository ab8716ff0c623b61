import { useEffect, useState } from 'react';

export type Theme = 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const system = (): Theme => (dark.matches ? 'dark' : 'light');

function chosen(): Theme | null {
  const stored = localStorage.getItem('theme');
  return stored === 'light' || stored === 'dark' ? stored : null;
}

/** The theme in use: the system's until the person picks one, which is then kept. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState(() => chosen() ?? system());
  useEffect(() => {
    const follow = () => setTheme(chosen() ?? system());
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', next);
    setTheme(next);
  };
  return [theme, toggle];
}
