import { MINUTE, SECOND } from '@shared/lib/clock'

/** One statement, or one request to the project. */
export const STATEMENT_MS = 20 * SECOND
/** A call that has to make the embedded database first. */
export const CREATE_MS = 2 * MINUTE
/** Rows of one select together, as JSON; more are not even fetched. */
export const MAX_RESULT_BYTES = 4 * 1024 * 1024
/** What one answer shows of them, in UTF-16 code units: some 50,000 tokens. */
export const MAX_ANSWER_LENGTH = 200_000
export const MAX_ROWS_TO_WRITE = 500
export const MAX_FILE_BYTES = 3 * 1024 * 1024
