import { Check } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';

export interface Choice {
  readonly value: number;
  readonly label: string;
  /** Said in a quieter voice beside the label. */
  readonly note?: string;
}

interface ChoiceMenuProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: number;
  readonly onChoose: (value: number) => void;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** The button's face. */
  readonly children: ComponentChildren;
}

/** A button of the player's bar that opens a short list to choose one from (WAI-ARIA menu button with radio items). */
export function ChoiceMenu({ label, choices, value, onChoose, onOpenChange, children }: ChoiceMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  const open = (next: boolean) => {
    setOpen(next);
    onOpenChange(next);
  };
  const close = () => {
    open(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
    // Outside our shadow root a press shows the host as its target; the path tells the truth.
    const closeElsewhere = (event: Event) => root.current && !event.composedPath().includes(root.current) && open(false);
    document.addEventListener('pointerdown', closeElsewhere);
    return () => document.removeEventListener('pointerdown', closeElsewhere);
  });
  const choose = (next: number) => {
    onChoose(next);
    close();
  };

  return (
    <div class="choice" ref={root}>
      <button
        ref={button}
        type="button"
        class="bar-button choice-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => open(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <div class="choice-list" role="menu" aria-label={label} onKeyDown={(event) => moveInMenu(event, close)}>
          {choices.map((choice) => (
            <button
              key={choice.value}
              type="button"
              class="choice-item"
              role="menuitemradio"
              aria-checked={choice.value === value}
              tabIndex={-1}
              onClick={() => choose(choice.value)}
            >
              <span class="choice-mark">{choice.value === value && <Icon of={Check} size={16} />}</span>
              {choice.label}
              {choice.note && <span class="choice-note">{choice.note}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function moveInMenu(event: KeyboardEvent & { readonly currentTarget: HTMLElement }, close: () => void): void {
  event.stopPropagation();
  if (event.key === 'Escape' || event.key === 'Tab') close();
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitemradio"]')];
  const current = items.indexOf(event.target as HTMLElement);
  items[Math.min(items.length - 1, Math.max(0, current + step))]?.focus();
}
