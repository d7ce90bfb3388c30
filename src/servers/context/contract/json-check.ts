import { isDecisionLine, isErrorLine } from './critical-lines'
import { readTable } from './json-table'
import { isGap, readJsonBlock, writeTree, type Gap, type Tree } from './json-tree'
import { ID_LINES } from './line-check'
import { placeOf, standsAlone } from './word-place'
import { quote, type Findings } from './verdict'

type Items = readonly (Tree | Gap)[]

/**
 * Class "json": what is shown is decoded and compared with the original, token by token. Where elements of an array are left
 * out, their number is right, and the first, the last, the extremes of every number, the first of every set of keys (both
 * also inside of objects), every error and decision and the first that hold an id the user named are shown.
 */
export function checkJson(
  { original, text, message }: { original: string; text: string; message: number },
  ids: Iterable<string>,
  findings: Findings,
): void {
  const expect = (isKept: boolean, what: () => string): void => findings.expect('json', message, isKept, what)
  try {
    const shown = readTable(bodyOf(text))
    const { tree, isLines } = readJsonBlock(original)
    const saysLines = text.slice(0, text.indexOf('\n')).includes(' one value a line, ')
    expect(isLines === saysLines, () => `Whether it is one value a line is said wrongly: ${quote(text)}`)
    compare(tree, shown, { expect, ids: [...ids] })
  } catch (error) {
    expect(false, () => `Not readable: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function bodyOf(text: string): string {
  if (!text.endsWith('\n[/omni]\n')) throw new Error('It has no end.')
  return text.slice(text.indexOf('\n') + 1, -'\n[/omni]\n'.length)
}

interface Judging {
  expect: (isKept: boolean, what: () => string) => void
  ids: readonly string[]
}

function compare(original: Tree, shown: Tree, judging: Judging): void {
  const { expect } = judging
  if (typeof original === 'string' || typeof shown === 'string')
    return expect(original === shown, () => `${quote(brief(original))} became ${quote(brief(shown))}`)
  if ('members' in original) {
    const members = 'members' in shown ? shown.members : []
    const keys = (all: readonly [string, Tree][]): string => all.map(([key]) => key).join()
    expect(keys(members) === keys(original.members), () => `Keys changed: ${quote(keys(original.members))}`)
    original.members.forEach(([, value], at) => compare(value, members[at]?.[1] ?? '', judging))
    return
  }
  compareItems(original.items, 'items' in shown ? shown.items : [], judging)
}

function compareItems(original: Items, shown: Items, judging: Judging): void {
  const { expect, ids } = judging
  const isShown = new Uint8Array(original.length)
  let at = 0
  for (const item of shown) {
    if (isGap(item)) at += item.missing
    else {
      const before = original[at]
      if (before !== undefined && !isGap(before)) compare(before, item, judging)
      isShown[at++] = 1
    }
  }
  expect(at === original.length, () => `An array of ${original.length} became one of ${at}.`)
  if (shown.some(isGap))
    for (const needed of neededElements(original, ids))
      expect(isShown[needed] === 1, () => `Element ${needed + 1} must stay.`)
}

function neededElements(items: Items, ids: readonly string[]): Set<number> {
  const needed = new Set([0, items.length - 1])
  const kinds = new Set<string>()
  const missing = new Map(ids.map((id) => [id, ID_LINES]))
  items.forEach((item, at) => {
    if (isGap(item)) return
    const kind = kindOf(item)
    if (!kinds.has(kind)) needed.add(at)
    kinds.add(kind)
    const written = writeTree(item)
    if (isErrorLine(written) || saysMuch(item)) needed.add(at)
    for (const [id, more] of missing) {
      if (more === 0 || !hasAlone(id, written)) continue
      missing.set(id, more - 1)
      needed.add(at)
    }
  })
  addExtremes(
    items.flatMap((item, at) => (isGap(item) ? [] : [{ value: item, at }])),
    needed,
  )
  return needed
}

function hasAlone(id: string, written: string): boolean {
  const at = placeOf(id, written)
  return at !== -1 && standsAlone(id, written, at)
}

/** Whether a line of any string in it is an error or a decision. */
function saysMuch(tree: Tree): boolean {
  if (typeof tree === 'string') return tree.startsWith('"') && linesOf(tree).some(isCritical)
  if ('members' in tree) return tree.members.some(([, value]) => saysMuch(value))
  return tree.items.some((item) => !isGap(item) && saysMuch(item))
}

const isCritical = (line: string): boolean => isErrorLine(line) || isDecisionLine(line)
const linesOf = (written: string): string[] =>
  (written.includes('\\') ? String(JSON.parse(written)) : written.slice(1, -1)).split('\n')

function kindOf(item: Tree): string {
  if (typeof item === 'string') return 'scalar'
  return 'items' in item
    ? 'array'
    : `{${item.members.map(([key, value]) => `${key}${kindIn(value)}`).join()}}`
}

const kindIn = (value: Tree): string => (typeof value === 'object' && 'members' in value ? kindOf(value) : '')

interface Found {
  value: Tree
  at: number
}

/** The first elements with the least and the greatest finite number at one place, then at the places inside of it. */
function addExtremes(found: readonly Found[], needed: Set<number>): void {
  const inside = new Map<string, Found[]>()
  let least = { number: Infinity, at: -1 }
  let greatest = { number: -Infinity, at: -1 }
  for (const { value, at } of found) {
    if (typeof value === 'object') {
      for (const [key, inner] of 'members' in value ? value.members : []) {
        const others = inside.get(key)
        if (others) others.push({ value: inner, at })
        else inside.set(key, [{ value: inner, at }])
      }
    } else if (/^[-\d]/.test(value) && Number.isFinite(Number(value))) {
      const number = Number(value)
      if (number < least.number) least = { number, at }
      if (number > greatest.number) greatest = { number, at }
    }
  }
  for (const { at } of [least, greatest]) if (at !== -1) needed.add(at)
  for (const values of inside.values()) addExtremes(values, needed)
}

function brief(tree: Tree): string {
  return typeof tree === 'string' ? tree : 'members' in tree ? '{...}' : '[...]'
}
