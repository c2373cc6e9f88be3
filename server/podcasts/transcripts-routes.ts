import { Type } from 'typebox';
import { MAX_TRANSCRIPT_BYTES, type TranscriptSource } from '../../core/podcasts/transcripts/parse-transcript.ts';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { acceptRawBodies, contentTypeOf, rawBodyOf } from './accept-raw-bodies.ts';
import { followRenames } from './follow-renames.ts';
import { TRANSCRIPT_BODIES } from './transcript-bodies.ts';
import { TranscriptList, TranscriptWithCues } from './transcripts-schemas.ts';
import { readTranscript, readTranscripts, removeTranscript, replaceTranscript } from './transcripts-service.ts';

const TRANSCRIPTS = '/api/shows/:slug/episodes/:id/transcripts';
const TRANSCRIPT = `${TRANSCRIPTS}/:language`;

/** What a content type says the file is; plain text is told by how it begins. */
const SOURCES: Readonly<Record<keyof typeof TRANSCRIPT_BODIES, TranscriptSource | null>> = {
  'text/vtt': 'vtt',
  'application/x-subrip': 'srt',
  'application/srt': 'srt',
  'application/json': 'json',
  'text/plain': null,
};

/** A transcript comes as JSON from the service; the schemas describe what it is. */
const JSON_TYPE = 'application/json; charset=utf-8';
const asItIs = (json: unknown) => json as string;

const tags = ['episodes'];
const episode = { slug: Type.String(), id: Type.String({ description: "The episode's id, or its slug." }) };
const params = Type.Object({ ...episode, language: Type.String({ maxLength: 35, description: 'BCP 47: `en`, `pt-BR`.' }) });

export function registerTranscriptsRoutes(app: App, dependencies: ServerDependencies): void {
  const preHandler = followRenames(dependencies);
  app.get(
    TRANSCRIPTS,
    {
      config: { access: 'public' },
      schema: { tags, summary: "An episode's transcripts", params: Type.Object(episode), response: { 200: TranscriptList } },
      preHandler,
    },
    async ({ caller, params }) => readTranscripts(dependencies, caller, params),
  );

  app.get(
    TRANSCRIPT,
    {
      config: { access: 'public' },
      schema: { tags, summary: 'A transcript, cue by cue', params, response: { 200: TranscriptWithCues } },
      preHandler,
    },
    async ({ caller, params }, reply) => {
      const transcript = await readTranscript(dependencies, caller, params);
      return reply
        .type(JSON_TYPE)
        .serializer(asItIs)
        .send(transcript as never);
    },
  );

  app.delete(
    TRANSCRIPT,
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Delete a transcript', params, response: { 204: Type.Null({ description: 'Done.' }) } },
    },
    async (request, reply) => {
      await removeTranscript(dependencies, callerOf(request), request.params);
      return reply.code(204).send(null);
    },
  );

  app.register(async (scope: App) => registerUpload(scope, dependencies));
}

function registerUpload(scope: App, dependencies: ServerDependencies): void {
  acceptRawBodies(scope, Object.keys(TRANSCRIPT_BODIES), MAX_TRANSCRIPT_BYTES);
  scope.put(
    TRANSCRIPT,
    {
      config: { access: 'write', reads: { bodies: TRANSCRIPT_BODIES } },
      bodyLimit: MAX_TRANSCRIPT_BYTES,
      schema: {
        tags,
        summary: 'Add or replace a transcript',
        description:
          "A WebVTT or SRT file, the podcast namespace's JSON, or a list of cues; a file that loses words is refused with its line.",
        params,
        response: { 200: TranscriptWithCues },
      },
    },
    async (request, reply) => {
      const upload = { bytes: rawBodyOf(request), source: SOURCES[contentTypeOf(request) as keyof typeof SOURCES] ?? null };
      const transcript = await replaceTranscript(dependencies, callerOf(request), request.params, upload);
      return reply
        .type(JSON_TYPE)
        .serializer(asItIs)
        .send(transcript as never);
    },
  );
}
