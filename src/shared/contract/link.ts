/** Desktop IPC channel that carries the contract's frames, both ways. */
export const LINK_CHANNEL = 'omnimind:link'

/** A longer frame is refused on both ends. Unit: UTF-16 code units; 8 MB of ASCII. */
export const MAX_LINK_FRAME = 8 * 1024 * 1024

/** What may cross the desktop's IPC: text of bounded length. Checked by hand, on the path of every frame. */
export function isLinkFrame(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LINK_FRAME
}
