import { expect, it } from 'vitest';
import { satisfiesEngine } from '../../../standalone/prepare/check-node-version.mjs';

it.each([
  ['20.19.0', true],
  ['20.20.2', true],
  ['22.0.0', true],
  ['20.18.9', false],
  ['18.20.8', false],
  ['9.99.0', false],
])('judges Node %s against >=20.19', (version, satisfied) => {
  expect(satisfiesEngine(version, '>=20.19')).toBe(satisfied);
});
