/** Runs a command from its own file, which is loaded only now. */
export function run<Args extends unknown[]>(
  load: () => Promise<(...args: Args) => Promise<number>>,
) {
  return async (...args: Args) => {
    process.exitCode = await (await load())(...args);
  };
}

/** The end of a command's help. */
export function example(...commands: readonly string[]): string {
  return `\n${commands.length > 1 ? 'Examples' : 'Example'}:\n${commands.map((each) => `  ${each}`).join('\n')}`;
}
