export { foster } from '../foster.ts';
