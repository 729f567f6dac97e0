// One activity for everything: each of its calls bears to be repeated, so all of it does.
import { activityInfo } from '@temporalio/activity';
import type { Gift, Services } from './services.ts';

export function createActivities({ payments, register, letters }: Services) {
  return {
    async collectAll({ card, amount, pledge, month, email }: Gift): Promise<string> {
      // The client has named the run after the gift.
      const id = activityInfo().workflowExecution?.workflowId ?? `${pledge}:${month}`;
      const { receipt } = await payments.charge({ card, amount, text: 'Thank you', key: id });
      await register.upsert({ id, pledge, month, amount, receipt });
      await letters.post({ request: id, to: email, receipt });
      return receipt;
    },
  };
}
