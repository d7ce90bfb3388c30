/** What is used of Emscripten's module; both are renewed when the memory grows. */
export interface WasmModule {
  HEAPU8: Uint8Array
  HEAPU32: Uint32Array
  /** Address of CPython's `PyImport_Inittab`: pairs of a name's address and a function, until a name of 0. */
  _PyImport_Inittab: number
}

/**
 * Runs inside the sandbox, as text. Takes modules out of CPython's table of built-in modules by giving them a name that
 * is no UTF-8, so that nothing Python may do imports them: `_ctypes` calls any function of the WebAssembly module, and
 * with them what Emscripten does with JavaScript.
 * @throws when one of them is not there
 */
export function realmModules(module: WasmModule, forbidden: string[]): void {
  const left = new Set(forbidden)
  let entry = (module.HEAPU32[module._PyImport_Inittab >>> 2] ?? 0) >>> 2
  for (; module.HEAPU32[entry] !== 0; entry += 2) {
    const start = module.HEAPU32[entry] ?? 0
    const end = module.HEAPU8.indexOf(0, start)
    const name = String.fromCharCode(...module.HEAPU8.subarray(start, end))
    if (left.delete(name)) module.HEAPU8.fill(0xff, start, end)
  }
  if (left.size > 0) throw new Error('Python does not have the modules that must be taken away.')
}
