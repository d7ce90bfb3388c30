/**
 * A second wall behind the empty realm, for the worker's own realm: should an object of it ever reach Python, then
 * `object.constructor.constructor` is not the way to `Function` any more. Called once nothing here compiles strings.
 */
export function forgetFunctionConstructors(): void {
  const kinds = [function () {}, async function () {}, function* () {}, async function* () {}].map(
    (each) => Object.getPrototypeOf(each) as object,
  )
  for (const prototype of kinds)
    Object.defineProperty(prototype, 'constructor', {
      value: undefined,
      writable: false,
      configurable: false,
    })
}
