import { connect, createServer, type Server, type Socket } from 'node:net';

/** A socket in the file system whose bytes go to a server and back, unread. */
export class Passage {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /**
   * @param path where the socket is to be
   * @param address of the server, as `host:port`
   */
  static async open(path: string, address: string): Promise<Passage> {
    const [host = '', port = ''] = address.split(':');
    const server = createServer();
    const passage = new Passage(server);
    server.on('connection', (near) => {
      const far = connect(Number(port), host);
      passage.#pair(near, far);
      passage.#pair(far, near);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return passage;
  }

  /** Ends it, with whatever is under way. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  #pair(one: Socket, other: Socket): void {
    this.#open.add(one);
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.on('close', () => {
      this.#open.delete(one);
      other.destroy();
    });
  }
}
