import { constants, createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { realmLockdown } from './realm-lockdown'

const realm = createContext(constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: true } })
runInContext(`'use strict';(${String(realmLockdown)})()`, realm)
/** @returns what the code gives, or what it throws, as text */
const attempt = (code: string): unknown =>
  runInContext(
    `'use strict';(() => { try { return ${code} } catch (error) { return String(error) } })()`,
    realm,
  )

test.each([
  'globalThis.String = () => ({})',
  'globalThis.Error = { prepareStackTrace: () => {} }',
  'globalThis.Promise = class {}',
  'globalThis.setTimeout = () => {}',
  'Error.prepareStackTrace = () => {}',
  'Object.defineProperty(Object.prototype, "devicePixelRatio", { get: () => 1 })',
  'Object.defineProperty(Array.prototype, "toJSON", { value: () => 1 })',
  'Object.setPrototypeOf(globalThis, {})',
  'Object.setPrototypeOf(Array.prototype, {})',
  'JSON.stringify = () => ({})',
  'Object.prototype.toString = () => ({})',
  'String.prototype.replace = () => ({})',
  'RegExp.prototype.exec = () => ({})',
  'Promise.prototype.then = () => ({})',
  'Function.prototype.call = () => ({})',
  '[][Symbol.iterator]().__proto__.next = () => ({})',
  '(async () => {}).constructor.prototype.x = 1',
])('refuses %s', (code) => {
  expect(attempt(code)).toMatch(/^TypeError/)
})

test('an object may have properties of its own by the names of its frozen prototype', () => {
  expect(attempt('Object.assign(new Error("a"), { name: "b", message: "c" }) + ""')).toBe('b: c')
  expect(attempt('Object.assign({}, { toString: 1, constructor: 2 }).constructor')).toBe(2)
  expect(attempt('(Error.stackTraceLimit = 3)')).toBe(3)
})
