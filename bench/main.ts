/** `npm run bench -- NAME`: measures, and ends with one line of JSON (report.ts). README.md says what each one means. */
import { measureFeed } from './measure-feed.ts';
import { measureFirstFrame } from './measure-first-frame.ts';
import { measureMasters } from './measure-masters.ts';
import { measureTranscode } from './measure-transcode.ts';
import { measureWebSub } from './measure-websub.ts';
import type { BenchReport, Say } from './report.ts';

const BENCHES: Readonly<Record<string, (say: Say) => Promise<BenchReport>>> = {
  'first-frame': measureFirstFrame,
  feed: measureFeed,
  masters: measureMasters,
  transcode: measureTranscode,
  websub: measureWebSub,
};

const bench = BENCHES[process.argv[2] ?? ''];
if (!bench) {
  console.error(`Which one? npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
  process.exit(2);
}
const report = await bench((line) => console.log(line));
console.log(JSON.stringify(report));
process.exitCode = report.met ? 0 : 1;
