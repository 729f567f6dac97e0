import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a board that fails as it is told. */
export interface BadLine {
  readonly address: string;
  /** From where bundles were asked for, in order: 0 is the whole. */
  readonly askedFrom: readonly number[];
  close(): Promise<void>;
}

/**
 * What becomes of one download of a bundle: after so many bytes the line is cut or falls silent.
 * A line that is dead never gets as far as the board.
 */
export type Fate = { readonly after: number; readonly becomes: 'cut' | 'silent' } | 'dead' | 'good';

/**
 * A line to the board at this port. The first downloads of a bundle meet these fates, one each; the
 * later ones meet the last.
 */
export async function badLine(port: number, fates: readonly Fate[]): Promise<BadLine> {
  const askedFrom: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((learner) => {
    sockets.add(learner);
    const board = connect(port, '127.0.0.1');
    sockets.add(board);
    for (const socket of [learner, board]) socket.on('error', () => undefined);
    let fate: Fate = 'good';
    let sent = 0;
    learner.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (/^GET \S+\.tar /.test(text)) {
        fate = fates[Math.min(askedFrom.length, fates.length - 1)] ?? 'good';
        askedFrom.push(Number(/^range: bytes=(\d+)/im.exec(text)?.[1] ?? 0));
        if (fate === 'dead') learner.destroy();
      }
      board.write(chunk);
    });
    board.on('data', (chunk) => {
      if (typeof fate === 'string') {
        learner.write(chunk);
        return;
      }
      const rest = Math.max(0, fate.after - sent);
      sent += chunk.length;
      if (rest > 0) learner.write(chunk.subarray(0, rest));
      if (sent >= fate.after && fate.becomes === 'cut') learner.end(() => learner.destroy());
    });
    learner.on('close', () => board.destroy());
    board.on('close', () => {
      if (typeof fate === 'string' || fate.becomes === 'cut') learner.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    askedFrom,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
