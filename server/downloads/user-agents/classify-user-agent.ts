import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';
import { findPattern, loadPatterns } from './load-patterns.ts';

/** Who sent a request, as its user agent tells. */
export interface Agent {
  readonly kind: 'app' | 'browser' | 'library' | 'bot' | 'unknown';
  /** The app, browser or library; `Other` for what nobody knows. */
  readonly name: string;
  /** `Apple iPhone`, `Android Phone`, ...; `Other` for what nobody knows. */
  readonly device: string;
  /** Whether its requests are somebody's listening. */
  readonly counts: boolean;
}

export type ClassifyUserAgent = (userAgent: string) => Agent;

const UNKNOWN_NAME = 'Other';

/** Agents that anybody can invent are cut before they are looked at: the longest real ones have about 400 characters. */
const MAX_LENGTH = 1_000;
const AGENTS_REMEMBERED = 5_000;

/**
 * Watches fetch again what the phone beside them has fetched already: `atc/` (Apple Podcasts' transfer) and everything
 * else that says to run on watchOS. The list of devices takes most of them for phones, because CFNetwork comes first.
 */
const WATCH = /^atc\/|watchOS|Apple ?Watch|^Watch\/\d|\bWatch\d+,\d/i;

/** Libraries that the list does not call bots, but that nobody listens with: tools and languages, not players. */
const TOOLS: ReadonlySet<string> = new Set(['Bruno', 'Bubble (no-code)', 'ruby', 'reqwest (rust)', 'Android License Verification Library']);

/**
 * Opens the classifier: compiles the lists once, and remembers what it said of the agents it saw last.
 *
 * In the order that OPAWG asks for: bots, apps, libraries, browsers. isbot is asked of browsers and of what no list
 * knows, never of an app: it calls Overcast, Pocket Casts, AntennaPod and Castro bots. Libraries count when they are what players fetch with
 * (AppleCoreMedia, ExoPlayer, stagefright, GStreamer); those that the list marks as bots (okhttp, axios, Lavf) and tools
 * do not. An empty agent does not count: there is nothing to tell a listener by.
 */
export function openUserAgentClassifier(): ClassifyUserAgent {
  const classify = compileLists();
  const known = new LRUCache<string, Agent>({ max: AGENTS_REMEMBERED });
  return (userAgent) => {
    const text = userAgent.slice(0, MAX_LENGTH);
    const remembered = known.get(text);
    if (remembered) return remembered;
    const agent = classify(text);
    known.set(text, agent);
    return agent;
  };
}

function compileLists(): ClassifyUserAgent {
  const bots = loadPatterns('bots');
  const apps = loadPatterns('apps');
  const libraries = loadPatterns('libraries');
  const browsers = loadPatterns('browsers');
  const devices = loadPatterns('devices');
  const identify = (text: string): Omit<Agent, 'device'> => {
    const bot = findPattern(bots, text);
    if (bot) return { kind: 'bot', name: bot.name, counts: false };
    const app = findPattern(apps, text);
    if (app) return { kind: 'app', name: app.name, counts: true };
    const library = findPattern(libraries, text);
    if (library) return { kind: 'library', name: library.name, counts: library.category !== 'bot' && !TOOLS.has(library.name) };
    const browser = findPattern(browsers, text);
    // Crawlers dress up as browsers, and of those isbot knows the most.
    const isDressedUp = browser === null || text.startsWith('Mozilla/');
    if (isDressedUp && isbot(text)) return { kind: 'bot', name: UNKNOWN_NAME, counts: false };
    if (browser) return { kind: 'browser', name: browser.name, counts: true };
    return { kind: 'unknown', name: UNKNOWN_NAME, counts: text.trim() !== '' };
  };
  return (text) => {
    const agent = identify(text);
    const isWatch = WATCH.test(text);
    const device = isWatch ? 'Apple Watch' : (findPattern(devices, text)?.name ?? UNKNOWN_NAME);
    return { ...agent, device, counts: agent.counts && !isWatch };
  };
}
