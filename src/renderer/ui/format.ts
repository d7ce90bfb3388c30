import { DAY, HOUR, MINUTE, SECOND } from '@shared/lib/clock'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** `1,024` */
export function formatCount(n: number): string {
  return whole.format(n)
}

/** Bytes in the unit that keeps at most four digits, powers of 1,024: `74.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${whole.format(bytes)} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1_024
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_024
    unit += 1
  }
  return `${value < 10 ? value.toFixed(1) : whole.format(value)} ${units[unit]}`
}

/** Milliseconds as a latency: `20 µs`, `0.8 ms`, `12 ms`, `1.4 s`. */
export function formatMs(ms: number): string {
  if (ms === 0) return '0 ms'
  if (ms >= MINUTE) return formatDuration(ms)
  if (ms >= SECOND) return `${(ms / SECOND).toFixed(1)} s`
  if (ms < 0.095) return `${whole.format(ms * 1_000)} µs`
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${whole.format(ms)} ms`
}

/** A rate with as many digits as it is worth: `0`, `0.4`, `12.3`, `1,200`. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0'
  return perSecond >= 100 ? whole.format(perSecond) : short.format(Math.round(perSecond * 100) / 100)
}

/** `3.2 %` */
export function formatPercent(percent: number): string {
  if (percent === 0) return '0 %'
  return `${percent < 10 ? percent.toFixed(1) : whole.format(percent)} %`
}

/** The two largest units of a duration: `4 d 2 h`, `3 h 5 min`, `42 s`. */
export function formatDuration(ms: number): string {
  const parts: [number, string][] = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ]
  const first = parts.findIndex(([unit]) => ms >= unit)
  if (first === -1) return '0 s'
  const [unit, name] = parts[first] as [number, string]
  const count = Math.floor(ms / unit)
  const next = parts[first + 1]
  const rest = next ? Math.floor((ms - count * unit) / next[0]) : 0
  return next && rest > 0 && count < 10 ? `${count} ${name} ${rest} ${next[1]}` : `${count} ${name}`
}

/** How long ago, or how soon: `just now`, `12 s ago`, `in 3 min`. */
export function formatAgo(at: number, now: number): string {
  const apart = now - at
  if (Math.abs(apart) < 2 * SECOND) return apart >= 0 ? 'just now' : 'in a moment'
  const rough = formatDuration(Math.abs(apart)).split(' ').slice(0, 2).join(' ')
  return apart > 0 ? `${rough} ago` : `in ${rough}`
}

/** `14:03:22` in the person's time zone. */
export function formatClock(at: number): string {
  return clockTime.format(at)
}

/** `14:03:22.018` */
export function formatClockMs(at: number): string {
  return `${clockTime.format(at)}.${String(Math.floor(at % 1_000)).padStart(3, '0')}`
}

/** `21 Nov 2026, 14:03:22` */
export function formatDateTime(at: number): string {
  return dateTime.format(at)
}
