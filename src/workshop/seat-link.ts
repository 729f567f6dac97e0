import { EventSource } from 'eventsource';
import { BoardError, parsed } from './board-request.ts';
import { SILENCE_MS } from './limits.ts';
import { roomNews, type RoomNews } from './messages.ts';
import type { Seat } from './seat.ts';
import type { Happened } from './standing.ts';

/** Between two tries to reach the board: from, and at most, in milliseconds. */
const FIRST_MS = 1000;
const LONGEST_MS = 15_000;

/** News are short; who sends more is no board. In letters. */
const NEWS_AT_MOST = 64_000;

/** How a seat's link to the board stands. */
export type LinkState = 'linking' | 'linked' | 'lost' | 'gone';

/** Keeps a seat linked to its board while a watch runs, and says what the room says. */
export class SeatLink {
  readonly #seat: Seat;
  readonly #tell: () => void;
  readonly #patience: number;
  #source: EventSource | undefined;
  #news: RoomNews | undefined;
  /** When the news came, to count a timer down: `performance.now()`. */
  #newsAt = 0;
  #state: LinkState = 'linking';
  #sending = false;
  #more = false;
  #again: NodeJS.Timeout | undefined;
  #wait = FIRST_MS;
  #silence: NodeJS.Timeout | undefined;
  #opening: NodeJS.Timeout | undefined;

  /**
   * @param tell is called when there is something else to show
   * @param silence after so many milliseconds without a word, the stream is opened anew
   */
  constructor(seat: Seat, tell: () => void, silence = SILENCE_MS) {
    this.#seat = seat;
    this.#tell = tell;
    this.#patience = silence;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** What the room said last; the timer has what is left now. */
  get news(): RoomNews | undefined {
    const timer = this.#news?.timer;
    if (!this.#news || !timer) return this.#news;
    const left = timer.left - (performance.now() - this.#newsAt);
    return { ...this.#news, timer: { ...timer, left } };
  }

  /** Opens the stream; one that was open before is closed. */
  open(): void {
    clearTimeout(this.#opening);
    this.#source?.close();
    const { url, authorization } = this.#seat.stream;
    const source = new EventSource(url, {
      fetch: (input, init) =>
        fetch(input, {
          ...init,
          headers: { ...init.headers, authorization },
          redirect: 'error',
        }),
      maxBufferSize: NEWS_AT_MOST,
    });
    this.#source = source;
    source.addEventListener('open', () => {
      this.#alive();
      this.#wait = FIRST_MS;
      this.#becomes('linked');
      this.#sendSoon(0);
    });
    source.addEventListener('error', ({ code }) => {
      this.#becomes(code === 401 ? 'gone' : 'lost');
      // Not by itself: two hundred watches must not come back in step.
      if (code === 401) this.close();
      else this.#openAgain();
    });
    source.addEventListener('beat', () => this.#alive());
    source.addEventListener('room', ({ data }) => {
      this.#alive();
      const { data: news } = roomNews.safeParse(parsed(String(data)));
      if (news) this.hear(news);
    });
  }

  /** Has what the board says, by itself or in answer to a request. */
  hear(news: RoomNews): void {
    this.#news = news;
    this.#newsAt = performance.now();
    this.#tell();
  }

  /** Writes down what happened, and sends it as soon as it can be sent. */
  async note(happened: Happened): Promise<void> {
    await this.#seat.note(happened);
    this.#sendSoon(0);
  }

  close(): void {
    clearTimeout(this.#again);
    clearTimeout(this.#opening);
    clearTimeout(this.#silence);
    this.#source?.close();
  }

  /** Something was heard. After a long silence the stream is opened anew. */
  #alive(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#becomes('lost');
      this.#openAgain();
    }, this.#patience);
  }

  #openAgain(): void {
    this.#source?.close();
    clearTimeout(this.#opening);
    this.#opening = setTimeout(() => this.open(), this.#later());
  }

  #sendSoon(wait: number): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#send(), wait);
  }

  async #send(): Promise<void> {
    this.#more = true;
    if (this.#sending) return;
    this.#sending = true;
    try {
      // Something may be written down while the last of it is on its way.
      while (this.#more) {
        this.#more = false;
        // Who takes what is sent can be heard again, too.
        if ((await this.#seat.send()) && this.#state === 'lost') this.open();
      }
      this.#wait = FIRST_MS;
    } catch (error) {
      if (error instanceof BoardError && error.status === 401) this.#becomes('gone');
      // What waits is kept; who is refused for good would be refused again.
      else if (!(error instanceof BoardError) || error.status === 429 || error.status >= 500) {
        this.#sendSoon(this.#later());
      }
    } finally {
      this.#sending = false;
    }
  }

  /** Two hundred watches must not come back at the same moment. */
  #later(): number {
    const wait = this.#wait;
    this.#wait = Math.min(this.#wait * 2, LONGEST_MS);
    return wait * (0.5 + Math.random());
  }

  #becomes(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell();
  }
}
