import { getCollection } from 'astro:content';

/** The versions that CHANGELOG.md tells of, newest first. */
export async function allReleases() {
  const entries = await getCollection('changelog');
  return entries
    .sort((one, other) => one.data.place - other.data.place)
    .map(({ id, data: { date }, rendered }) => {
      const anchor = `v${id}`;
      // Each version has the same headings below it.
      const html = (rendered?.html ?? '').replaceAll(' id="', ` id="${anchor}-`);
      return { title: `${id}, ${date ?? 'unreleased'}`, date, anchor, html };
    });
}
