import { expect, test } from 'vitest';
import { refusedQuery } from '../../src/kit/failure-text.ts';

const OWN = '__stack_trace __enhanced_stack_trace __temporal_workflow_metadata';

test('a refused query is told without the transport and without the queries of the SDK', () => {
  expect(
    refusedQuery(
      `3 INVALID_ARGUMENT: Workflow did not register a handler for pending. Registered queries: [${OWN}]`,
    ),
  ).toBe('Workflow did not register a handler for pending.');
});

test('queries that the answer has are told', () => {
  expect(
    refusedQuery(
      `Workflow did not register a handler for pending. Registered queries: [${OWN} progress]`,
    ),
  ).toBe('Workflow did not register a handler for pending. Registered queries: [progress]');
});

test('what a query threw stays as it is', () => {
  expect(refusedQuery('no such order')).toBe('no such order');
});
