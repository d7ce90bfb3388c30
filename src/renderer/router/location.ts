/**
 * Where the person is, read from the address' hash: `#/services/memory?tab=logs`. A hash works the same at
 * `http://127.0.0.1:4350/dashboard/` and at `app://omnimind/`, and survives a reload in both.
 */
export interface Place {
  /** Path parts without empty ones: `['services', 'memory']`. */
  parts: readonly string[]
  query: URLSearchParams
  /** The hash as written, for comparing. */
  text: string
}

export function parseHash(hash: string): Place {
  const text = hash.replace(/^#/, '') || '/'
  const cut = text.indexOf('?')
  const path = cut === -1 ? text : text.slice(0, cut)
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  return { parts, query: new URLSearchParams(cut === -1 ? '' : text.slice(cut + 1)), text }
}

/** Writes a place as the address shows it; empty query values are left out. */
export function formatPlace(
  parts: readonly string[],
  query: Record<string, string | undefined> = {},
): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value) search.set(key, value)
  const tail = search.size === 0 ? '' : `?${search}`
  return `#/${parts.map(encodeURIComponent).join('/')}${tail}`
}

/** A percent sign typed by hand must not break the page. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
