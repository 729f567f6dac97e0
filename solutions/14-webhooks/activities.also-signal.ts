import type { Services, Transfer } from './services.ts';

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ bank, accounts, clerk }: Services) {
  return {
    async reserve({ reference, amount }: Transfer): Promise<void> {
      await accounts.reserve({ reference, amount });
    },

    async submit({ reference, to, amount }: Transfer): Promise<void> {
      await bank.submit({ reference, to, amount });
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
