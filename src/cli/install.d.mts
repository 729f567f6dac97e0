/** Makes sure that the packages are installed; resolves with the Node to go on with. */
export function install(root: string): Promise<string>;
/** The folder, in a bundle for machines without a network, of what is not the course itself. */
export const OFFLINE: string;
/** In a bundle, what npm would ask of a network: a folder, as npm keeps such. */
export const NPM_CACHE: string;
/** How npm is started: the command, and its first arguments. */
export function npmCommand(): [string, ...string[]];
