import { useState } from 'preact/hooks';
import { WORDS_LENGTH } from '../limits.ts';
import type { BoardState } from '../messages.ts';
import { tell } from './following.ts';
import { clock, timeOfDay } from './words.ts';

interface SpeechProps {
  readonly state: BoardState;
  readonly now: number;
}

const TIMES = [5, 10, 15, 30];

/** Times something for all. */
export function Timer({ state: { timer }, now }: SpeechProps) {
  const [label, setLabel] = useState('');
  const start = (minutes: number) => tell('timer', 'POST', { minutes, label });
  return (
    <section>
      <h2>Timer</h2>
      {timer && (
        <p class="timer">
          <span class="left">{clock(timer.ends - now)}</span> {timer.label}
        </p>
      )}
      <p>
        <label>
          For what{' '}
          <input
            value={label}
            maxLength={80}
            onInput={({ currentTarget }) => setLabel(currentTarget.value)}
          />
        </label>
      </p>
      <p class="buttons">
        {TIMES.map((minutes) => (
          <button type="button" key={minutes} onClick={() => start(minutes)}>
            {minutes} min
          </button>
        ))}
        {timer && (
          <button type="button" onClick={() => start(0)}>
            Stop
          </button>
        )}
      </p>
    </section>
  );
}

/** Says something to all. */
export function Speech({ state: { said } }: SpeechProps) {
  const [text, setText] = useState('');
  const send = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '') return;
    // Somebody may have gone on typing meanwhile.
    const taken = () => setText((now) => (now === text ? '' : now));
    tell('say', 'POST', { text }, taken);
  };
  return (
    <section>
      <h2>Say to all</h2>
      <form onSubmit={send}>
        <label>
          <span class="spoken">What to say</span>
          <textarea
            rows={2}
            maxLength={WORDS_LENGTH}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <p class="buttons">
          <button type="submit">Say it</button>
        </p>
      </form>
      {said && (
        <p class="buttons">
          <span class="quiet">
            {timeOfDay(said.at)}: {said.text}
          </span>
          <button type="button" onClick={() => tell('say', 'POST', { text: '' })}>
            Take it down
          </button>
        </p>
      )}
    </section>
  );
}
