import { type ApiClient, callWithJson } from './api-client.ts';
import { SAMPLE_FILMS, type SampleFilm } from './sample-films.ts';

const SHOW = {
  slug: 'first-nights',
  title: 'First Nights',
  author: 'Rostrum',
  description: 'The films that every new instance begins with, to listen to. Delete this show when you have one of your own.',
  categories: ['Arts > Visual Arts'],
  language: 'en',
};

/** A podcast of the sample films, so that a new instance has a feed to subscribe to. Safe to repeat. */
export async function publishSampleShow(api: ApiClient, videoIds: ReadonlyMap<string, string>): Promise<void> {
  await callWithJson(api, 'POST', '/api/shows', SHOW, [201, 409]);
  for (const film of SAMPLE_FILMS) {
    const videoId = videoIds.get(film.slug);
    if (videoId) await publishEpisode(api, film, videoId);
  }
}

/** The guid is the film's name here, so that a second try finds the first one's episode. */
async function publishEpisode(api: ApiClient, film: SampleFilm, videoId: string): Promise<void> {
  const path = `/api/shows/${SHOW.slug}/episodes`;
  const answer = await callWithJson(api, 'POST', path, { videoId, guid: `sample-${film.slug}`, state: 'PUBLISHED' }, [201, 409]);
  if (answer.status === 409) return;
  const { id } = (await answer.json()) as { readonly id: string };
  const chapters = [
    { startSeconds: 0, title: 'Overture' },
    { startSeconds: film.narrationFromSeconds, title: film.title },
  ];
  await callWithJson(api, 'PUT', `${path}/${id}/chapters`, { chapters });
}
