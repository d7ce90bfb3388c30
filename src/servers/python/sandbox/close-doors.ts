/**
 * A second wall behind the empty realm, for the worker's own realm, in case an object of it should ever reach Python.
 * Called once Pyodide's files are read and nothing here compiles strings; Node's permission model is the third.
 */
export function closeDoors(): void {
  forgetFunctionConstructors()
  forgetModules()
  lookAtNothingThatIsThrown()
}

/** `object.constructor.constructor` is not the way to `Function` any more. */
function forgetFunctionConstructors(): void {
  const kinds = [function () {}, async function () {}, function* () {}, async function* () {}].map(
    (each) => Object.getPrototypeOf(each) as object,
  )
  for (const prototype of kinds)
    Object.defineProperty(prototype, 'constructor', {
      value: undefined,
      writable: false,
      configurable: false,
    })
  // Nor does a getter on a prototype see what Node reads of its own objects.
  const prototypes: object[] = [
    Object,
    Function,
    Array,
    Promise,
    Map,
    Set,
    RegExp,
    Error,
    TypeError,
    RangeError,
  ].map((each) => each.prototype as object)
  prototypes.forEach((each) => Object.preventExtensions(each))
}

/** What `process` offers beyond the permission model: modules (the network), signals to other processes, main's channel. */
function forgetModules(): void {
  const names = [
    'getBuiltinModule',
    'binding',
    '_linkedBinding',
    'dlopen',
    'kill',
    '_kill',
    '_debugProcess',
    'mainModule',
  ]
  for (const name of names)
    Object.defineProperty(process, name, { value: undefined, writable: false, configurable: false })
}

/** What code in the sandbox throws or rejects may have methods of its own, which printing it would call. */
function lookAtNothingThatIsThrown(): void {
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', () => process.exit(1))
  process.removeAllListeners('uncaughtException')
  process.setUncaughtExceptionCaptureCallback(() => process.exit(1))
}
