/** A day's weather over one farm. */
export interface Forecast {
  /** Millimetres of rain that are expected. */
  rain: number;
}

/**
 * The services around an irrigation plan, as the workflow sees them.
 *
 * The weather service answers within 5 seconds, or never. Its errors come with a `type`: `Down`
 * passes, `SubscriptionEnded` and `UnknownField` do not.
 */
export interface FarmActivities {
  fetchForecast(field: string): Promise<Forecast>;

  /** How wet the field's soil is, in per cent, by the farm's own probe. */
  readSoil(field: string): Promise<number>;
}
