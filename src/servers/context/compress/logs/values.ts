import type { Lines } from '../lines'
import type { Template } from './templates'

/** More different values than this say little, and a value longer than this is no short one. */
const MOST_VALUES = 6
const LONGEST_VALUE = 40
const MOST_FIELDS = 3

/**
 * What differs between the lines of a severe template, where that is a short list: the words at one place, when all
 * lines have equally many words and all were looked at: a list that is not whole would hide a value. Times and running numbers differ in every line and are left out.
 */
export function differingValues(lines: Lines, template: Template): string[][] {
  if (template.count < 2 || template.count > template.samples.length) return []
  const rows = template.samples.map((line) => lines.at(line).split(' '))
  const width = rows[0]?.length ?? 0
  if (width > 100 || rows.some((row) => row.length !== width)) return []
  const fields: string[][] = []
  for (let column = 0; column < width && fields.length < MOST_FIELDS; column++) {
    const values = new Set(rows.map((row) => row[column] ?? ''))
    if (values.size > 1 && isShortList(values) && template.count > values.size) fields.push([...values])
  }
  return fields
}

function isShortList(values: ReadonlySet<string>): boolean {
  return (
    values.size <= MOST_VALUES && [...values].every((value) => value !== '' && value.length <= LONGEST_VALUE)
  )
}
