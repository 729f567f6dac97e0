/** Shows a lesson's slides: reveal.js does it, with a few keys and buttons of ours. */
import Reveal from 'reveal.js';
import Notes from 'reveal.js/plugin/notes';
import { wordsOn } from '../components/words.ts';
import { fitForPaper } from './paper.ts';
import { shareWalks } from './walks.ts';

/** The size of a slide, in pixels; reveal scales it to the screen. */
const SIZE = { width: 1280, height: 720 };

/** Begins the show on this page. */
export async function show(): Promise<void> {
  const root = document.documentElement;
  const deck = document.querySelector<HTMLElement>('.deck');
  if (!deck) return;
  deck.classList.add('reveal');
  const isOnPaper = /print-pdf/.test(location.search);
  root.classList.toggle('receiver', /receiver/.test(location.search));
  if (isOnPaper) root.dataset['theme'] = 'light';
  const notes = Notes();
  const reveal = new Reveal(deck, {
    ...SIZE,
    margin: 0,
    display: 'flex',
    center: false,
    hash: true,
    navigationMode: 'linear',
    controlsTutorial: false,
    slideNumber: 'c/t',
    transition: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'none' : 'fade',
    transitionSpeed: 'fast',
    backgroundTransition: 'none',
    // Its own words are English: the page has a list of keys in its language.
    help: false,
    jumpToSlide: false,
    keyboardCondition: isForSlides,
    // Small screens show what large ones do.
    scrollActivationWidth: 0,
    pdfMaxPagesPerSlide: 1,
    pdfSeparateFragments: false,
    // What the speaker's timer measures by, in seconds.
    totalTime: Number(root.dataset['minutes']) * 60,
    plugins: [notes],
  });
  reveal.on('pdf-ready', () => fitForPaper(deck));
  for (const event of ['ready', 'slidechanged']) reveal.on(event, () => showMarked(reveal));
  await reveal.initialize();
  root.classList.add('ready');
  nameControls(deck);
  const walks = shareWalks(deck, () => reveal.getCurrentSlide());
  const dialog = document.querySelector<HTMLDialogElement>('dialog.keys');
  const acts: Readonly<Record<string, () => void>> = {
    keys: () => (dialog?.open ? dialog.close() : dialog?.showModal()),
    close: () => dialog?.close(),
    speaker: () => notes.open(),
    theme: toggleTheme,
  };
  const bindings: ReadonlyArray<readonly [string, () => void]> = [
    ['W', () => walks.step('forward')],
    ['Q', () => walks.step('back')],
    ['X', () => walks.step('lose')],
    ['T', toggleTheme],
  ];
  for (const [key, act] of bindings) {
    reveal.addKeyBinding({ keyCode: key.charCodeAt(0), key, description: key }, act);
  }
  // Where the question mark lies differs from keyboard to keyboard.
  document.addEventListener('keydown', ({ key }) => key === '?' && acts['keys']?.());
  for (const button of document.querySelectorAll<HTMLElement>('[data-do]')) {
    const act = acts[button.dataset['do'] ?? ''];
    if (act && !deck.contains(button)) button.addEventListener('click', act);
  }
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === THEME && newValue && !isOnPaper) root.dataset['theme'] = newValue;
  });
}

/** Brings what an answer points at into the middle of its list. */
function showMarked(reveal: { getCurrentSlide(): HTMLElement | undefined }): void {
  const marked = reveal.getCurrentSlide()?.querySelectorAll<HTMLElement>('.marked') ?? [];
  for (const row of marked) {
    const list = row.parentElement;
    if (list) list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }
}

/** Whether a key is pressed for the slides, and not for what has the focus. */
function isForSlides({ target, key }: KeyboardEvent): boolean {
  // Reveal takes it for a slash, and shows a black screen.
  if (key === '?') return false;
  if (!(target instanceof Element)) return true;
  if (target.closest('dialog[open]')) return false;
  if (target.matches('input') && key === 'Escape' && target instanceof HTMLElement) {
    target.blur();
    return false;
  }
  if (target.matches('ol, .expressive-code'))
    return !/^(?:Arrow(?:Up|Down)|Page|Home|End)/.test(key);
  const isPressed = key === ' ' || key === 'Enter';
  return !(isPressed && target.matches('button, a, select'));
}

/** Where Starlight keeps which theme somebody has chosen. */
const THEME = 'starlight-theme';

function toggleTheme(): void {
  const { dataset } = document.documentElement;
  dataset['theme'] = dataset['theme'] === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(THEME, dataset['theme']);
  } catch {
    // Who lets a page keep nothing has chosen for this page alone.
  }
}

/** Reveal's arrows, in the language of the page. */
function nameControls(deck: HTMLElement): void {
  const dialog = document.querySelector<HTMLElement>('dialog.keys');
  if (!dialog) return;
  const say = wordsOn(dialog);
  for (const [name, key] of [
    ['left', 'previous'],
    ['up', 'previous'],
    ['right', 'next'],
    ['down', 'next'],
  ] as const) {
    deck.querySelector(`.navigate-${name}`)?.setAttribute('aria-label', say(key));
  }
}
