/**
 * Quotes one argument for a POSIX shell: inside single quotes nothing is special but the quote itself.
 * Source: POSIX.1-2017, Shell Command Language, 2.2.2.
 */
export function posixArgument(text: string): string {
  return /^[A-Za-z0-9_./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
