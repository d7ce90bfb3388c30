// Loaded before everything else: the name `electron` leads to the double, for import and require alike.
import { registerHooks } from 'node:module'

const double = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron' || specifier === 'electron/main')
      return { url: double, format: 'module-typescript', shortCircuit: true }
    return next(specifier, context)
  },
})
