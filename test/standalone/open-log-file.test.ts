import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLogFile } from '../../standalone/open-log-file.ts';

it('keeps at most two files of bounded size, the newest lines among them', () => {
  const root = mkdtempSync(join(tmpdir(), 'rostrum-log-'));
  try {
    const file = join(root, 'server.log');
    const log = openLogFile(file, 1000);
    for (let index = 0; index < 200; index += 1) log.write(`line ${index} ${'x'.repeat(40)}`);
    log.close();
    const kept = `${existsSync(`${file}.1`) ? readFileSync(`${file}.1`, 'utf8') : ''}${readFileSync(file, 'utf8')}`;
    expect(kept.length).toBeLessThan(2200);
    expect(kept).toContain('line 199 ');
  } finally {
    rmSync(root, { recursive: true });
  }
});
