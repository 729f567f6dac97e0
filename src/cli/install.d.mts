/** Makes sure that the packages are installed; resolves with the Node to go on with. */
export function install(root: string): Promise<string>;
