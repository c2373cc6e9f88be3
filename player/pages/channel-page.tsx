import { readChannel } from '../catalog-client.ts';
import { ErrorNotice, Notice } from '../components/notice.tsx';
import { useLoad } from '../components/use-load.ts';
import { useTitle } from '../components/use-title.ts';
import { useVideoPages } from '../components/use-video-pages.ts';
import { VideoGrid } from '../components/video-grid.tsx';

/** A creator's public home: who they are, then their films, newest first. */
export function ChannelPage({ handle }: { readonly handle: string }) {
  const channel = useLoad((signal) => readChannel(handle, signal), handle);
  const { videos, nextCursor, state, error, more } = useVideoPages({ channel: handle, limit: 24 });
  useTitle(channel.state === 'ready' ? channel.value.title : 'Channel');
  if (channel.state === 'failed') return <ErrorNotice error={channel.error} onRetry={channel.retry} />;
  return (
    <div class="content channel">
      <header class="channel-head">
        {channel.state === 'ready' ? (
          <>
            <h1>{channel.value.title}</h1>
            <p class="quiet numbers">
              @{channel.value.handle}
              {'  ·  '}
              {channel.value.videoCount === 1 ? '1 film' : `${channel.value.videoCount} films`}
            </p>
            {channel.value.description && <p class="prose">{channel.value.description}</p>}
          </>
        ) : (
          <span class="skeleton channel-head-skeleton" aria-hidden="true" />
        )}
      </header>
      <h2 class="for-readers">Films</h2>
      {state === 'ready' && videos.length === 0 ? (
        <Notice title="No films yet">This channel's films will stand here as soon as the first one is published.</Notice>
      ) : (
        <VideoGrid videos={videos} state={state} error={error} hasMore={nextCursor !== null} onMore={more} skeletons={8} />
      )}
    </div>
  );
}
