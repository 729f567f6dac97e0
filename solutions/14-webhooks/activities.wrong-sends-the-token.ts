/** @caughtBy webhooks/keeps-tokens */
// Has the bank carry the task token, as the documentation of asynchronous completion proposes.
import { activityInfo, CompleteAsyncError } from '@temporalio/activity';
import type { Notice, Services, Transfer } from './services.ts';

export function createActivities({ bank, accounts, clerk }: Services) {
  return {
    reserve: async ({ reference, amount }: Transfer) => accounts.reserve({ reference, amount }),
    async submit({ reference, to, amount }: Transfer): Promise<Notice['outcome']> {
      await bank.submit({ reference, to, amount, echo: activityInfo().base64TaskToken });
      throw new CompleteAsyncError();
    },
    book: async ({ reference }: Transfer) => accounts.book({ reference }),
    release: async ({ reference }: Transfer) => accounts.release({ reference }),
    alert: async ({ reference }: Transfer) => clerk.alert({ reference }),
  };
}
