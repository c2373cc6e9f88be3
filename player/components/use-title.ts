import { useEffect } from 'preact/hooks';

/** Names the document after what it shows: "A harbour at dawn · Rostrum". */
export function useTitle(title: string | null): void {
  useEffect(() => {
    document.title = title ? `${title} · Rostrum` : 'Rostrum';
  }, [title]);
}
