import type { Passage, TollServices } from './toll-services.ts';

export function createActivities({ accounts, passages }: TollServices) {
  return {
    // region key
    async debit({ id, plate, cents }: Passage): Promise<string> {
      const { receipt } = await accounts.debit({ plate, cents, key: `toll/${id}` });
      return receipt;
    },
    // endregion

    // region constraint
    async filePassage({ id }: Passage, receipt: string): Promise<void> {
      try {
        await passages.insert({ id, receipt });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error; // the row is there: done
      }
    },
    // endregion
  };
}

/** The other way: what is written does not depend on what was there. */
export function createUpserting({ passages }: TollServices) {
  return {
    // region upsert
    async filePassage({ id }: Passage, receipt: string): Promise<void> {
      await passages.upsert({ id, receipt });
    },
    // endregion
  };
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && error.name === 'UniqueViolation';
}
