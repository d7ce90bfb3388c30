import { z } from 'zod'

/** Rectangles in device-independent pixels, as Electron's `screen` and windows measure. */
export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** How the window was left. */
export const WindowBounds = z.strictObject({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1).max(100_000),
  height: z.number().int().min(1).max(100_000),
  maximized: z.boolean(),
})
export type WindowBounds = z.infer<typeof WindowBounds>

export const MIN_SIZE = { width: 900, height: 600 }
const DEFAULT_SIZE = { width: 1_240, height: 820 }
/** So much of the title bar must be on a screen that the window can be caught and moved. */
const GRIP = { width: 120, height: 32 }

/**
 * Where to open the window.
 * @param remembered null when nothing valid is remembered
 * @param workAreas of the screens that are there now, the primary one first
 */
export function placeWindow(
  remembered: WindowBounds | null,
  workAreas: readonly [Rectangle, ...Rectangle[]],
): WindowBounds {
  const home = remembered === null ? undefined : workAreas.find((area) => canBeCaught(remembered, area))
  if (remembered === null || home === undefined) {
    return { ...centred(DEFAULT_SIZE, workAreas[0]), maximized: remembered?.maximized ?? false }
  }
  return {
    ...remembered,
    width: clamp(remembered.width, MIN_SIZE.width, home.width),
    height: clamp(remembered.height, MIN_SIZE.height, home.height),
  }
}

function canBeCaught(window: Rectangle, area: Rectangle): boolean {
  const visibleWidth = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const titleBarInside = window.y >= area.y && window.y + GRIP.height <= area.y + area.height
  return visibleWidth >= GRIP.width && titleBarInside
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const width = Math.min(size.width, area.width)
  const height = Math.min(size.height, area.height)
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  }
}

/** On a screen smaller than the least size the screen wins. */
function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(most, 1))
}
