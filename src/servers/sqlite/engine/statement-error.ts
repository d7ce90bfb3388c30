/** A statement that failed for a reason the caller can mend; the text is for the model. */
export class StatementError extends Error {
  override readonly name = 'StatementError'
}
