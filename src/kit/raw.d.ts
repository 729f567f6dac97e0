/** The text of a file, as Vite imports it: `import broken from './workflows.broken.ts?raw'`. */
declare module '*?raw' {
  const text: string;
  export default text;
}
