export { scaffold, type NewLesson } from './scaffold.ts';
