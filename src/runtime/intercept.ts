type Call = (request: object, ...rest: unknown[]) => Promise<unknown>;

/**
 * Comes between a service of the server's protocol and whoever calls some of its functions.
 *
 * @param by answers a call; `send` sends a request on
 */
export function intercept(
  service: object,
  names: readonly string[],
  by: (send: (request: object) => Promise<unknown>, request: object) => Promise<unknown>,
): void {
  const functions = service as Record<string, Call>;
  for (const name of names) {
    const call = functions[name];
    if (!call) continue;
    functions[name] = (request, ...rest) =>
      by((changed) => call.call(service, changed, ...rest), request);
  }
}
