/** How the lines of a text end, when they all end alike. */
export function restoreLineEndings(original: string, plain: string): string {
  const feeds = original.split('\n').length - 1
  const pairs = original.split('\r\n').length - 1
  return pairs > 0 && pairs === feeds ? plain.replaceAll('\n', '\r\n') : plain
}
