import type { Header } from '../history/event.ts';
import type { Payload, PayloadMap, Payloads } from '../history/payload.ts';

export function headerOf(fields: PayloadMap): Header {
  return { fields };
}

/** Arguments, where there are any. */
export function inputOf(payloads: readonly Payload[]): { readonly input?: Payloads } {
  return payloads.length > 0 ? { input: { payloads } } : {};
}

/** A result, where there is one. */
export function resultOf(payload: Payload | undefined): { readonly result?: Payloads } {
  return payload ? { result: { payloads: [payload] } } : {};
}
