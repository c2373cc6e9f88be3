import { checkEpisodeHealth } from './check-episode-health.ts';
import { checkEpisodeOrder } from './check-episode-order.ts';
import { checkShowHealth } from './check-show-health.ts';
import { type HealthCheck, type Sign, signOfShow } from './feed-health-model.ts';
import { FEED_HEALTH_RULES, type FeedHealthCode } from './feed-health-rules.ts';
import type { FeedFinding, FeedHealth } from './feed-health-schemas.ts';

/** A show of thousands of episodes may lack a transcript in each; that many are named. */
const LISTED_PER_CODE = 20;

/**
 * Says what directories would refuse or show wrongly, and what would make a feed better, from what is stored alone:
 * nothing is fetched. Apple's "Podcast RSS feed requirements", PSP-1, the podcast namespace, IAB v2.3.
 */
export function checkFeedHealth(check: HealthCheck): FeedHealth {
  const signs = [...checkShowHealth(check), ...checkEpisodeHealth(check), ...checkEpisodeOrder(check)];
  return { checkedAt: check.now.toISOString(), findings: listFindings(signs), counts: countSigns(signs) };
}

const CODES = Object.keys(FEED_HEALTH_RULES) as FeedHealthCode[];

/** In the order of the rules, which is the worst first. */
function listFindings(signs: readonly Sign[]): FeedFinding[] {
  return CODES.flatMap((code) => {
    const alike = signs.filter((sign) => sign.code === code);
    const more = alike.length - LISTED_PER_CODE;
    const listed = alike.slice(0, LISTED_PER_CODE);
    if (more > 0)
      listed.push(signOfShow(code, `The same is true ${more === 1 ? 'once more' : `${more.toLocaleString('en')} times more`}.`));
    return listed.map((sign) => ({ ...sign, ...FEED_HEALTH_RULES[code] }));
  });
}

function countSigns(signs: readonly Sign[]): FeedHealth['counts'] {
  const count = (severity: FeedFinding['severity']) => signs.filter(({ code }) => FEED_HEALTH_RULES[code].severity === severity).length;
  return { refused: count('REFUSED'), warnings: count('WARNING'), advice: count('ADVICE') };
}
