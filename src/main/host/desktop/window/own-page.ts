/** Scheme and address of the UI: a real origin that only this app answers for. */
export const APP_SCHEME = 'app'
export const APP_ORIGIN = 'app://omnimind'
export const APP_URL = `${APP_ORIGIN}/`

/** True for pages of the UI itself. Compared as an origin: `app://omnimind.evil/` is another one. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return `${protocol}//${host}` === APP_ORIGIN && username === '' && password === ''
}

/** Who sent an IPC message; Electron's WebFrameMain, null when the frame is already gone. */
export interface SenderFrame {
  url: string
  /** null for the main frame of a window. */
  parent: object | null
}

/** Only the main frame of a page of ours may speak to main. */
export function isOwnFrame(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url)
}
