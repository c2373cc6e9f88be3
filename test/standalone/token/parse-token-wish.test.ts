import { describe, expect, it } from 'vitest';
import { parseTokenWish } from '../../../standalone/token/parse-token-wish.ts';

describe('parseTokenWish', () => {
  const usual = { scope: null, name: 'command line', signIn: false };

  it.each([
    ['--role admin', { ...usual, holder: { role: 'ADMIN' } }],
    ['--role creator', { ...usual, holder: { role: 'CREATOR' } }],
    ['--role admin --scope read --name backup', { ...usual, holder: { role: 'ADMIN' }, scope: 'READ', name: 'backup' }],
    ['--role admin --sign-in', { ...usual, holder: { role: 'ADMIN' }, signIn: true }],
    ['--account 01abc --sign-in', { ...usual, holder: { accountId: '01abc' }, signIn: true }],
    ['--account 01abc --scope read', { ...usual, holder: { accountId: '01abc' }, scope: 'READ' }],
  ])('reads %s', (line, wish) => {
    expect(parseTokenWish(line.split(' '))).toEqual(wish);
  });

  it.each([
    '',
    '--role',
    '--role nobody',
    '--role admin --scope all',
    '--role creator --scope admin',
    '--role creator --account 01abc',
    '--account',
    '--account=',
    '--account 01abc --scope all',
    '--role admin extra',
    '--rolle admin',
  ])('refuses "%s"', (line) => {
    expect(parseTokenWish(line.split(' ').filter(Boolean))).toBeNull();
  });
});
