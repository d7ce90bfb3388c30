import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const root = import.meta.dirname
const at = (path: string): string => resolve(root, path)
const alias = { '@shared': at('src/shared'), '@servers': at('src/servers') }

/**
 * Electron 45 embeds Node 24.18 and Chromium 156; electron-vite's own table ends at Electron 44, so the
 * targets are written out. Everything but the native SQLite add-on is bundled: a bundled child starts in
 * half the time of one that reads node_modules.
 */
export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      target: 'node24.18',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        external: ['electron', 'better-sqlite3', 'pyodide', '@electric-sql/pglite', 'bufferutil', 'utf-8-validate'],
        input: {
          index: at('src/main/index.ts'),
          headless: at('src/main/headless.ts'),
          cli: at('src/main/cli.ts'),
          gateway: at('src/gateway/main.ts'),
          service: at('src/servers/kit/main.ts'),
          worker: at('src/servers/kit/worker/main.ts'),
          'stdio-host': at('src/external/stdio-host/main.ts'),
          'remote-host': at('src/external/remote-host/main.ts'),
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      target: 'node24.18',
      externalizeDeps: false,
      // A sandboxed preload can only be one CommonJS file.
      rolldownOptions: {
        input: { index: at('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    base: './',
    resolve: { alias },
    plugins: [react()],
    build: {
      target: 'chrome152',
      minify: true,
      outDir: at('out/renderer'),
      emptyOutDir: true,
      rolldownOptions: { input: { index: at('src/renderer/index.html') } },
    },
  },
})
