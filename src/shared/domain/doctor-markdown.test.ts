import { expect, test } from 'vitest'
import type { DoctorCheck, DoctorReport } from './doctor'
import { toMarkdown } from './doctor-markdown'

const check = (changes: Partial<DoctorCheck>): DoctorCheck => ({
  step: 'handshake',
  title: 'It answers the greeting',
  verdict: 'ok',
  code: null,
  name: null,
  meaning: null,
  text: 'weather 1.0 answered in 12 ms.',
  nextStep: null,
  evidence: [],
  durationMs: 12,
  ...changes,
})

const report: DoctorReport = {
  target: { kind: 'command', title: 'npx -y weather_server' },
  at: Date.UTC(2026, 10, 21, 18, 30),
  durationMs: 1_240,
  verdict: 'problem',
  complete: true,
  summary: 'The result of "look|up" does not fit: <b>/n</b> must be a number.',
  code: 'OMD-502',
  nextStep: 'Update the server.',
  checks: [
    check({}),
    check({
      step: 'call',
      title: 'A harmless call',
      verdict: 'problem',
      code: 'OMD-502',
      name: 'OUTPUT_DOES_NOT_FIT',
      meaning: 'The result does not fit the <schema>.',
      text: 'The result of "look|up" does not fit: <b>/n</b> must be a number.',
      evidence: ['```', '![x](https://evil.example)'],
    }),
    check({ step: 'speed', title: 'It answers quickly', verdict: 'skipped', text: 'Not looked at.' }),
  ],
  facts: {
    server: 'weather 1.0',
    revisions: ['2025-11-25'],
    tools: 1,
    prompts: 0,
    resources: 0,
    definitionTokens: 21,
    handshakeMs: 12,
    roundTripMs: 0.4,
  },
}

test('a report is readable, and nothing in it becomes a link, a picture, a tag or another cell', () => {
  expect(toMarkdown(report)).toMatchInlineSnapshot(`
    "# ■ Problem: npx -y weather\\_server

    **The result of "look|up" does not fit: \\<b\\>/n\\</b\\> must be a number.** (OMD-502)

    Next step: Update the server.

    | | Step | What was found |
    |---|---|---|
    | ● OK | It answers the greeting | weather 1.0 answered in 12 ms. |
    | ■ Problem | A harmless call | The result of "look\\|up" does not fit: \\<b\\>/n\\</b\\> must be a number. \`OMD-502 OUTPUT_DOES_NOT_FIT\` |
    | ○ Skipped | It answers quickly | Not looked at. |

    Seen at "A harmless call" (OMD-502):

        \`\`\`
        ![x](https://evil.example)

    - OMD-502: The result does not fit the \\<schema\\>.

    Measured: server weather 1.0; protocol 2025-11-25; 1 tool; 0 prompts; 0 resources; definitions about 21 tokens; greeting 12 ms; smallest request 0.4 ms.

    Examined 2026-11-21 18:30 UTC by OmniMind, in 1.2 s.
    "
  `)
})

test('an examination that was ended says so', () => {
  expect(toMarkdown({ ...report, complete: false })).toContain('was ended before its end')
})
