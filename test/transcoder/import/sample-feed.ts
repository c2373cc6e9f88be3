/** A feed that says everything that an import keeps. `{HOST}` is where its files lie. */
export const FULL_FEED = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="feed.xsl" type="text/xsl"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:pod="https://podcastindex.org/namespace/1.0"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:a="http://www.w3.org/2005/Atom" xmlns:psc="http://podlove.org/simple-chapters">
<channel>
  <a:link rel="self" href="{HOST}/feed.xml"/>
  <title>Tea &amp; Tides &#x1F30A;</title>
  <link>https://tea.example/</link>
  <description><![CDATA[<p>Two friends, <b>one</b> kettle &amp; the sea.</p>]]></description>
  <language>en-GB</language>
  <copyright>© 2024 Tea &amp; Tides</copyright>
  <itunes:author>Ada &amp; Bo</itunes:author>
  <itunes:owner><itunes:name>Ada Lovelace</itunes:name><itunes:email>ada@tea.example</itunes:email></itunes:owner>
  <itunes:explicit>true</itunes:explicit>
  <itunes:type>serial</itunes:type>
  <itunes:image href="{HOST}/cover.png"/>
  <itunes:category text="Society &amp; Culture"><itunes:category text="Documentary"/></itunes:category>
  <itunes:category text="Games &amp; Hobbies"/>
  <itunes:block>Yes</itunes:block>
  <itunes:complete>Yes</itunes:complete>
  <pod:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</pod:guid>
  <pod:locked owner="ada@tea.example">no</pod:locked>
  <pod:medium>podcast</pod:medium>
  <pod:funding url="https://tea.example/support">Buy us tea</pod:funding>
  <pod:person role="host" group="cast" img="https://tea.example/ada.jpg" href="https://tea.example/ada">Ada</pod:person>
  <pod:person>Bo</pod:person>
  <pod:license url="https://tea.example/license">tea-license</pod:license>
  <pod:location rel="creator" geo="geo:50.1,-5.5" osm="R113314" country="GB">Penzance</pod:location>
  <pod:txt purpose="verify">S6lpp-7ZCn8-dZfGc-OoyaG</pod:txt>
  <pod:updateFrequency rrule="FREQ=WEEKLY" complete="false" dtstart="2024-01-01T00:00:00.000Z">Weekly</pod:updateFrequency>
  <pod:podping usesPodping="true"/>
  <pod:block id="amazon">yes</pod:block>
  <pod:value type="lightning" method="keysend"/>
  <item>
    <title>S2E1: High &lt;water&gt;</title>
    <itunes:title>High water</itunes:title>
    <link>https://tea.example/2</link>
    <guid isPermaLink="false">  tea-0002?x=1&amp;y=2 </guid>
    <pubDate>Tue, 05 Mar 2024 09:30:15 +0100</pubDate>
    <description>Short.</description>
    <content:encoded><![CDATA[<p>Long notes with <a href="https://tea.example/x?a=1&b=2">a link</a>.</p>]]></content:encoded>
    <enclosure url="{HOST}/two.mp3" length="1" type="audio/mpeg"/>
    <itunes:duration>1:02:03</itunes:duration>
    <itunes:episodeType>full</itunes:episodeType>
    <itunes:season>2</itunes:season>
    <itunes:episode>1</itunes:episode>
    <itunes:explicit>clean</itunes:explicit>
    <itunes:image href="{HOST}/two.png"/>
    <itunes:keywords>tea,tides</itunes:keywords>
    <pod:season name="The flood">2</pod:season>
    <pod:episode display="Ch. 1">1</pod:episode>
    <pod:chapters url="{HOST}/two.chapters.json" type="application/json+chapters"/>
    <pod:transcript url="{HOST}/two.html" type="text/html"/>
    <pod:transcript url="{HOST}/two.srt" type="application/srt" language="en"/>
    <pod:transcript url="{HOST}/two.vtt" type="text/vtt" language="en"/>
    <pod:transcript url="{HOST}/two-de.srt" type="application/x-subrip" language="de"/>
    <pod:soundbite startTime="1.5" duration="2.0">The wave</pod:soundbite>
    <pod:person role="guest">Cy</pod:person>
    <pod:socialInteract uri="https://social.example/@tea/1" protocol="activitypub" accountId="@tea" accountUrl="https://social.example/@tea" priority="1"/>
    <pod:license>cc-by-4.0</pod:license>
    <pod:txt>note</pod:txt>
  </item>
  <item>
    <title>Low water</title>
    <guid isPermaLink="true">https://tea.example/1</guid>
    <pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>
    <description>Plain &amp; simple &lt;b&gt;notes&lt;/b&gt;</description>
    <enclosure url="{HOST}/one.mp3" length="1" type="audio/mpeg"/>
    <itunes:image href="{HOST}/cover.png"/>
    <itunes:episodeType>trailer</itunes:episodeType>
    <itunes:duration>95</itunes:duration>
    <psc:chapters version="1.2"><psc:chapter start="0" title="Hello"/><psc:chapter start="00:00:01.500" title="Tide" href="https://tea.example/tide"/></psc:chapters>
  </item>
</channel>
</rss>`;

/** A small feed: `items` are inside the channel, before it ends. */
export function makeFeed(items: string, channel = ''): string {
  return `<?xml version="1.0"?><rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
    xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom">
    <channel><title>Small</title><language>en</language>${channel}${items}</channel></rss>`;
}

export function makeItem(name: string, url: string, more = ''): string {
  return `<item><title>${name}</title><guid>${name}</guid><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>
    <enclosure url="${url}" length="1" type="audio/mpeg"/>${more}</item>`;
}
