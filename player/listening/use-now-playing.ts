import { useEffect, useState } from 'preact/hooks';
import { followNowPlaying, type NowPlaying, readNowPlaying } from './now-playing.ts';

/** What is being listened to; null while nothing is. */
export function useNowPlaying(): NowPlaying | null {
  const [playing, setPlaying] = useState(readNowPlaying);
  useEffect(() => followNowPlaying(() => setPlaying(readNowPlaying())), []);
  return playing;
}
