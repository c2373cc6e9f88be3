import { describe, expect, it } from 'vitest';
import { parseTokenWish } from '../../../standalone/token/parse-token-wish.ts';

describe('parseTokenWish', () => {
  it.each([
    ['--role admin', { role: 'ADMIN', scope: 'ADMIN', name: 'command line', signIn: false }],
    ['--role creator', { role: 'CREATOR', scope: 'WRITE', name: 'command line', signIn: false }],
    ['--role admin --scope read --name backup', { role: 'ADMIN', scope: 'READ', name: 'backup', signIn: false }],
    ['--role admin --sign-in', { role: 'ADMIN', scope: 'ADMIN', name: 'command line', signIn: true }],
  ])('reads %s', (line, wish) => {
    expect(parseTokenWish(line.split(' '))).toEqual(wish);
  });

  it.each([
    '',
    '--role',
    '--role nobody',
    '--role admin --scope all',
    '--role creator --scope admin',
    '--role admin extra',
    '--rolle admin',
  ])('refuses "%s"', (line) => {
    expect(parseTokenWish(line.split(' ').filter(Boolean))).toBeNull();
  });
});
