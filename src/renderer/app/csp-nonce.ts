declare global {
  /** Read by the library that locks scrolling behind dialogs, for the style element it adds. */
  var __webpack_nonce__: string | undefined
}

/**
 * The nonce the server put into this response: style elements made at run time carry it, so that the policy
 * needs no `unsafe-inline`.
 */
export function readNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
  globalThis.__webpack_nonce__ = nonce
  return nonce
}
