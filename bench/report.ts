/** Prints a line above the report. */
export type Say = (line: string) => void;

export interface BenchReport {
  readonly bench: string;
  readonly figures: Readonly<Record<string, number>>;
  /** By figure: `<= 5`, `>= 100`, `< 1`. A figure without a goal is told for information. */
  readonly goals: Readonly<Record<string, string>>;
  readonly met: boolean;
}

const COMPARISONS: Readonly<Record<string, (figure: number, bound: number) => boolean>> = {
  '<=': (figure, bound) => figure <= bound,
  '<': (figure, bound) => figure < bound,
  '>=': (figure, bound) => figure >= bound,
  '>': (figure, bound) => figure > bound,
};

/** Rounds the figures to thousandths and holds them, rounded, against the goals. */
export function judge(bench: string, figures: BenchReport['figures'], goals: BenchReport['goals']): BenchReport {
  const rounded = Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, Math.round(figure * 1000) / 1000]));
  const met = Object.entries(goals).every(([name, goal]) => meets(rounded[name], goal));
  return { bench, figures: rounded, goals, met };
}

function meets(figure: number | undefined, goal: string): boolean {
  const [sign = '', bound = ''] = goal.split(' ');
  const compare = COMPARISONS[sign];
  if (!compare || bound === '' || !Number.isFinite(Number(bound))) throw new Error(`"${goal}" is no goal.`);
  return figure !== undefined && Number.isFinite(figure) && compare(figure, Number(bound));
}

/** Middle of an odd number of measurements, mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return (low + high) / 2;
}
