import { fstatSync, ftruncateSync, readSync } from 'node:fs'

const NEWLINE = 10
const STEP_BYTES = 64 * 1024

/**
 * Cuts off a last line without an end, as a process killed while writing leaves it: the next line must
 * not be glued to it.
 * @returns the size of the file in bytes
 */
export function repairTornLine(descriptor: number): number {
  const size = fstatSync(descriptor).size
  const whole = endOfLastLine(descriptor, size)
  if (whole < size) ftruncateSync(descriptor, whole)
  return whole
}

function endOfLastLine(descriptor: number, size: number): number {
  const buffer = Buffer.alloc(STEP_BYTES)
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - STEP_BYTES)
    const read = readSync(descriptor, buffer, 0, end - start, start)
    const newline = buffer.subarray(0, read).lastIndexOf(NEWLINE)
    if (newline >= 0) return start + newline + 1
    end = start
  }
  return 0
}
