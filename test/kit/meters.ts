/** Meters to read, whose answers come in any order. */
export interface Meters {
  read(request: { meter: string }): Promise<string>;
}

export const meters = {
  read({ meter }: { meter: string }) {
    return `reading of ${meter}`;
  },
};
