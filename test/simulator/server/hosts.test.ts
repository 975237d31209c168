import { expect, test } from 'vitest';
import { isLoopbackHost } from '../../../src/simulator/server/hosts.ts';

test.each([
  ...['127.0.0.1', '127.0.0.1:8080', '127.9.9.9', 'localhost', 'localhost:80', 'LOCALHOST', 'a.localhost:1'],
  ...['::1', '[::1]', '[::1]:8080'],
])('%s is this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

test.each([
  ...[
    '0.0.0.0',
    '::',
    '[::]:80',
    '10.0.0.1',
    '128.0.0.1',
    'example.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
  ],
  ...['', '[::1', '::ffff:10.0.0.1'],
])('%s is not', (host) => {
  expect(isLoopbackHost(host)).toBe(false);
});
