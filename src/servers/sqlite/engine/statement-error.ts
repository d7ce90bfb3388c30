/** A statement that failed for a reason the caller can mend; the text is for the model. */
export class StatementError extends Error {
  override readonly name: string = 'StatementError'
}

/**
 * A statement made something temporary. It lives in the connection and goes before the database's own tables of that
 * name, so the connection must not be used again: every client shares it.
 */
export class TemporaryObjectError extends StatementError {
  override readonly name = 'TemporaryObjectError'

  constructor() {
    super(
      'Temporary tables, views and triggers are not made: they would hide the tables of the same name from every ' +
        'client, and be gone before long. Nothing was changed. Leave out "temp", and drop the table when it has served.',
    )
  }
}
