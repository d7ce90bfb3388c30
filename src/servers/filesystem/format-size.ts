const UNITS = ['B', 'KB', 'MB', 'GB', 'TB']

/** `512 B`, `1.50 KB` ... in steps of 1,024, as the official server writes it. */
export function formatSize(bytes: number): string {
  let size = bytes
  let unit = 0
  for (; size >= 1024 && unit < UNITS.length - 1; unit++) size /= 1024
  return unit === 0 ? `${bytes} B` : `${size.toFixed(2)} ${UNITS[unit]}`
}
