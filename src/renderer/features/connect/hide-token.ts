/** A text with each place of the token replaced by dots; the first four characters stay, to tell tokens apart. */
export function hideToken(text: string, token: string): string {
  return token === '' ? text : text.replaceAll(token, `${token.slice(0, 4)}${'•'.repeat(12)}`)
}
