/** `312,615`: a number as people read it. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1 tool`, `2 tools`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}
