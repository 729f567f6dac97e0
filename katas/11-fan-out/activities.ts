/** So many pieces, sacks or metres of an article. */
export interface Material {
  article: string;
  quantity: number;
}

/**
 * The suppliers, as your workflow sees them. You don't write this: in this kata the world around
 * your workflow answers.
 */
export interface Activities {
  /**
   * Asks one supplier what the whole list costs, delivered to the site, in euros. Some suppliers
   * answer within a second, some take minutes. To ask twice does no harm.
   *
   * A supplier that can't deliver fails this activity for good, and its message says why. One that
   * can't be reached is tried again, for as long as the activity's timeouts allow.
   */
  askPrice(request: { supplier: string; materials: Material[] }): Promise<number>;
}
