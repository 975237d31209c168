/** What the voice client says over the socket. */
import type { Json } from './documents.ts';
import type { Service } from './service.ts';

export function heard(service: Service, of: { readonly account: string; readonly message: Json }): void {
  service.now();
  void of;
}
