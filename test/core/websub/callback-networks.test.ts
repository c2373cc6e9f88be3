import { expect, test } from 'vitest';
import { allowedNetworksForCallbacks } from '../../../core/websub/callback-networks.ts';

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
