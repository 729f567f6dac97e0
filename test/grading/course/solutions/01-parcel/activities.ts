import type { Services } from './services.ts';

/** A Worker calls this once, with the services that are out there. */
export function createActivities(services: Services) {
  return {
    async pay(order: string): Promise<void> {
      await services.bank.charge({ order });
    },
    async ship(order: string): Promise<string> {
      const { parcel } = await services.post.ship({ order });
      return parcel;
    },
  };
}
