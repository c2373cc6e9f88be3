import { createHash } from 'node:crypto';

/**
 * The cover of a show that has chosen none: a theatre seen from above. Tiers of seats lie around a stage with its
 * rostrum; which seats are taken, how many tiers there are and in which light, the show's guid decides. Shapes only,
 * since a worker may have no fonts.
 */

/** Tones of our pages (player/styles): ground, seats, taken seats, stage, rostrum. */
const LIGHTS = [
  { ground: '#0E1014', seat: '#F2EFE9', taken: '#FF6A4D', stage: '#171A21', rostrum: '#F2EFE9' },
  { ground: '#C93419', seat: '#FAF8F4', taken: '#16181D', stage: '#B12C14', rostrum: '#FAF8F4' },
  { ground: '#FAF8F4', seat: '#16181D', taken: '#C93419', stage: '#E6E1D8', rostrum: '#C93419' },
  { ground: '#262A33', seat: '#FAF8F4', taken: '#FF6A4D', stage: '#171A21', rostrum: '#FF6A4D' },
] as const;
type Light = (typeof LIGHTS)[number];

/** The drawing's own units; the picture is rendered at any size. */
const SIZE = 300;
const CENTRE = { x: SIZE / 2, y: 236 };
const STAGE_RADIUS = 46;
const OUTER_RADIUS = 206;
/** Between tiers, and between the blocks of one. */
const AISLE = 5;
/** Tiers reach this far around the stage, in radians from the middle to either end. */
const REACH = Math.PI * 0.56;

/** An SVG document of 300 x 300 units, always the same for the same guid. */
export function drawCover(guid: string): string {
  const next = openDice(guid);
  const light = LIGHTS[Math.floor(next() * LIGHTS.length)] ?? LIGHTS[0];
  const tiers = 5 + Math.floor(next() * 3);
  const blocks = 5 + 2 * Math.floor(next() * 3);
  const depth = (OUTER_RADIUS - STAGE_RADIUS - AISLE) / tiers;
  const seats = Array.from({ length: tiers }, (_, tier) =>
    Array.from({ length: blocks }, (_, block) => drawBlock({ tier, tiers, block, blocks, depth, light, chance: next() })).join(''),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}">`,
    `<rect width="${SIZE}" height="${SIZE}" fill="${light.ground}"/>`,
    ...seats,
    drawStage(light),
    '</svg>',
  ].join('\n');
}

interface Block {
  readonly tier: number;
  readonly tiers: number;
  readonly block: number;
  readonly blocks: number;
  readonly depth: number;
  readonly light: Light;
  /** 0 to 1 */
  readonly chance: number;
}

/** A block of seats: part of a ring. Few are taken; the others are the fainter, the farther they are from the light. */
function drawBlock({ tier, tiers, block, blocks, depth, light, chance }: Block): string {
  const inner = STAGE_RADIUS + AISLE * 2 + tier * depth;
  const outer = inner + depth - AISLE;
  const step = (2 * REACH) / blocks;
  // Aisles are as wide at the back as at the front.
  const from = (radius: number) => -REACH + block * step + AISLE / 2 / radius;
  const to = (radius: number) => -REACH + (block + 1) * step - AISLE / 2 / radius;
  const path = [
    `M${place(inner, from(inner))}`,
    `L${place(outer, from(outer))}`,
    `A${round(outer)} ${round(outer)} 0 0 1 ${place(outer, to(outer))}`,
    `L${place(inner, to(inner))}`,
    `A${round(inner)} ${round(inner)} 0 0 0 ${place(inner, from(inner))}Z`,
  ].join(' ');
  const isTaken = chance < 0.17;
  const opacity = isTaken ? 1 : 0.06 + 0.3 * (1 - tier / tiers) + 0.08 * chance;
  return `<path d="${path}" fill="${isTaken ? light.taken : light.seat}" fill-opacity="${opacity.toFixed(2)}"/>`;
}

/** The stage, and on it the rostrum: a desk, and whoever stands behind it. */
function drawStage({ stage, rostrum }: Light): string {
  const { x, y } = CENTRE;
  return [
    `<circle cx="${x}" cy="${y}" r="${STAGE_RADIUS}" fill="${stage}"/>`,
    `<rect x="${x - 22}" y="${y - 13}" width="44" height="9" rx="2" fill="${rostrum}"/>`,
    `<circle cx="${x}" cy="${y + 9}" r="9" fill="${rostrum}"/>`,
  ].join('\n');
}

/** A point around the stage; the angle is 0 straight above it. */
function place(radius: number, angle: number): string {
  return `${round(CENTRE.x + radius * Math.sin(angle))} ${round(CENTRE.y - radius * Math.cos(angle))}`;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Numbers from 0 to 1 that look thrown but follow from a text. */
function openDice(text: string): () => number {
  let state = createHash('sha256').update(text).digest();
  let position = 0;
  return () => {
    if (position + 4 > state.length) {
      state = createHash('sha256').update(state).digest();
      position = 0;
    }
    position += 4;
    return state.readUInt32BE(position - 4) / 2 ** 32;
  };
}
