/** Which hosts mean this machine. */
import { isIP } from 'node:net';

/** With or without a port. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.startsWith('[')
    ? host.slice(1).replace(/\](:\d+)?$/, '')
    : isIP(host) === 6
      ? host
      : host.replace(/:\d+$/, '');
  const name = bare.toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIP(name) === 4 ? name.startsWith('127.') : name === '::1';
}
