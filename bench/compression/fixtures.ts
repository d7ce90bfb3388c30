import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createRandom } from '../../tests/support/random.ts'

/** Names, values and nesting as web APIs return them; deterministic. */
export function jsonFixtures(seed = 17): Record<string, unknown> {
  const random = createRandom(seed)
  const word = (): string =>
    random.pick([
      'alpha',
      'harbour',
      'quiet river',
      'northern lights',
      'glass, broken',
      'über',
      '漢字',
      'v2.1',
    ])
  const time = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 7_919_000).toISOString()
  const repository = (id: number): object => ({
    id: 1_000_000 + id * 37,
    name: `${word()}-${id}`,
    private: false,
    owner: {
      login: random.pick(['ann', 'bob', 'eve']),
      id: random.below(999),
      type: 'User',
      site_admin: false,
    },
    html_url: `https://example.com/ann/repo-${id}`,
    description: random.chance(0.1) ? null : `${word()} and ${word()} for ${word()}`,
    created_at: time(id),
    pushed_at: time(id * 3),
    stargazers_count: random.below(50_000),
    topics: random.some(['api', 'cli', 'web', 'data'], 3),
    license: { key: 'mit', name: 'MIT License' },
  })
  const order = (id: number): object => ({
    orderId: `ORD-${id}`,
    customer: {
      id: random.below(500),
      name: word(),
      address: { street: `${random.below(99)} Main St`, city: word() },
    },
    items: Array.from({ length: 1 + random.below(4) }, (_, n) => ({
      sku: `SKU-${n}${id}`,
      quantity: 1 + random.below(5),
      price: random.below(9_999) / 100,
    })),
    total: random.below(99_999) / 100,
    status: random.pick(['paid', 'open', 'failed']),
    ...(random.chance(0.3) ? { note: word() } : {}),
  })
  return {
    'API list, flat rows': Array.from({ length: 200 }, (_, id) => ({
      id,
      email: `user${id}@example.com`,
      role: random.pick(['admin', 'member']),
      active: id % 7 !== 0,
      score: random.below(1_000) / 10,
    })),
    'API list, nested owners': {
      total_count: 100,
      incomplete_results: false,
      items: Array.from({ length: 100 }, (_, id) => repository(id)),
    },
    'orders with items': Array.from({ length: 120 }, (_, id) => order(id)),
    'time series': Array.from({ length: 365 }, (_, n) => ({
      date: time(n).slice(0, 10),
      views: random.below(9_000),
      clicks: random.below(900),
      revenue: random.below(99_999) / 100,
    })),
    'deep configuration': {
      app: {
        name: word(),
        version: '1.2.3',
        features: {
          login: { enabled: true, providers: ['google', 'github'] },
          search: { enabled: false, limits: { max: 50, window: '1m' } },
        },
        servers: ['eu', 'us', 'ap'].map((region) => ({
          region,
          hosts: [`${region}-1`, `${region}-2`],
          weights: { a: 1, b: 2 },
        })),
      },
    },
    'mixed event log': Array.from({ length: 150 }, (_, n) => ({
      at: time(n),
      level: random.pick(['info', 'warn', 'error']),
      message: word(),
      ...(n % 3 === 0
        ? { error: { code: random.below(600), retryable: n % 2 === 0 } }
        : { user: random.below(99) }),
    })),
  }
}

/** The project's own sources below a folder, as `path` and text. */
export function ownSources(folder: string): { path: string; text: string }[] {
  const root = resolve(import.meta.dirname, '../..', folder)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => ({ path: name, text: readFileSync(join(root, name), 'utf8') }))
}

/** Code written by many, none of it ours: files of the installed packages as people wrote them, one after the other. */
export function* packageSources(): Generator<string> {
  const root = resolve(import.meta.dirname, '../../node_modules')
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((one) => /\.(?:[cm]?js|tsx?)$/.test(one)).sort()) {
    if (/\.min\.|\.d\.[cm]?ts$|bpeRanks|\.cache/.test(name) || !statSync(join(root, name)).isFile()) continue
    const text = readFileSync(join(root, name), 'utf8')
    const isMinified = text.length / text.split('\n').length > 60
    if (text.length < 5_000 || isMinified) continue
    for (let from = 0; from < text.length;) {
      const to = text.lastIndexOf('\n', from + LONGEST_SOURCE) + 1
      const end = to > from ? to : text.length
      yield text.slice(from, end)
      from = end
    }
  }
}

const LONGEST_SOURCE = 40_000

const topics = [
  'garden',
  'boat',
  'piano',
  'bakery',
  'marathon',
  'telescope',
  'passport',
  'violin',
  'harbour',
  'library',
  'greenhouse',
  'caravan',
]
const chatter =
  'well I think we should talk again soon because it was nice to hear how things are going with everyone at home these days'.split(
    ' ',
  )

export interface Dialogue {
  text: string
  /** The turn that answers each question. */
  evidence: { question: string; turn: string }[]
}

/** Small talk of `turns` turns in which, evenly spread, each topic is told once; labelled with what asks for it. */
export function dialogue(turns: number, seed: number): Dialogue {
  const random = createRandom(seed)
  const said = Array.from(
    { length: turns },
    (_, n) => `${n % 2 === 0 ? 'Ann' : 'Bob'}: ${random.some(chatter, 24).join(' ')} ${random.below(99)}.`,
  )
  const evidence = topics.map((topic, n) => {
    const at = Math.floor(((n + 0.5) * turns) / topics.length)
    const turn = `${at % 2 === 0 ? 'Ann' : 'Bob'}: My ${topic} is in ${random.pick(['Lisbon', 'Oslo', 'Turin'])} since ${1990 + random.below(30)}, number ${random.below(9_999)}.`
    said[at] = turn
    return { question: `Where is the ${topic}?`, turn }
  })
  return { text: `${said.join('\n')}\n`, evidence }
}
