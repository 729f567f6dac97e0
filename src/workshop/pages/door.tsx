import { tell, type Known } from './following.ts';

/** Who may come in, who goes, and what is taken along. */
export function Door({ facts, people, state }: Known) {
  return (
    <>
      <p>
        Learners join with{' '}
        <code class="join-line">
          npx dojo join {facts.host} {state.code}
        </code>
      </p>
      <p class="buttons">
        <button type="button" onClick={() => tell('door', 'POST', { open: !state.open })}>
          {state.open ? 'Let nobody in any more' : 'Let people in again'}
        </button>
        <button
          type="button"
          onClick={() => {
            if (
              confirm(
                'Let newcomers in by another code? The one that they see now opens nothing then.',
              )
            ) {
              tell('code', 'POST');
            }
          }}
        >
          Another code
        </button>
        <button
          type="button"
          onClick={() => tell('names', 'POST', { shown: state.nameless === true })}
        >
          {state.nameless ? 'Names on the wall' : 'No names on the wall'}
        </button>
        <a href="/board/room.csv">All as CSV</a>
        <a href="/board/summary">Summary to print</a>
        <a href="/wall/">For the projector</a>
      </p>
      <details>
        <summary>This page on another device</summary>
        <p>Scan it with your own phone: who has it, leads the room.</p>
        <img
          class="qr"
          src={`data:image/svg+xml,${encodeURIComponent(facts.ownQr)}`}
          alt="A picture that opens this page"
        />
      </details>
      <details>
        <summary>Take somebody out</summary>
        <p class="buttons">
          <button
            type="button"
            onClick={() => {
              if (confirm('Take all out of whom nothing was ever heard?')) {
                tell('people/silent', 'DELETE');
              }
            }}
          >
            All who did nothing and are gone
          </button>
        </p>
        <ul class="people">
          {people.map(({ id, name, left }) => (
            <li key={id}>
              <bdi>{name}</bdi>
              {left && <span class="quiet"> said goodbye</span>}{' '}
              <button
                type="button"
                onClick={() => {
                  if (confirm(`Take ${name} out, and delete all that came from them?`)) {
                    tell(`people/${id}`, 'DELETE');
                  }
                }}
              >
                Take out
              </button>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
