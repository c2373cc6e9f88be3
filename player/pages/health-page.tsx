import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-preact';
import type { FeedFinding, FeedHealth } from '../../server/podcasts/feed-health-schemas.ts';
import { readFeedHealth } from '../catalog-client.ts';
import { Icon } from '../components/icon.tsx';
import { ErrorNotice, Notice } from '../components/notice.tsx';
import { useLoad } from '../components/use-load.ts';
import { useTitle } from '../components/use-title.ts';
import { useSession } from '../session.ts';
import { formatAge } from '../words/format-time.ts';

/** What directories would say of a show's feed, for its owner: the worst first, each with what to do about it. */
export function HealthPage({ slug }: { readonly slug: string }) {
  useTitle('Feed health');
  const { me, state } = useSession();
  if (state === 'loading') return <div class="content" aria-busy="true" />;
  if (!me) {
    const signIn = (
      <a class="button button-primary" href={`/sign-in?next=/podcasts/${slug}/health`}>
        How to sign in
      </a>
    );
    return (
      <Notice title="Sign in to see this" action={signIn}>
        A feed's health is for the show's owner.
      </Notice>
    );
  }
  return <Report slug={slug} />;
}

function Report({ slug }: { readonly slug: string }) {
  const loading = useLoad((signal) => readFeedHealth(slug, signal), slug);
  if (loading.state === 'failed') return <ErrorNotice error={loading.error} onRetry={loading.retry} />;
  if (loading.state === 'loading') return <div class="content" aria-busy="true" />;
  const { findings, counts, checkedAt } = loading.value;
  return (
    <div class="content health">
      <h1>Feed health</h1>
      <p class="facts numbers">
        <a class="link" href={`/podcasts/${slug}`}>
          The show's page
        </a>
        <span>Looked at {formatAge(checkedAt)}</span>
        <span>{describeCounts(counts)}</span>
      </p>
      {findings.length === 0 ? (
        <p class="health-fine">
          <Icon of={CircleCheck} />
          Every directory that we know of takes this feed as it is.
        </p>
      ) : (
        <ul class="findings">
          {findings.map((finding, index) => (
            <Finding key={`${finding.code} ${index}`} finding={finding} />
          ))}
        </ul>
      )}
    </div>
  );
}

function describeCounts({ refused, warnings, advice }: FeedHealth['counts']): string {
  const warningWords = warnings === 1 ? '1 warning' : `${warnings} warnings`;
  return `${refused} refused, ${warningWords}, ${advice} to improve`;
}

const SEVERITIES = {
  REFUSED: { word: 'Refused', icon: CircleAlert },
  WARNING: { word: 'Warning', icon: TriangleAlert },
  ADVICE: { word: 'Advice', icon: Info },
} as const;

function Finding({ finding }: { readonly finding: FeedFinding }) {
  const { severity, directory, source, where, message, fix } = finding;
  const { word, icon } = SEVERITIES[severity];
  return (
    <li class="finding" data-severity={severity}>
      <p class="finding-head">
        <span class="finding-severity">
          <Icon of={icon} size={18} />
          {word}
        </span>
        <span dir="auto">{where.kind === 'SHOW' ? 'The show' : where.title}</span>
        <span class="quiet">
          {directory}: {source}
        </span>
      </p>
      <p dir="auto">{message}</p>
      <p class="finding-fix" dir="auto">
        {fix}
      </p>
    </li>
  );
}
