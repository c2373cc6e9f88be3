import type { Me } from '../server/accounts/accounts-schemas.ts';
import type { Asset } from '../server/assets/assets-schemas.ts';
import type { Channel, ChannelPage } from '../server/catalog/channels-schemas.ts';
import type { Video, VideoListQuery, VideoPage, VideoPatch } from '../server/catalog/videos-schemas.ts';
import type { EpisodePageData, PodcastsPage, ShowEpisodesPage } from '../server/pages/pages-schemas.ts';
import type { FeedHealth } from '../server/podcasts/feed-health-schemas.ts';
import type { ShowPage } from '../server/podcasts/shows-schemas.ts';
import type { Upload } from '../server/uploads/uploads-schemas.ts';
import { readAnswer } from './read-answer.ts';

/** What the server answered instead of what was asked for: RFC 9457's members, in words for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status; 0 when no answer came at all. */
  readonly status: number;
  /** Of the table of errors (`not_found`), `offline` without an answer, `unknown` when the answer was no problem+json. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;

  constructor(problem: { status: number; code: string; title: string; detail: string }, options?: ErrorOptions) {
    super(problem.detail || problem.title, options);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
  }
}

const PROBLEM_TYPE_PREFIX = '/problems/';

/** Reads a problem+json body (whatever `body` is) into an error whose sentences can be shown. */
export function readProblem(status: number, body: unknown): ApiError {
  const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof members[name] === 'string' ? members[name] : '');
  const type = text('type');
  const prefixAt = type.indexOf(PROBLEM_TYPE_PREFIX);
  return new ApiError({
    status,
    code: prefixAt < 0 ? 'unknown' : type.slice(prefixAt + PROBLEM_TYPE_PREFIX.length),
    title: text('title') || (status >= 500 ? 'Something went wrong on our side' : 'That did not work'),
    detail: text('detail') || (status >= 500 ? 'The server could not answer. Try again in a moment.' : `The server answered ${status}.`),
  });
}

/** The error of a request that got no answer. */
export function offlineError(cause: unknown): ApiError {
  const detail = 'Check your connection, then try again.';
  return new ApiError({ status: 0, code: 'offline', title: 'The server does not answer', detail }, { cause });
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** @throws ApiError; an aborted request throws the signal's reason instead. */
async function request<T>(path: string, { method = 'GET', body, signal }: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  }).catch((cause: unknown) => {
    throw signal?.aborted ? cause : offlineError(cause);
  });
  if (response.status === 204) return undefined as T;
  const answer = await response
    .text()
    .then(readAnswer)
    .catch(() => null);
  if (!response.ok) throw readProblem(response.status, answer);
  return answer as T;
}

const id = encodeURIComponent;

function toSearch(query: object): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
}

export const listVideos = (query: VideoListQuery, signal?: AbortSignal) => request<VideoPage>(`/api/videos?${toSearch(query)}`, { signal });
export const readVideo = (videoId: string, signal?: AbortSignal) => request<Video>(`/api/videos/${id(videoId)}`, { signal });
export const patchVideo = (videoId: string, patch: VideoPatch) =>
  request<Video>(`/api/videos/${id(videoId)}`, { method: 'PATCH', body: patch });
export const deleteVideo = (videoId: string) => request<void>(`/api/videos/${id(videoId)}`, { method: 'DELETE' });
export const readAsset = (assetId: string, signal?: AbortSignal) => request<Asset>(`/api/assets/${id(assetId)}`, { signal });
export const readUpload = (uploadId: string, signal?: AbortSignal) => request<Upload>(`/api/uploads/${id(uploadId)}`, { signal });
export const readChannel = (handle: string, signal?: AbortSignal) => request<Channel>(`/api/channels/${id(handle)}`, { signal });
export const listMyChannels = (signal?: AbortSignal) => request<ChannelPage>('/api/channels?mine=true', { signal });

export const readPodcastsPage = (search: string, signal?: AbortSignal) => request<PodcastsPage>(`/api/pages/podcasts${search}`, { signal });
export const readShowPage = (slug: string, search: string, signal?: AbortSignal) =>
  request<ShowEpisodesPage>(`/api/pages/podcasts/${id(slug)}${search}`, { signal });
export const readEpisodePage = (slug: string, episodeSlug: string, signal?: AbortSignal) =>
  request<EpisodePageData>(`/api/pages/podcasts/${id(slug)}/${id(episodeSlug)}`, { signal });
/** The caller's newest shows. */
export const listMyShows = (signal?: AbortSignal) => request<ShowPage>('/api/shows?mine=true&limit=100', { signal });
export const readFeedHealth = (slug: string, signal?: AbortSignal) => request<FeedHealth>(`/api/shows/${id(slug)}/health`, { signal });

/** Turns a one-time link's token into this browser's session. */
export async function signIn(token: string): Promise<void> {
  await request<Me>('/api/auth/sessions', { method: 'POST', body: { token } });
  rememberSession(true);
}

export async function signOut(): Promise<void> {
  rememberSession(false);
  await request<void>('/api/auth/sessions/current', { method: 'DELETE' });
}

/** Who is signed in on this browser; null for a stranger. */
export async function readMe(signal?: AbortSignal): Promise<Me | null> {
  try {
    const me = await request<Me>('/api/me', { signal });
    rememberSession(true);
    return me;
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
    rememberSession(false);
    return null;
  }
}

const SESSION_HINT = 'rostrum:session';

/** The session's cookie is out of scripts' sight; this remembers that there is one, so that strangers need not ask. */
export const mayHaveSession = () => localStorage.getItem(SESSION_HINT) !== null;

function rememberSession(exists: boolean): void {
  if (exists) localStorage.setItem(SESSION_HINT, '1');
  else localStorage.removeItem(SESSION_HINT);
}

/** Where an asset tells its changes as server-sent events. */
export const assetEventsUrl = (assetId: string) => `/api/assets/${id(assetId)}/events`;
