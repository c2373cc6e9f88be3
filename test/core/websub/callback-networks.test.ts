import { expect, test } from 'vitest';
import { allowedNetworksForCallbacks, isOwnService } from '../../../core/websub/callback-networks.ts';

const networksOf = (publicUrl: string, allowedNetworks: readonly string[] = []) =>
  allowedNetworksForCallbacks({ publicUrl, outbound: { allowedNetworks } });

test.each(['http://127.0.0.1:8080', 'http://127.1.2.3', 'http://localhost:3000', 'http://pod.localhost', 'http://[::1]:8080'])(
  'an instance at %s is a trial on one machine, whose subscribers live there too',
  (publicUrl) => {
    expect(networksOf(publicUrl)).toEqual(['127.0.0.0/8', '::1/128']);
  },
);

test.each(['https://pods.example', 'http://10.0.0.7', 'http://127.0.0.1.example', 'https://localhost.example', 'http://[::2]'])(
  'an instance at %s reaches public callbacks and what its configuration allows',
  (publicUrl) => {
    expect(networksOf(publicUrl)).toEqual([]);
    expect(networksOf(publicUrl, ['10.0.0.0/8'])).toEqual(['10.0.0.0/8']);
  },
);

const OWN = {
  publicUrl: 'http://127.0.0.1:8080',
  databaseUrl: 'postgresql://rostrum:password@127.0.0.1:54330/rostrum',
  redisUrl: 'redis://127.0.0.1:63790/0',
  objectStore: { kind: 'folder', root: '/tmp', publicUrl: 'http://127.0.0.1:8080', secret: 's' } as const,
};

test.each(['http://127.0.0.1:8080/api/shows', 'http://localhost:63790/', 'http://127.9.9.9:54330/', 'http://[::1]:63790/x'])(
  '%s is one of our own services, however it is spelled',
  (callback) => {
    expect(isOwnService(OWN, callback)).toBe(true);
  },
);

test('other ports of this machine are not ours', () => {
  expect(isOwnService(OWN, 'http://127.0.0.1:9000/callback')).toBe(false);
});
