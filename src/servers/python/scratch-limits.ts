const MB = 1024 * 1024

/** What the scratch folder holds at most; one run's files travel in one message of at most 64 MB. */
export const scratchLimits = { fileBytes: 16 * MB, totalBytes: 32 * MB, count: 500 }
