/** Lets the person save a text made in the page. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own copy once the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
