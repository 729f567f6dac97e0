/** Where the site lies on its server, with a slash at the end. */
export const BASE = import.meta.env.BASE_URL.replace(/\/?$/, '/');
