/**
 * Says in each page, and to hosts that send headers, what a page of the site may load and run:
 * only what lies beside it, and the inline scripts that the build made.
 *
 * Astro's own `security.csp` leaves out scripts that are inline in their source, and Starlight has
 * some, so the scripts are read off the built pages.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { readFiles, writeWhole } from '../../src/course/files.ts';
import { slashed } from '../components/slashed.ts';
import { speakerView } from './speaker-view.ts';

const INLINE_SCRIPT = /<script\b(?![^>]*\ssrc=)[^>]*>([^]+?)<\/script>/g;
const CHARSET = /<meta charset="utf-8"\s*\/?>/i;

/** Writes the policy into every page, and the headers for hosts that read a file `_headers`. */
export function contentPolicy(): AstroIntegration {
  let base = '/';
  return {
    name: 'content-policy',
    hooks: {
      'astro:config:done': ({ config }) => {
        base = slashed(config.base);
      },
      'astro:build:done': async ({ dir }) => {
        const folder = fileURLToPath(dir);
        const pages = await readFiles(folder, (path) => path.endsWith('.html'));
        const policy = policyFor([...Object.values(pages), await speakerView()]);
        const tag = `<meta http-equiv="content-security-policy" content="${policy}">`;
        for (const [path, html] of Object.entries(pages)) {
          if (!CHARSET.test(html))
            throw new Error(`${path} does not begin as a page of Astro does.`);
          await writeWhole(
            join(folder, path),
            html.replace(CHARSET, (charset) => charset + tag),
          );
        }
        await writeWhole(join(folder, '_headers'), headers(policy, base));
      },
    },
  };
}

/** One policy for all pages, so that a host can send it too. */
function policyFor(pages: readonly string[]): string {
  const scripts = new Set(
    pages.flatMap((html) => [...html.matchAll(INLINE_SCRIPT)].map(([, script = '']) => script)),
  );
  const hashes = [...scripts].map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    // The search is compiled code, which is not a script that a stranger could write.
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.sort().join(' ')}`,
    // Each word of highlighted code has its colours in an attribute.
    "style-src 'self' 'unsafe-inline'",
    // Icons inside of style sheets.
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

/** What a host should send, in the form that Netlify and Cloudflare Pages read. */
function headers(policy: string, base: string): string {
  // The speaker's view has the slides in frames.
  return `/*
  Content-Security-Policy: ${policy}; frame-ancestors 'self'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
${base}_astro/*
  Cache-Control: public, max-age=31536000, immutable
`;
}
