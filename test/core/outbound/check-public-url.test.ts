import { expect, test } from 'vitest';
import { checkPublicUrl } from '../../../core/outbound/check-public-url.ts';
import { mayReach, readNetworks } from '../../../core/outbound/network-rules.ts';

test.each([
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0x7f000001/',
  'http://017700000001/',
  'http://127.1/',
  'http://127.0.0.1./',
  'http://１２７.０.０.１/',
  'http://0.0.0.0/',
  'http://0/',
  'http://[::]/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[64:ff9b::a00:1]/',
  'http://[64:ff9b:1::a00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:7f00:1::]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://[2001:db8::1]/',
  'http://[4000::1]/',
  'http://10.1.2.3/',
  'http://172.31.255.255/',
  'http://192.168.1.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://100.64.0.1/',
  'http://198.18.0.1/',
  'http://192.0.2.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://localhost/',
  'http://localhost./',
  'http://LOCALHOST:8080/',
  'http://feeds.localhost/',
])('%s is refused at sight', (url) => {
  expect(() => checkPublicUrl(url, [])).toThrow(expect.objectContaining({ code: 'address_refused' }));
});

test.each([
  ['ftp://example.com/feed.xml', 'must begin with http'],
  ['file:///etc/passwd', 'must begin with http'],
  ['gopher://example.com/', 'must begin with http'],
  ['http://ada:secret@example.com/', 'user name or password'],
  ['http://example.com:22/', 'port 22'],
  ['http://example.com:25/', 'port 25'],
  ['example.com/feed.xml', 'not a web address'],
  [`http://example.com/${'a'.repeat(2000)}`, 'not a web address'],
])('%s is refused with a sentence that says why', (url, sentence) => {
  expect(() => checkPublicUrl(url, [])).toThrow(sentence);
});

test.each([
  'https://example.com/feed.xml',
  'http://example.com:8080/feed',
  'http://1.1.1.1/',
  'http://[2606:4700::1111]/',
  'https://example.com:443/',
])('%s may be asked', (url) => {
  expect(checkPublicUrl(url, []).href).toBe(new URL(url).href);
});

test('who is refused learns what the operator can do', () => {
  expect(() => checkPublicUrl('http://127.0.0.1:8000/feed.xml', [])).toThrow(/^127\.0\.0\.1 does not lead .+ OUTBOUND_ALLOW\.$/);
});

test('networks that are allowed open exactly themselves, in every spelling of their addresses', () => {
  const allowed = ['127.0.0.0/8', 'fd00::/8'];
  for (const url of ['http://127.0.0.1/', 'http://0x7f.1/', 'http://[::ffff:127.9.9.9]/', 'http://localhost/', 'http://[fd12::1]/'])
    expect(() => checkPublicUrl(url, allowed)).not.toThrow();
  for (const url of ['http://10.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/', 'http://[::ffff:10.0.0.1]/'])
    expect(() => checkPublicUrl(url, allowed)).toThrow(expect.objectContaining({ code: 'address_refused' }));
});

test('what a resolver gives is judged alike, also with a zone', () => {
  expect(mayReach('8.8.8.8', [])).toBe(true);
  expect(mayReach('fe80::1%eth0', [])).toBe(false);
  expect(mayReach('not an address', [])).toBe(false);
});

test('a network that is none is told by name', () => {
  expect(() => readNetworks(['10.0.0.0'])).toThrow('"10.0.0.0" is no network');
});
