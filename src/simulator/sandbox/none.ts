/** Stands for converters of payloads and failures that nobody has written. */
export const payloadConverter = undefined;
export const failureConverter = undefined;
