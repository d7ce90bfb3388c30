const UNKNOWN = /^(-|n\/a|none|unknown|not (specified|available|defined)|to be filled.*|default string)?$/i
const MAX_TEXT = 200

/** The library says "unknown" in many ways; here all of them are null. */
export function knownText(value: string | null | undefined): string | null {
  const text = value?.trim() ?? ''
  return UNKNOWN.test(text) ? null : text.slice(0, MAX_TEXT)
}

/** A measured number, rounded; null when there is none. */
export function knownNumber(value: number | null | undefined, decimals = 0): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null
  return Number(value.toFixed(decimals))
}

/** Of something that is never zero or negative where it exists. */
export function positive(value: number | null | undefined, decimals = 0): number | null {
  const number = knownNumber(value, decimals)
  return number !== null && number > 0 ? number : null
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}

export function gigabytes(bytes: number): number {
  return Number((bytes / 1024 ** 3).toFixed(1))
}
