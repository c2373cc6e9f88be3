import { HeartPulse } from 'lucide-preact';
import { listMyShows } from '../catalog-client.ts';
import { mayUpload, useSession } from '../session.ts';
import { Icon } from './icon.tsx';
import { useLoad } from './use-load.ts';

interface ShowOwnerToolsProps {
  readonly slug: string;
  readonly path: string;
}

/** What a show's owner finds on its page; nothing for everybody else. */
export function ShowOwnerTools({ slug, path }: ShowOwnerToolsProps) {
  const { me } = useSession();
  return mayUpload(me) ? <OwnShowTools slug={slug} path={path} /> : null;
}

/** The page does not say whose show it is, so the caller's own are asked for; a failure there only hides the tools. */
function OwnShowTools({ slug, path }: ShowOwnerToolsProps) {
  const own = useLoad(listMyShows, slug);
  if (own.state !== 'ready' || !own.value.items.some((show) => show.slug === slug)) return null;
  return (
    <p class="listen-actions">
      <a class="button" href={`${path}/health`}>
        <Icon of={HeartPulse} size={18} />
        Feed health
      </a>
    </p>
  );
}
