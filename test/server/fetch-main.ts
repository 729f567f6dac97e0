// A process that fetches the test server by Maven into the folder given as argument.
import process from 'node:process';
import { fetchFromMaven } from '../../src/server/maven.ts';

const attempt = await fetchFromMaven(process.argv[2] ?? '', () => {});
console.log(attempt.program ? 'fetched' : attempt.problem);
