/** Which hosts mean this machine. */
import { isIP } from 'node:net';

/** With or without a port. */
export function isLoopbackHost(host: string): boolean {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host)?.[1];
  const name = (bracketed ?? (isIP(host) === 6 ? host : host.replace(/:\d+$/, ''))).toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIP(name) === 4 ? name.startsWith('127.') : name === '::1';
}
