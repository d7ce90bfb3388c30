import { isErrorLine } from './critical-lines'
import { readTable } from './json-table'
import { isGap, readJsonBlock, writeTree, type Gap, type Tree } from './json-tree'
import { quote, type Findings } from './verdict'

type Items = readonly (Tree | Gap)[]

/**
 * Class "json": what is shown is decoded and compared with the original, token by token. Where elements of an array are left
 * out, their number is right, and the first, the last, the extremes of every number, the first of every set of keys and
 * every error are shown.
 */
export function checkJson(
  { original, text, message }: { original: string; text: string; message: number },
  findings: Findings,
): void {
  const expect = (isKept: boolean, what: () => string): void => findings.expect('json', message, isKept, what)
  try {
    const shown = readTable(bodyOf(text))
    compare(readJsonBlock(original), shown, expect)
  } catch (error) {
    expect(false, () => `Not readable: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function bodyOf(text: string): string {
  if (!text.endsWith('\n[/omni]\n')) throw new Error('It has no end.')
  return text.slice(text.indexOf('\n') + 1, -'\n[/omni]\n'.length)
}

type Expect = (isKept: boolean, what: () => string) => void

function compare(original: Tree, shown: Tree, expect: Expect): void {
  if (typeof original === 'string' || typeof shown === 'string')
    return expect(original === shown, () => `${quote(brief(original))} became ${quote(brief(shown))}`)
  if ('members' in original) {
    const members = 'members' in shown ? shown.members : []
    const keys = (all: readonly [string, Tree][]): string => all.map(([key]) => key).join()
    expect(keys(members) === keys(original.members), () => `Keys changed: ${quote(keys(original.members))}`)
    original.members.forEach(([, value], at) => compare(value, members[at]?.[1] ?? '', expect))
    return
  }
  compareItems(original.items, 'items' in shown ? shown.items : [], expect)
}

function compareItems(original: Items, shown: Items, expect: Expect): void {
  const isShown = new Uint8Array(original.length)
  let at = 0
  for (const item of shown) {
    if (isGap(item)) at += item.missing
    else {
      const before = original[at]
      if (before !== undefined && !isGap(before)) compare(before, item, expect)
      isShown[at++] = 1
    }
  }
  expect(at === original.length, () => `An array of ${original.length} became one of ${at}.`)
  if (shown.some(isGap))
    for (const needed of neededElements(original))
      expect(isShown[needed] === 1, () => `Element ${needed + 1} must stay.`)
}

function neededElements(items: Items): Set<number> {
  const needed = new Set([0, items.length - 1])
  const kinds = new Set<string>()
  items.forEach((item, at) => {
    if (isGap(item)) return
    const kind = kindOf(item)
    if (!kinds.has(kind)) needed.add(at)
    kinds.add(kind)
    if (isErrorLine(writeTree(item))) needed.add(at)
  })
  for (const at of extremes(items)) needed.add(at)
  return needed
}

function kindOf(item: Tree): string {
  if (typeof item === 'string') return 'scalar'
  return 'items' in item ? 'array' : item.members.map(([key]) => key).join()
}

/** The first elements with the least and the greatest finite number of every key. */
function extremes(items: Items): number[] {
  const found = new Map<string, { least: number; leastAt: number; greatest: number; greatestAt: number }>()
  items.forEach((item, at) => {
    if (isGap(item)) return
    const members: readonly [string, Tree][] =
      typeof item === 'object' && 'members' in item ? item.members : [['', item]]
    for (const [key, value] of members) {
      if (typeof value !== 'string' || !/^[-\d]/.test(value) || !Number.isFinite(Number(value))) continue
      const number = Number(value)
      const one = found.get(key) ?? { least: Infinity, leastAt: at, greatest: -Infinity, greatestAt: at }
      if (number < one.least) Object.assign(one, { least: number, leastAt: at })
      if (number > one.greatest) Object.assign(one, { greatest: number, greatestAt: at })
      found.set(key, one)
    }
  })
  return [...found.values()].flatMap(({ leastAt, greatestAt }) => [leastAt, greatestAt])
}

function brief(tree: Tree): string {
  return typeof tree === 'string' ? tree : 'members' in tree ? '{...}' : '[...]'
}
