import type { HistoryEvent } from './runtime.ts';

/** A value that takes more characters than this is shortened. */
const LONGEST = 24;
const STEP = /^(ActivityTaskScheduled|StartChildWorkflowExecutionInitiated)$/;
const MESSAGE = /^WorkflowExecution(Signaled|UpdateAccepted)$/;

/** One thing that a step was given, or a message said. */
interface Field {
  /** What makes it comparable with those of other steps. */
  readonly key: string;
  readonly value: string;
  readonly text: string;
}

/**
 * What the steps of a run were given, where that tells them apart: a key that is another one each
 * time, an amount, the item of a list. What is the same everywhere says nothing and is left out.
 * Of messages everything is told: they come from outside, and no code shows what they say.
 *
 * @returns short texts such as `key: "order-7"`, by the number of the event that began the step or
 *   brought the message
 */
export function tellingInputs(
  events: readonly HistoryEvent[],
): ReadonlyMap<number, readonly string[]> {
  const steps = events
    .filter(({ type }) => STEP.test(type))
    .map((event) => ({ id: event.id, fields: fieldsOf(event) }));
  const values = new Map<string, Set<string>>();
  for (const { key, value } of steps.flatMap(({ fields }) => fields)) {
    values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const differs = ({ key }: Field) => (values.get(key)?.size ?? 0) > 1;
  const messages = events
    .filter(({ type }) => MESSAGE.test(type))
    .map((event) => ({ id: event.id, fields: fieldsOf(event) }));
  const telling = steps.map(({ id, fields }) => ({ id, fields: fields.filter(differs) }));
  return new Map(
    [...telling, ...messages].map(({ id, fields }) => [id, fields.map(({ text }) => text)]),
  );
}

/** Fields of objects are known by their names; other arguments by the step's name and their place. */
function fieldsOf({ name = '', input = [] }: HistoryEvent): Field[] {
  return input.flatMap((argument, place): Field[] => {
    if (argument === null || typeof argument !== 'object' || Array.isArray(argument)) {
      const value = json(argument);
      return [{ key: `${name} ${place}`, value, text: short(value) }];
    }
    return Object.entries(argument).map(([field, own]) => {
      const value = json(own);
      return { key: field, value, text: `${field}: ${short(value)}` };
    });
  });
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

/** Of a long text the beginning and the end are kept: keys often differ only there. */
function short(value: string): string {
  const characters = Array.from(value);
  if (characters.length <= LONGEST) return value;
  if (!value.startsWith('"')) return `${characters.slice(0, LONGEST - 1).join('')}…`;
  return `${characters.slice(0, 9).join('')}…${characters.slice(-5).join('')}`;
}
