import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** The official suite holds the client to a time: its files run after all the others, one by one. */
const TIMED = 'tests/conformance/**/*.test.ts'

export default defineConfig({
  resolve: {
    alias: {
      '@shared': resolve(import.meta.dirname, 'src/shared'),
      '@servers': resolve(import.meta.dirname, 'src/servers'),
    },
  },
  test: {
    environment: 'node',
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          // Many files wait for processes more than they compute: also two cores can do two of them at once.
          maxWorkers: '100%',
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: [TIMED, 'tests/e2e/**', 'node_modules/**', 'out/**'],
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: [TIMED], maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
