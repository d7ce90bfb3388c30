/**
 * Both run inside Chromium, as text: they may use nothing from outside their function.
 *
 * Every way a page asks for a window ends in main's window-open handler. Chromium itself would open the window
 * first and tell later, so the page's means are taken over: the double models handlers that deny, so the answer
 * to the page is always null.
 */
export function takeOverWindowOpen(): void {
  const ask = (url: string, name: string): void => {
    const detail = JSON.stringify({ url: new URL(url, location.href).href, name })
    document.dispatchEvent(new CustomEvent('electron-double:open', { detail }))
  }
  window.open = (url = 'about:blank', name = '') => {
    ask(String(url), name)
    return null
  }
  const onClick = (event: MouseEvent): void => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href !== '')
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return
    const wantsWindow = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey
    if (!wantsWindow && link.target !== '_blank') return
    event.preventDefault()
    ask(link.href, link.target)
  }
  // On the window and while bubbling: the page's own listeners come first and may prevent it.
  window.addEventListener('click', onClick)
  window.addEventListener('auxclick', onClick)
}

export function tellWindowOpen(): void {
  const world = globalThis as unknown as { electronDoubleSend(payload: string): void }
  document.addEventListener('electron-double:open', (event) => {
    const { url, name } = JSON.parse((event as CustomEvent<string>).detail)
    world.electronDoubleSend(JSON.stringify({ kind: 'open', url, name }))
  })
}
