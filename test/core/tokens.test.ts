import { expect, test } from 'vitest';
import { createTokenText, hashToken } from '../../core/tokens.ts';

test('a token says by its beginning what it is, and is new every time', () => {
  const token = createTokenText();
  expect(token).toMatch(/^rst_[A-Za-z0-9_-]{43}$/);
  expect(createTokenText()).not.toBe(token);
});

test('what is kept of a token is the SHA-256 of its whole text', () => {
  // printf rst_example | sha256sum
  expect(hashToken('rst_example')).toBe('42d9f4a528a7a55facf565558fe64195e7990a77edea7558af32007291ce6ff4');
});
