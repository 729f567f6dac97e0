/**
 * Lets code believe that its machine stands in some place: its time zone, and its language. A
 * browser cannot be moved, and a replay must be somewhere else to show what depends on the place.
 */
export interface Locality {
  /** As IANA names it, such as `Pacific/Chatham`. */
  readonly timeZone: string;
  /** Such as `tr-TR`. */
  readonly locale: string;
}

/** Where runs happen: the plainest place. */
export const HERE: Locality = { timeZone: 'UTC', locale: 'en-US' };
/** Where they are repeated: as different as a place can be. */
export const ELSEWHERE: Locality = { timeZone: 'Pacific/Chatham', locale: 'tr-TR' };

const MINUTE_MS = 60_000;
/** A text of a date and a time without a zone is local; a date alone is not. */
const LOCAL_TEXT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/** Moves the realm. Once, before any other code. */
export function moveTo({ timeZone, locale }: Locality): void {
  const scope = globalThis as { Date: DateConstructor; Intl: typeof Intl };
  const RealDate = scope.Date;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  /** How far the place is ahead of UTC at a moment, in milliseconds. */
  const ahead = (moment: number): number => {
    const whole = Math.floor(moment / 1000) * 1000;
    const of = Object.fromEntries(
      parts.formatToParts(whole).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = of;
    return RealDate.UTC(year, month - 1, day, hour, minute, second) - whole;
  };
  /** The moment at which clocks of the place show what this moment is in UTC. */
  const atLocal = (local: number): number => {
    const guess = local - ahead(local);
    return local - ahead(guess);
  };
  /** A date whose UTC is the place's own time. */
  const shifted = (date: Date): Date => new RealDate(date.getTime() + ahead(date.getTime()));

  class PlacedDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...([momentOf(given)] as unknown as []));
    }

    static override parse(text: string): number {
      const moment = RealDate.parse(LOCAL_TEXT.test(text) ? `${text.replace(' ', 'T')}Z` : text);
      return LOCAL_TEXT.test(text) ? atLocal(moment) : moment;
    }
  }

  // The SDK knows dates by this name.
  Object.defineProperty(PlacedDate, 'name', { value: 'Date' });

  const momentOf = (given: readonly unknown[]): number => {
    const [first, ...rest] = given;
    if (given.length === 0) return RealDate.now();
    if (rest.length > 0) {
      const numbers = given.map(Number) as [number, number];
      return atLocal(RealDate.UTC(...numbers));
    }
    if (typeof first === 'string') return PlacedDate.parse(first);
    return first instanceof RealDate ? first.getTime() : Number(first);
  };

  const prototype = RealDate.prototype as unknown as Record<string, unknown>;
  for (const unit of [
    'FullYear',
    'Month',
    'Date',
    'Day',
    'Hours',
    'Minutes',
    'Seconds',
    'Milliseconds',
  ]) {
    const utc = prototype[`getUTC${unit}`] as () => number;
    prototype[`get${unit}`] = function get(this: Date) {
      return utc.call(shifted(this));
    };
    const set = prototype[`setUTC${unit}`] as ((...values: number[]) => number) | undefined;
    if (!set) continue;
    prototype[`set${unit}`] = function change(this: Date, ...values: number[]) {
      const local = shifted(this);
      set.apply(local, values);
      return this.setTime(atLocal(local.getTime()));
    };
  }
  prototype['getTimezoneOffset'] = function offset(this: Date) {
    return -ahead(this.getTime()) / MINUTE_MS;
  };
  const words = (text: string) => text.replace(/ GMT$/, '');
  prototype['toDateString'] = function day(this: Date) {
    return words(shifted(this).toUTCString()).replace(/^(\w+), (\d+) (\w+) (\d+).*/, '$1 $3 $2 $4');
  };
  prototype['toTimeString'] = function time(this: Date) {
    const minutes = Math.round(ahead(this.getTime()) / MINUTE_MS);
    const sign = minutes < 0 ? '-' : '+';
    const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
    const clock = /\d\d:\d\d:\d\d/.exec(shifted(this).toUTCString())?.[0] ?? '';
    return `${clock} GMT${sign}${two(minutes / 60)}${two(Math.abs(minutes) % 60)} (${timeZone})`;
  };
  prototype['toString'] = function text(this: Date) {
    if (Number.isNaN(this.getTime())) return 'Invalid Date';
    return `${this.toDateString()} ${this.toTimeString()}`;
  };
  scope.Date = PlacedDate as unknown as DateConstructor;
  scope.Date.prototype.constructor = scope.Date;
  placeIntl({ timeZone, locale });
}

type Locales = string | readonly string[] | undefined;
type Options = Record<string, unknown> | undefined;

/** What is written for readers is written in the place's language, unless another is asked for. */
function placeIntl({ timeZone, locale }: Locality): void {
  const formats = Intl as unknown as Record<
    string,
    new (locales: Locales, options: Options) => object
  >;
  for (const name of ['DateTimeFormat', 'NumberFormat', 'Collator', 'PluralRules', 'ListFormat']) {
    const Real = formats[name];
    if (!Real) continue;
    const zone = name === 'DateTimeFormat' ? { timeZone } : {};
    const placed = function make(locales?: Locales, options?: Options) {
      return new Real(locales ?? locale, { ...zone, ...options });
    };
    Object.defineProperties(placed, Object.getOwnPropertyDescriptors(Real));
    formats[name] = placed as never;
  }
  const placeMethod = (of: object, method: string, zone: object, first = false) => {
    const methods = of as Record<string, (...given: unknown[]) => unknown>;
    const real = methods[method];
    if (!real) return;
    methods[method] = function placed(this: unknown, ...given: unknown[]) {
      const before = first ? given.slice(0, 1) : [];
      const [locales, options] = first ? given.slice(1) : given;
      return real.call(this, ...before, locales ?? locale, { ...zone, ...(options as object) });
    };
  };
  for (const method of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    placeMethod(Date.prototype, method, { timeZone });
  }
  placeMethod(Number.prototype, 'toLocaleString', {});
  placeMethod(String.prototype, 'localeCompare', {}, true);
  for (const method of ['toLocaleUpperCase', 'toLocaleLowerCase'] as const) {
    const { [method]: real } = String.prototype;
    String.prototype[method] = function placed(this: string, locales?: string | string[]) {
      return real.call(this, locales ?? locale);
    };
  }
}
