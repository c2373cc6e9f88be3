import { ensureSource } from './make-source.ts';
import type { Say } from './report.ts';

/**
 * Syllables of a buzzing voice that comes and goes, with a breath now and then, under the noise of a room: as loud, as
 * lively and as hard to encode as somebody who talks. Two channels that differ a little.
 */
const VOICE = [
  "aevalsrc=exprs='",
  '0.16*(sin(2*PI*118*t)+0.8*sin(2*PI*236*t+1)+0.6*sin(2*PI*472*t+2)+0.5*sin(2*PI*826*t)+0.3*sin(2*PI*1770*t)+0.2*sin(2*PI*2950*t))',
  "*pow(max(0,sin(2*PI*2.1*t)),0.6)*(0.7+0.3*sin(2*PI*0.37*t))*gt(sin(2*PI*0.11*t),-0.8)'",
  ':s=48000',
].join('');
const ROOM = 'anoisesrc=color=pink:amplitude=0.01:sample_rate=48000:seed=5';
const MIX = '[0][1]amix=inputs=2:normalize=0,asplit[l][r];[r]adelay=0.4,volume=0.9[q];[l][q]join=inputs=2:channel_layout=stereo[a]';

/** Makes a recording of somebody who talks for so many minutes, once; as WAV. */
export function makeSpeech(say: Say, minutes: number): Promise<string> {
  const inputs = ['-f', 'lavfi', '-i', VOICE, '-f', 'lavfi', '-i', ROOM];
  const output = ['-filter_complex', MIX, '-map', '[a]', '-t', String(minutes * 60), '-c:a', 'pcm_s16le'];
  return ensureSource(`speech-${minutes}min.wav`, say, [...inputs, ...output]);
}
