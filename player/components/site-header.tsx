import { Upload } from 'lucide-preact';
import { AccountMenu } from './account-menu.tsx';
import { Icon } from './icon.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

export function SiteHeader() {
  return (
    <header class="site-header">
      <a class="skip-link" href="#content">
        Skip to the content
      </a>
      <div class="content site-header-row">
        <a class="wordmark" href="/">
          Rostrum
        </a>
        <nav class="site-nav" aria-label="Main">
          <a class="button button-quiet" href="/podcasts">
            Podcasts
          </a>
          <a class="button button-quiet site-nav-upload" href="/upload" aria-label="Upload">
            <Icon of={Upload} size={18} />
            <span class="wide-word">Upload</span>
          </a>
          <ThemeToggle />
          <AccountMenu />
        </nav>
      </div>
    </header>
  );
}
