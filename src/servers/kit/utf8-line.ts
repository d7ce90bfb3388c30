const utf8 = new TextDecoder('utf-8', { fatal: true })
const beyondAscii = /[\u0080-\u00ff]/

/**
 * Decodes one whole line of bytes held as Latin-1 text.
 * @throws TypeError when the bytes are no UTF-8
 */
export function decodeUtf8Line(latin1: string): string {
  return beyondAscii.test(latin1) ? utf8.decode(Buffer.from(latin1, 'latin1')) : latin1
}
