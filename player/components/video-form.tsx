import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Channel } from '../../server/catalog/channels-schemas.ts';
import type { Video } from '../../server/catalog/videos-schemas.ts';
import { listMyChannels, patchVideo, readVideo } from '../catalog-client.ts';
import { describeError } from '../words/describe-error.ts';
import { ErrorNotice } from './notice.tsx';
import { useLoad } from './use-load.ts';

interface VideoFormProps {
  readonly videoId: string;
  readonly onSaved?: (video: Video) => void;
}

/** A film's title, description, audience and channel, edited in place. */
export function VideoForm({ videoId, onSaved }: VideoFormProps) {
  const loading = useLoad(async (signal) => {
    const [video, channels] = await Promise.all([readVideo(videoId, signal), listMyChannels(signal)]);
    return { video, channels: channels.items };
  }, videoId);
  if (loading.state === 'failed') return <ErrorNotice error={loading.error} onRetry={loading.retry} />;
  if (loading.state === 'loading') return <div class="form form-place" aria-busy="true" />;
  return <Fields loaded={loading.value.video} channels={loading.value.channels} {...(onSaved && { onSaved })} />;
}

type Saving = 'untouched' | 'changed' | 'saving' | 'saved' | { readonly error: unknown };

const AUDIENCES = [
  ['PUBLIC', 'Public: everyone, on the front page'],
  ['UNLISTED', 'Unlisted: whoever has the link'],
  ['PRIVATE', 'Private: only you'],
] as const satisfies readonly (readonly [Video['visibility'], string])[];

interface FieldsProps extends Pick<VideoFormProps, 'onSaved'> {
  readonly loaded: Video;
  readonly channels: readonly Channel[];
}

function Fields({ loaded, channels, onSaved }: FieldsProps) {
  const [saving, setSaving] = useState<Saving>('untouched');
  const save = async (event: JSX.TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    setSaving('saving');
    try {
      const saved = await patchVideo(loaded.id, {
        title: text('title'),
        description: text('description'),
        visibility: text('visibility') as Video['visibility'],
        ...(channels.length > 0 && { channel: text('channel') || null }),
      });
      setSaving('saved');
      onSaved?.(saved);
    } catch (error) {
      setSaving({ error });
    }
  };
  return (
    <form class="form" onSubmit={save} onInput={() => setSaving('changed')}>
      <label class="field">
        <span>Title</span>
        <input class="input" name="title" required maxLength={200} defaultValue={loaded.title} autocomplete="off" />
      </label>
      <label class="field">
        <span>Description</span>
        <textarea class="input" name="description" maxLength={10_000} defaultValue={loaded.description} />
      </label>
      <label class="field">
        <span>Who may watch</span>
        <select class="input" name="visibility" defaultValue={loaded.visibility}>
          {AUDIENCES.map(([value, words]) => (
            <option key={value} value={value} selected={value === loaded.visibility}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {channels.length > 0 && <ChannelField channels={channels} handle={loaded.channel?.handle ?? ''} />}
      <div class="form-foot">
        <button type="submit" class="button button-primary" disabled={saving === 'saving'}>
          Save
        </button>
        <p class="form-state" role="status" data-failed={typeof saving === 'object'}>
          {describeSaving(saving)}
        </p>
      </div>
    </form>
  );
}

function ChannelField({ channels, handle }: { readonly channels: readonly Channel[]; readonly handle: string }) {
  return (
    <label class="field">
      <span>Channel</span>
      <select class="input" name="channel" defaultValue={handle}>
        <option value="">No channel</option>
        {channels.map((channel) => (
          <option key={channel.handle} value={channel.handle} selected={channel.handle === handle}>
            {channel.title}
          </option>
        ))}
      </select>
    </label>
  );
}

function describeSaving(saving: Saving): string {
  if (typeof saving === 'object') {
    const { title, detail } = describeError(saving.error);
    return `Not saved. ${title}. ${detail}`;
  }
  return { untouched: '', changed: 'Not saved yet', saving: 'Saving', saved: 'Saved' }[saving];
}
