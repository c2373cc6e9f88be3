import type { LucideIcon } from 'lucide-preact';

interface IconProps {
  readonly of: LucideIcon;
  readonly size?: number;
  readonly filled?: boolean;
}

/** A Lucide icon in our stroke. It is decoration: the control around it carries the label. */
export function Icon({ of: Drawing, size = 20, filled = false }: IconProps) {
  return <Drawing size={size} strokeWidth={1.75} aria-hidden="true" {...(filled && { fill: 'currentColor' })} />;
}
