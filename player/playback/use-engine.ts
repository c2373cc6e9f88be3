import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { AUTO_LEVEL, attach, type Engine, type Level, type PlaybackProblem } from './hls-engine.ts';

export interface EngineState {
  readonly levels: readonly Level[];
  /** The quality that plays now; null until one does. */
  readonly playing: Level | null;
  /** The quality that the viewer asked for; AUTO_LEVEL leaves it to the connection. */
  readonly chosen: number;
  readonly problem: PlaybackProblem | null;
  readonly choose: (index: number) => void;
  readonly retry: () => void;
}

interface Film {
  readonly url: string | null;
  readonly startSeconds: number;
  readonly isGrowing: boolean;
}

/** Keeps an engine on a video element for as long as both and the address stay. */
export function useEngine(video: HTMLVideoElement | null, { url, startSeconds, isGrowing }: Film): EngineState {
  const engine = useRef<Engine | null>(null);
  const [levels, setLevels] = useState<readonly Level[]>([]);
  const [level, setLevel] = useState(AUTO_LEVEL);
  const [chosen, setChosen] = useState(AUTO_LEVEL);
  const [problem, setProblem] = useState<PlaybackProblem | null>(null);

  // Where to start matters once, when the film is attached; an empty element remembers where it was led to.
  useEffect(() => {
    if (!video || !url) return;
    const callbacks = { onLevels: setLevels, onLevel: setLevel, onError: setProblem };
    const attached = attach({ video, url, startSeconds: video.currentTime || startSeconds, callbacks });
    engine.current = attached;
    return () => {
      engine.current = null;
      attached.destroy();
      setLevels([]);
      setLevel(AUTO_LEVEL);
      setChosen(AUTO_LEVEL);
      setProblem(null);
    };
  }, [video, url]);

  const hasGrown = useRef(false);
  useEffect(() => {
    if (hasGrown.current && !isGrowing) {
      engine.current?.refresh();
      setChosen(AUTO_LEVEL);
    }
    hasGrown.current = isGrowing;
  }, [isGrowing]);

  const choose = useCallback((index: number) => {
    setChosen(index);
    engine.current?.setLevel(index);
  }, []);
  const retry = useCallback(() => engine.current?.retry(), []);
  return { levels, playing: levels[level] ?? null, chosen, problem, choose, retry };
}
