/**
 * Chromium knows no `app:` scheme, so its pages live at an https origin that exists only in here, and the double
 * answers for it: `app://omnimind/x` is `https://omnimind.app-double.invalid/x`. Main sees `app:` addresses only.
 */
const pattern = /^https:\/\/([^/]*)\.([a-z]+)-double\.invalid(\/.*)?$/

/** @param schemes the custom standard schemes of the app */
export function toChromium(url: string, schemes: readonly string[]): string {
  const match = /^([a-z]+):\/\/([^/]*)(\/.*)?$/.exec(url)
  if (match === null || !schemes.includes(match[1] as string)) return url
  return `https://${match[2]}.${match[1]}-double.invalid${match[3] ?? '/'}`
}

export function fromChromium(url: string): string {
  const match = pattern.exec(url)
  return match === null ? url : `${match[2]}://${match[1]}${match[3] ?? '/'}`
}
