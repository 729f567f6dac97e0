import { Context } from '@temporalio/activity';

/** The machine, and what it is asked for. */
export interface Scanner {
  /** How many frames a reel has. */
  frames(reel: string): Promise<number>;
  /** Scans one frame, and stores its picture under its number. Done twice, it stores the same. */
  scan(reel: string, frame: number): Promise<void>;
}

export function createActivities(scanner: Scanner) {
  return {
    // region scan
    async scanReel(reel: string): Promise<void> {
      const { info, heartbeat, cancellationSignal } = Context.current();
      let done = (info.heartbeatDetails as number | undefined) ?? 0;
      const frames = await scanner.frames(reel);
      while (done < frames) {
        cancellationSignal.throwIfAborted();
        await scanner.scan(reel, done + 1);
        done += 1;
        heartbeat(done);
      }
    },
    // endregion
  };
}
