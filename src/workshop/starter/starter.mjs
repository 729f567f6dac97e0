#!/usr/bin/env node
// Runs on a learner's machine, out of the board's package: fetches the course from the board, checks
// it and unpacks it. An old Node gets as far as being told so; what it lacks is imported only then.
import process from 'node:process';
import { AGAIN, command, EXIT, stop, Trouble } from './kit.mjs';

const OLDEST_NODE = 20;

async function main() {
  const [node] = process.versions.node.split('.');
  if (Number(node) < OLDEST_NODE) {
    throw new Trouble(
      `This is Node ${process.versions.node}, and the course needs Node ${OLDEST_NODE} or newer.`,
      `Install a newer one: https://nodejs.org, or ask who teaches for a copy. ${AGAIN}`,
    );
  }
  const { getCourse } = await import('./get-course.mjs');
  await getCourse();
}

function report(error) {
  if (stop.signal.aborted) {
    console.error(`\nStopped. What has come stays. To go on from there: ${command}`);
    return EXIT.stopped;
  }
  if (error instanceof Trouble) {
    console.error(`\n${error.message}\n${error.next}`);
    return error.code;
  }
  console.error(
    error.code === 'ENOSPC' || error.code === 'EDQUOT'
      ? `\nThe disk is full. What has come stays.\nMake room. ${AGAIN}`
      : `\nIt did not work: ${error.message}\nLook at this folder: can you write here? ${AGAIN}`,
  );
  return EXIT.infra;
}

try {
  await main();
} catch (error) {
  process.exitCode = report(error);
}
// A request that was given up may still hold the process.
process.exit();
