/** Hashes of content, as `sha256:` and 64 hex digits. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.ts';

export function sha256(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** The same for the same data, whatever the order of its keys. */
export function canonicalHash(value: unknown): string {
  return sha256(canonicalJson(value));
}
