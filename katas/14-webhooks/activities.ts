import type { Services, Transfer } from './services.ts';

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ bank, accounts, clerk }: Services) {
  return {
    async reserve({ reference, amount }: Transfer): Promise<void> {
      await accounts.reserve({ reference, amount });
    },

    async submit(transfer: Transfer): Promise<void> {
      // TODO 1: give the transfer to the bank.
      throw new Error('Not written yet: submit');
    },

    async book({ reference }: Transfer): Promise<void> {
      await accounts.book({ reference });
    },

    async release({ reference }: Transfer): Promise<void> {
      await accounts.release({ reference });
    },

    async alert({ reference }: Transfer): Promise<void> {
      await clerk.alert({ reference });
    },
  };
}
