import { expect, test } from 'vitest'
import { placeWindow, WindowBounds, type Rectangle } from './window-bounds'

const laptop: Rectangle = { x: 0, y: 25, width: 1_440, height: 875 }
const second: Rectangle = { x: 1_440, y: 0, width: 1_920, height: 1_080 }
const left = (bounds: Partial<WindowBounds>): WindowBounds => ({
  x: 100,
  y: 100,
  width: 1_000,
  height: 700,
  maximized: false,
  ...bounds,
})

test('the first window is centred on the primary screen', () => {
  expect(placeWindow(null, [laptop, second])).toEqual({
    x: 100,
    y: 53,
    width: 1_240,
    height: 820,
    maximized: false,
  })
})

test('a window opens where it was left, on any screen', () => {
  expect(placeWindow(left({}), [laptop])).toEqual(left({}))
  expect(placeWindow(left({ x: 2_000 }), [laptop, second])).toEqual(left({ x: 2_000 }))
})

test.each([
  ['on a screen that is gone', { x: 2_000 }],
  ['above the screen', { y: -400 }],
  ['below the screen', { y: 890 }],
  ['with a sliver left', { x: -950 }],
])('a window %s comes back to the primary screen', (_name, bounds) => {
  expect(placeWindow(left(bounds), [laptop])).toMatchObject({ x: 100, y: 53 })
})

test('being maximized survives the loss of a screen', () => {
  expect(placeWindow(left({ x: 9_000, maximized: true }), [laptop]).maximized).toBe(true)
})

test('the size stays between the least one and the screen', () => {
  expect(placeWindow(left({ width: 10, height: 10, x: 200 }), [laptop]).width).toBe(1_240)
  expect(placeWindow(left({ width: 300, height: 10 }), [laptop])).toMatchObject({ width: 900, height: 600 })
  expect(placeWindow(left({ width: 5_000, height: 5_000 }), [laptop])).toMatchObject({
    width: 1_440,
    height: 875,
  })
  expect(placeWindow(null, [{ x: 0, y: 0, width: 800, height: 500 }])).toMatchObject({
    width: 800,
    height: 500,
  })
})

test('a file that is not bounds is refused', () => {
  expect(WindowBounds.safeParse({ x: 1, y: 2, width: 'wide', height: 3, maximized: false }).success).toBe(
    false,
  )
  expect(WindowBounds.safeParse({ ...left({}), width: 1e9 }).success).toBe(false)
})
