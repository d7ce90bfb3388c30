/** PostgreSQL behind the test server. */
export interface SqlEngine {
  /** What the tests ran on, for their titles. */
  readonly name: string
  /** Runs one statement. @returns the first column of its first row @throws SqlError */
  run(sql: string, options?: { readOnly?: boolean }): Promise<string | null>
  /** Runs a script. */
  script(sql: string): Promise<void>
  close(): Promise<void>
}

export class SqlError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** A value as SQL text. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
