/**
 * Runs inside the sandbox, as text, once Pyodide is loaded and before any foreign code. Everything of the language that
 * is reachable from the global object is frozen, and the global object too: code can neither put a builtin of its own
 * where Pyodide or Node look for one, nor a getter on a prototype through which a missing property would be read.
 */
export function realmLockdown(): void {
  const { freeze, preventExtensions, getPrototypeOf, getOwnPropertyDescriptor, defineProperty, values } =
    Object
  const { ownKeys, apply, deleteProperty } = Reflect
  // Scripts of Pyodide leave these, and nobody needs them again; they must not be frozen either.
  for (const name of ['loadPyodide', 'createPyodideModule']) deleteProperty(globalThis, name)

  /**
   * A frozen property would also forbid to give an object of one's own a property of that name ("override mistake"), as
   * Pyodide does with errors: on these prototypes an accessor stands in place of each value.
   */
  function allowOwn(prototype: object): void {
    for (const key of ownKeys(prototype)) {
      const entry = getOwnPropertyDescriptor(prototype, key)
      if (!entry?.configurable || !('value' in entry)) continue
      const { value, enumerable = false } = entry as { value: unknown; enumerable?: boolean }
      defineProperty(prototype, key, {
        get: () => value,
        set(this: object, own: unknown) {
          if (this === prototype) throw new TypeError('This cannot be changed in the sandbox.')
          defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true })
        },
        enumerable,
        configurable: false,
      })
    }
  }
  const errors = [
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    AggregateError,
  ]
  for (const prototype of [
    Object.prototype,
    Function.prototype,
    ...errors.map((each) => each.prototype as object),
  ])
    allowOwn(prototype)

  /** Pyodide sets the limit of stack traces, and V8 takes it from a property with a value only. */
  function freezeButFor(object: object, name: string): void {
    for (const key of ownKeys(object)) {
      const isValue = 'value' in (getOwnPropertyDescriptor(object, key) ?? {})
      defineProperty(object, key, {
        configurable: false,
        ...(isValue && key !== name ? { writable: false } : {}),
      })
    }
    preventExtensions(object)
  }

  const seen = new Set<unknown>()
  const queue: object[] = []
  const see = (value: unknown): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
      return
    seen.add(value)
    queue.push(value)
  }
  // What has no name in the global object.
  const iterators = [[], new Map(), new Set(), '', new Uint8Array()].map((each) =>
    (each as Iterable<unknown>)[Symbol.iterator](),
  )
  const unnamed = [
    function* () {},
    async () => {},
    async function* () {},
    apply,
    ...iterators,
    'a'.matchAll(/a/g),
  ]
  for (const each of unnamed) see(getPrototypeOf(each))
  see(getPrototypeOf((function* () {})()))
  see(getPrototypeOf((async function* () {})()))
  see(globalThis)
  while (queue.length > 0) {
    const each = queue.pop() as object
    see(getPrototypeOf(each))
    for (const key of ownKeys(each)) {
      // Its value, or its accessors.
      values(getOwnPropertyDescriptor(each, key) ?? {}).forEach(see)
    }
    if (each === Error) freezeButFor(each, 'stackTraceLimit')
    else freeze(each)
  }
}
