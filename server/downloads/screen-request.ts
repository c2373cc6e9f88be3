import type { Config } from '../../core/config.ts';
import type { Logger } from '../../core/logger.ts';
import { type Day, dayOf, isOpenDay } from './counting-window.ts';
import { type FindCountry, openCountryFinder } from './find-country.ts';
import { readListenerAddress } from './identify-listener.ts';
import { EMPTY_NETWORK_SET, type NetworkSet, readNetworkFile } from './network-set.ts';
import { type ClassifyUserAgent, openUserAgentClassifier } from './user-agents/classify-user-agent.ts';
import { type FindWebPlayer, openWebPlayerFinder } from './user-agents/find-web-player.ts';

/** Who asked, and when. */
export interface AskedBy {
  readonly at: Date;
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly referer: string | null;
}

/** A request that may be somebody's listening. The address is only in memory: what is stored is its hash. */
export interface Candidate {
  readonly day: Day;
  readonly address: string;
  readonly userAgent: string;
  readonly app: string;
  readonly device: string;
  readonly country: string;
}

/** Why a request does not count, whatever it was sent. */
export type Refusal = 'bot' | 'dataCentre' | 'closedDay' | 'unreadable';

export interface ScreeningRules {
  readonly classify: ClassifyUserAgent;
  readonly findWebPlayer: FindWebPlayer;
  readonly findCountry: FindCountry;
  readonly dataCentres: NetworkSet;
}

/** Opens what tells listeners from others. @throws Error when the list of data centres cannot be read. */
export async function openScreeningRules({ podcasts }: Pick<Config, 'podcasts'>, logger: Logger): Promise<ScreeningRules> {
  return {
    classify: openUserAgentClassifier(),
    findWebPlayer: openWebPlayerFinder(),
    findCountry: await openCountryFinder(podcasts.geoipFile, logger),
    dataCentres: podcasts.dataCentresFile === null ? EMPTY_NETWORK_SET : await readNetworkFile(podcasts.dataCentresFile),
  };
}

/** Lets through what a listener may have asked for; bots, data centres, watches and closed days stay out. */
export function screenRequest(rules: ScreeningRules, request: AskedBy, now: Date): Candidate | Refusal {
  const { at, remoteAddress, userAgent, referer } = request;
  const address = readListenerAddress(remoteAddress);
  if (address === null || Number.isNaN(at.getTime())) return 'unreadable';
  const day = dayOf(at);
  if (!isOpenDay(day, now)) return 'closedDay';
  const agent = rules.classify(userAgent);
  if (!agent.counts) return 'bot';
  if (rules.dataCentres.has(remoteAddress)) return 'dataCentre';
  const player = agent.kind === 'browser' && referer ? rules.findWebPlayer(referer) : null;
  return { day, address, userAgent, app: player ?? agent.name, device: agent.device, country: rules.findCountry(address) };
}
