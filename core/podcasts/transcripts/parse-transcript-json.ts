import { Compile } from 'typebox/compile';
import { AppError } from '../../errors.ts';
import { Cue } from '../podcast-details.ts';
import { type FoundCue, MAX_CUES, refuse } from './finish-cues.ts';
import { mapInSlices } from './map-in-slices.ts';

/**
 * Transcripts as JSON: the podcast namespace's (`{version, segments: [{speaker, startTime, endTime, body}]}`), or
 * our own cues, alone or as the API answers with them (`{cues}`).
 *
 * @throws AppError `transcript_refused` with the line of what is no JSON, else the number of the segment.
 */
export async function parseTranscriptJson(text: string): Promise<FoundCue[]> {
  checkSize(text);
  const document = parseJson(text.replace(/^\uFEFF/, ''));
  if (Array.isArray(document)) return mapInSlices(document, readOwnCue);
  const { segments, cues } = (document ?? {}) as { segments?: unknown; cues?: unknown };
  if (Array.isArray(cues)) return mapInSlices(cues, readOwnCue);
  if (!Array.isArray(segments)) {
    throw new AppError('transcript_refused', 'The JSON is neither a list of cues nor an object with the list "segments".');
  }
  return mapInSlices(segments, readSegment);
}

/** JSON is read in one go, and the time it takes grows with these: of lists and objects, and of their members. */
const BOUNDS = [
  [/[[{]/g, 3 * MAX_CUES],
  [/:/g, 6 * MAX_CUES],
] as const;

function checkSize(text: string): void {
  for (const [pattern, most] of BOUNDS) {
    let count = 0;
    for (pattern.lastIndex = 0; count <= most && pattern.test(text); ) count++;
    if (count > most) throw new AppError('transcript_refused', `There is more in this JSON than in any with ${MAX_CUES} cues.`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    // Node tells the position for some faults, and shows the surroundings for the others.
    const position = /position (\d+)/.exec(message)?.[1];
    const place = position === undefined ? 'The file' : `Line ${text.slice(0, Number(position)).split('\n').length}`;
    return refuse(place, `this is not JSON: ${message}`);
  }
}

const CUE = Compile(Cue);

function readOwnCue(cue: unknown, index: number): FoundCue {
  const place = `Cue ${index + 1}`;
  if (!CUE.Check(cue)) {
    const [fault] = CUE.Errors(cue);
    return refuse(place, `${fault?.instancePath ? `"${fault.instancePath.slice(1)}" ` : ''}${fault?.message ?? 'is not a cue'}`);
  }
  const { startSeconds, endSeconds, ...text } = cue;
  return { place, startSeconds, endSeconds, texts: [text] };
}

function readSegment(segment: unknown, index: number): FoundCue {
  const place = `Segment ${index + 1}`;
  const { speaker, startTime, endTime, body } = (segment ?? {}) as Record<string, unknown>;
  if (typeof startTime !== 'number' || typeof endTime !== 'number')
    return refuse(place, '"startTime" and "endTime" must be numbers of seconds');
  if (typeof body !== 'string') return refuse(place, '"body" must be a text');
  return {
    place,
    startSeconds: startTime,
    endSeconds: endTime,
    texts: [{ text: body, ...(typeof speaker === 'string' ? { speaker } : {}) }],
  };
}
