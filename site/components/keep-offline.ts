import { BASE } from './base.ts';

/** Has the browser keep the site, once the page that was asked for is there. */
export function keepOffline(): void {
  // While somebody writes, nothing old may be shown.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  window.addEventListener('load', () => {
    navigator.serviceWorker
      .register(`${BASE}offline-worker.js`, { scope: BASE, updateViaCache: 'none' })
      // A browser that keeps nothing for anybody can read the site all the same.
      .catch(() => undefined);
  });
}
