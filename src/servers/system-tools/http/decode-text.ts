/**
 * The text of a body in the character set its type names, else UTF-8.
 * @param isCut its last character may lack its end
 * @returns null when it is no text
 */
export function decodeText(body: Uint8Array, contentType: string, isCut: boolean): string | null {
  const charset = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1]
  const decoder = knownDecoder(charset ?? 'utf-8', charset === undefined)
  if (!decoder || (charset === undefined && body.includes(0))) return null
  try {
    return decoder.decode(body, { stream: isCut })
  } catch {
    return null
  }
}

/** As `decodeText` for HTML, which may name its character set itself, near its beginning. */
export function decodeHtml(body: Uint8Array, contentType: string): string {
  const head = Buffer.from(body.subarray(0, 1_024)).toString('latin1')
  const named = /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(head)?.[1]
  const type = /charset\s*=/i.test(contentType) || named === undefined ? contentType : `charset=${named}`
  return decodeText(body, type, false) ?? new TextDecoder('utf-8').decode(body)
}

/** @returns null for a character set nobody knows */
function knownDecoder(charset: string, fatal: boolean): TextDecoder | null {
  try {
    return new TextDecoder(charset, { fatal })
  } catch {
    return null
  }
}
