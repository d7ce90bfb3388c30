// Lets plain Node run the project's TypeScript as it is: aliases and imports without extension are resolved here,
// the types are stripped by Node itself. Use: node --import ./tests/support/typescript-sources.mjs file.ts
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = resolve(import.meta.dirname, '../..')
const aliases = { '@shared/': 'src/shared/', '@servers/': 'src/servers/' }

registerHooks({
  resolve(specifier, context, next) {
    const path = pathOf(specifier, context.parentURL)
    const file =
      path && [path, `${path}.ts`, `${path}/index.ts`].find((one) => /\.\w+$/.test(one) && existsSync(one))
    return next(file ? pathToFileURL(file).href : specifier, context)
  },
})

/** The file system path an import means, when it stays inside the project. */
function pathOf(specifier, parentURL) {
  for (const [alias, folder] of Object.entries(aliases))
    if (specifier.startsWith(alias)) return resolve(root, folder, specifier.slice(alias.length))
  // Packages bring their own files, in Node's own way.
  if (parentURL?.includes('/node_modules/')) return undefined
  if (specifier.startsWith('.') && parentURL?.startsWith('file:'))
    return fileURLToPath(new URL(specifier, parentURL))
  return undefined
}
