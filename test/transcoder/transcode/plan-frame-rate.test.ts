import { expect, test } from 'vitest';
import { planFrameRate } from '../../../transcoder/transcode/plan-frame-rate.ts';

const rate = (numerator: number, denominator = 1) => ({ numerator, denominator });

test.each([
  ['a natural rate stays', rate(30000, 1001), rate(30000, 1001), rate(30000, 1001)],
  ['an average that counting rounded is the natural rate', rate(749000, 24992), rate(30000, 1001), rate(30000, 1001)],
  ['a slow steady rate stays', rate(15360, 1024), rate(15), rate(15)],
  ['120 becomes 60', rate(120), rate(120), rate(60)],
  ['119.88 becomes 59.94', rate(120000, 1001), rate(120000, 1001), rate(60000, 1001)],
  ['100 becomes 50', rate(100), rate(100), rate(50)],
  ['1000 becomes every 17th frame, nearly 59.94', rate(1000), rate(1000), rate(60000, 1001)],
  ['jitter around a natural rate is that rate', rate(2994, 100), rate(90000), rate(30000, 1001)],
  ['frames that are left out here and there stay on their grid', rate(22), rate(30), rate(30)],
  ['a fragmented file whose average was counted badly has its grid', rate(230400, 7721), rate(30), rate(30)],
  ['a rate that varies without a grid takes the next natural one', rate(2100, 100), rate(90000), rate(24000, 1001)],
  ['slides that change every 20 s are shown at 30', rate(1, 20), rate(1, 20), rate(30)],
  ['no rate at all is 30', null, null, rate(30)],
])('%s', (_, average, base, planned) => {
  expect(planFrameRate(average, base)).toEqual(planned);
});
