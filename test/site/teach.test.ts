import { expect, test } from 'vitest';
import { linkNotes } from '../../site/components/notes.ts';

test('notes link the checks and the mistakes that they name, and nothing else', () => {
  const html =
    '<h3 id="a">saga/keeps-undoing</h3><p><code>undo-stops</code> <code>undo-flies</code> <a href="mailto:a@example.org">a@example.org</a></p><h3>saga/flies</h3>';
  const links = {
    slug: 'saga',
    href: '/katas/saga/',
    mistakesHref: '/mistakes/saga/',
    checks: [{ id: 'keeps-undoing' }],
    mistakes: [{ name: 'undo-stops' }],
  };
  expect(linkNotes(html, links)).toBe(
    '<h3 id="a"><a href="/katas/saga/#keeps-undoing">saga/keeps-undoing</a></h3><p><a href="/mistakes/saga/#undo-stops"><code>undo-stops</code></a> <code>undo-flies</code> a@example.org</p><h3>saga/flies</h3>',
  );
});
