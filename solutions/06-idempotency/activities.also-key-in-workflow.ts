// Looks first and inserts then. That is no check-then-act: the constraint has the last word.
import type { Row, Services } from './services.ts';

type ChargeRequest = Parameters<Services['payments']['charge']>[0];
type LetterRequest = Parameters<Services['letters']['post']>[0];

export function createActivities({ payments, register, letters }: Services) {
  return {
    async charge(request: Required<ChargeRequest>): Promise<string> {
      return (await payments.charge(request)).receipt;
    },
    async book(row: Row): Promise<void> {
      // When somebody is faster, the insert throws, and the next attempt finds the row.
      if (!(await register.find({ id: row.id }))) await register.insert(row);
    },
    post: (request: LetterRequest) => letters.post(request),
  };
}
