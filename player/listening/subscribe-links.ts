export interface SubscribeLink {
  readonly app: string;
  readonly href: string;
}

/**
 * Links that open a feed in an app, as those ask for it: Apple, Pocket Casts and Castro want the address without its
 * scheme, Overcast (https://overcast.fm/podcasterinfo) and AntennaPod (its guide for podcasters) encoded in a query.
 */
export function listSubscribeLinks(feedUrl: string, title: string): readonly SubscribeLink[] {
  const bare = feedUrl.replace(/^https?:\/\//, '');
  const encoded = encodeURIComponent(feedUrl);
  return [
    { app: 'Apple Podcasts', href: `podcast://${bare}` },
    { app: 'Overcast', href: `overcast://x-callback-url/add?url=${encoded}` },
    { app: 'Pocket Casts', href: `pktc://subscribe/${bare}` },
    {
      app: 'AntennaPod',
      href: `https://antennapod.org/deeplink/subscribe?url=${encoded}&title=${encodeURIComponent(toWellFormed(title))}`,
    },
    { app: 'Castro', href: `castros://subscribe/${bare}` },
  ];
}

/** Half a surrogate pair has no encoding. */
const toWellFormed = (text: string) => text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '');
