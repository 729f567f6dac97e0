/**
 * How much a sandbox may ask for. Each is far above what an honest Worker needs (measured with
 * katas of this course, SDK 1.24) and far below what would slow the judge down.
 */

/** A request, before and after decompression: the SDK's own limit for a message of gRPC. */
export const MESSAGE_BYTES = 4 * 1024 * 1024;

/**
 * Messages within messages. Both protobufjs and the SDK's Core stop at 100. The same failure lies
 * deeper in a history than in the request that brought it, and the judge must be able to read that.
 */
export const MESSAGE_DEPTH = 60;

/**
 * Fields in a request, all of its messages taken together: two bytes can be an object of a hundred,
 * so the size alone doesn't bound what decoding costs.
 */
export const MESSAGE_FIELDS = 100_000;

/** The same for all requests of one second: a hundred thousand take the judge 0.1 s. */
export const FIELDS_PER_SECOND = 100_000;

/** Decisions in one answer to a workflow task. A run of 1,000 activities decides on 1,000. */
export const COMMANDS = 10_000;

/** What the server may answer: a history of 50,000 events is below this. */
export const RESPONSE_BYTES = 32 * 1024 * 1024;

/** Requests and answers of calls that are not over yet. They lie in the judge's memory. */
export const HELD_BYTES = 64 * 1024 * 1024;

/** All that one sandbox may send, to all of its judging. */
export const TOTAL_BYTES = 128 * 1024 * 1024;

/**
 * What it may send in one second, as it comes and again when it is decompressed: frames of nine
 * bytes cost the judge time, and so do four kilobytes that become four megabytes.
 */
export const BYTES_PER_SECOND = 8 * 1024 * 1024;

/** How often the bytes are counted, in milliseconds. */
export const COUNT_EVERY_MS = 50;

/** Connections at once. A Worker and a client have one each; a host that was lost leaves its own. */
export const CONNECTIONS = 16;

/** Connections that came to a bad end, after which no other is taken. An honest Worker has none. */
export const BREACHES = 32;

/**
 * Calls at once on one connection. Core holds some ten polls open for each Worker; a client that
 * waits for the results of a hundred runs holds a hundred calls.
 */
export const STREAMS = 250;

/** Calls at once on all connections: as many may wait at the test server, each in a thread. */
export const CALLS = 500;

/** Calls that are given up, at once and in a second. A Worker that ends gives up its polls. */
export const RESETS = 100;

/** Calls in one second. Core makes two for each workflow task. */
export const CALLS_PER_SECOND = 1000;

/** A request's headers, as HTTP/2 counts them. Core sends less than 1 kB. */
export const HEADER_BYTES = 16 * 1024;

/** Single headers of a request. */
export const HEADERS = 64;

/** Frames that are wrong in themselves, and calls beyond what may be at once. Clients send none. */
export const INVALID_FRAMES = 10;

/** How long it may take to send a request, or to take its answer, in milliseconds. */
export const TRANSFER_MS = 10_000;

/** How long a connection may be open before its first request, in milliseconds. */
export const SILENCE_MS = 10_000;

/** The longest that the server is waited for, in milliseconds. Its own long polls end after 60 s. */
export const ANSWER_MS = 75_000;

/** Memory for one connection, in megabytes; HTTP/2 takes no more calls above it. */
export const CONNECTION_MEGABYTES = 32;

/** Executions of which the sandbox may know at once. */
export const EXECUTIONS = 20_000;
