import { createRandom, type Random } from '../../tests/support/random.ts'
import type { LogStyle } from './log-styles.ts'

export interface LabelledLog {
  text: string
  /** The event type of every line: its index in the style. */
  labels: number[]
}

const words = ['Sync', 'Cache', 'Backup', 'Index', 'Mail', 'Photo']
const users = ['alice', 'bob', 'carol', 'test', 'admin']
const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** A log of one style: lines drawn by weight, times running on, every event type at least once. The same seed gives the same text. */
export function labelledLog(style: LogStyle, lines: number, seed = 1): LabelledLog {
  const random = createRandom(seed)
  const drawn = style.events.flatMap(([weight], event) => new Array<number>(weight).fill(event))
  const labels = Array.from({ length: lines }, (_, at) =>
    at < style.events.length ? at : random.pick(drawn),
  )
  for (let at = labels.length - 1; at > 0; at--) {
    const other = random.below(at + 1)
    ;[labels[at], labels[other]] = [labels[other] as number, labels[at] as number]
  }
  const written = labels.map((event, at) => {
    const pattern = style.header + (style.events[event]?.[1] ?? '')
    return pattern.replace(/<(\w+)>/g, (_, name: string) => value(name, random, at))
  })
  return { text: `${written.join('\n')}\n`, labels }
}

function value(name: string, random: Random, line: number): string {
  const fill = fillers[name]
  if (!fill) throw new Error(`Nothing fills <${name}>.`)
  return fill(random, new Date(Date.UTC(2015, 9, 18) + line * 1_700))
}

const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => '0123456789abcdef'[random.below(16)]).join('')
const clock = (at: Date): string => at.toISOString().slice(11, 19)
const month = (at: Date): string => at.toUTCString().slice(8, 11)
const syslog = (at: Date): string => `${month(at)} ${at.getUTCDate()} ${clock(at)}`
const millis = (at: Date): string => at.toISOString().slice(20, 23)

const fillers: Record<string, (random: Random, at: Date) => string> = {
  small: (random) => String(random.below(12)),
  two: (random) => pad(random.below(60), 2),
  count: (random) => String(100 + random.below(90_000)),
  long: (random) => `${1 + random.below(9)}${pad(random.below(1e9), 9)}${pad(random.below(1e9), 9)}`,
  size: (random) => String(random.pick([67_108_864, 3_542_967, 1 + random.below(1e8)])),
  float: (random) => `${random.below(900)}.${pad(random.below(1_000), 3)}`,
  hex: (random) => hex(random, 8),
  byte: (random) => hex(random, 2),
  guid: (random) => `${random.below(10)}${hex(random, 31)}`,
  uuid: (random) =>
    [8, 4, 4, 4, 12].map((length) => `${random.below(10)}${hex(random, length - 1)}`).join('-'),
  mac: (random) => Array.from({ length: 6 }, () => `${random.below(10)}${hex(random, 1)}`).join(':'),
  pid: (random) => String(1_000 + random.below(30_000)),
  port: (random) => String(1_024 + random.below(60_000)),
  ip: (random) => `10.${random.below(255)}.${random.below(255)}.${1 + random.below(254)}`,
  host: (random) => `ec2-${random.below(255)}-${random.below(255)}.compute.example.com`,
  node: (random) => `bn${1 + random.below(900)}`,
  laptop: (random) => `calvisitor-10-105-${160 + random.below(4)}-${random.below(255)}`,
  rack: (random) =>
    `R${pad(random.below(64), 2)}-M${random.below(2)}-N${random.below(10)}-C:J${pad(random.below(18), 2)}-U${pad(random.below(12), 2)}`,
  user: (random) => random.pick(users),
  word: (random) => random.pick(words),
  epoch: (_, at) => String(Math.floor(at.getTime() / 1_000)),
  time: (_, at) => clock(at),
  isoDate: (_, at) => at.toISOString().slice(0, 10),
  isoComma: (_, at) => `${at.toISOString().slice(0, 10)} ${clock(at)},${millis(at)}`,
  isoDot: (_, at) => `${at.toISOString().slice(0, 10)} ${clock(at)}.${millis(at)}`,
  dotDate: (_, at) => at.toISOString().slice(0, 10).replaceAll('-', '.'),
  shortDate: (_, at) => at.toISOString().slice(2, 10).replaceAll('-', '/'),
  hdfsTime: (_, at) =>
    `${at.toISOString().slice(2, 10).replaceAll('-', '')} ${clock(at).replaceAll(':', '')}`,
  bglTime: (_, at) => `${at.toISOString().slice(0, 10)}-${clock(at).replaceAll(':', '.')}.${millis(at)}000`,
  syslogTime: (_, at) => syslog(at),
  apacheTime: (_, at) => `Sun ${syslog(at)} ${at.getUTCFullYear()}`,
  dotTime: (_, at) => `${pad(at.getUTCMonth() + 1, 2)}.${pad(at.getUTCDate(), 2)} ${clock(at)}`,
  androidTime: (_, at) => `${at.toISOString().slice(5, 10)} ${clock(at)}.${millis(at)}`,
  healthTime: (_, at) =>
    `${at.toISOString().slice(0, 10).replaceAll('-', '')}-${at.getUTCHours()}:${at.getUTCMinutes()}:${at.getUTCSeconds()}:${Number(millis(at))}`,
}
