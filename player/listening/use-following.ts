import { useEffect, useState } from 'preact/hooks';

interface Following {
  readonly isFollowing: boolean;
  readonly follow: () => void;
}

const SCROLL_KEYS = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' '];

/**
 * Marks the sentence that is spoken, and keeps it in sight until the reader scrolls by hand. What was searched for
 * comes first. With reduced motion nothing scrolls by itself.
 * @param current the cue that is spoken, -1 for none
 * @param found the cue to look at, -1 for none
 */
export function useFollowing(box: { readonly current: HTMLElement | null }, current: number, found: number): Following {
  const [isFollowing, setFollowing] = useState(true);
  useHandScrolling(box, () => setFollowing(false));
  useEffect(() => {
    const cue = box.current && findCue(box.current, current);
    if (!cue) return;
    cue.setAttribute('aria-current', 'true');
    if (box.current && isFollowing && found < 0 && !prefersStillness()) scrollInto(box.current, cue, 'smooth');
    return () => cue.removeAttribute('aria-current');
  }, [box, current, isFollowing, found]);
  useEffect(() => {
    const cue = box.current && findCue(box.current, found);
    if (!box.current || !cue) return;
    setFollowing(false);
    scrollInto(box.current, cue, 'auto');
  }, [box, found]);
  return { isFollowing, follow: () => setFollowing(true) };
}

const findCue = (box: HTMLElement, index: number) => (index < 0 ? null : box.querySelector<HTMLElement>(`[data-cue="${index}"]`));
const prefersStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Only the box scrolls, never the page around it. */
function scrollInto(box: HTMLElement, cue: HTMLElement, behavior: ScrollBehavior): void {
  const top = cue.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
  box.scrollTo({ top: top - box.clientHeight / 3, behavior });
}

/** Wheel, finger, keys and the scrollbar itself; our own scrolling sends none of these. */
function useHandScrolling(box: { readonly current: HTMLElement | null }, onScroll: () => void): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const key = (event: KeyboardEvent) => SCROLL_KEYS.includes(event.key) && onScroll();
    const press = (event: PointerEvent) => event.target === element && event.offsetX > element.clientWidth && onScroll();
    element.addEventListener('wheel', onScroll, { passive: true });
    element.addEventListener('touchmove', onScroll, { passive: true });
    element.addEventListener('keydown', key);
    element.addEventListener('pointerdown', press);
    return () => {
      element.removeEventListener('wheel', onScroll);
      element.removeEventListener('touchmove', onScroll);
      element.removeEventListener('keydown', key);
      element.removeEventListener('pointerdown', press);
    };
  }, [box]);
}
