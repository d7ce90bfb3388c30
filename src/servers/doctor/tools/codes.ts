import { z } from 'zod'
import { DoctorCode } from '@shared/domain/doctor'
import { codes, findCode, type CodeEntry } from '../../../doctor'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { explains } from './tool-deps'

const Entry = {
  code: DoctorCode,
  name: z.string(),
  mostly: z.enum(['ok', 'warning', 'problem']),
  meaning: z.string().describe('What it means and what it comes from'),
  nextStep: z.string(),
}

export const explainCode = (): Tool =>
  defineTool({
    name: 'explain_code',
    title: 'Explain a Code',
    description: 'Tell what a code of a doctor report, such as OMD-101, means and what to do about it.',
    input: { code: z.string().min(1).max(60).describe('"OMD-101" or "COMMAND_NOT_FOUND"') },
    output: Entry,
    hints: explains,
    freshness: 3600,
    run({ code }) {
      const entry = findCode(code)
      if (!entry) throw new ToolError(`There is no code "${code}". list_codes tells all of them.`)
      return { structured: shown(entry) }
    },
  })

export const listCodes = (): Tool =>
  defineTool({
    name: 'list_codes',
    title: 'List Codes',
    description: 'List every code the doctor can give, with its name. Use explain_code for what one means.',
    input: {},
    output: { codes: z.array(z.object({ code: Entry.code, name: Entry.name, mostly: Entry.mostly })) },
    hints: explains,
    freshness: 3600,
    run() {
      const list = codes.map(({ code, name, verdict }) => ({ code, name, mostly: verdict }))
      return { structured: { codes: list }, text: list.map(({ code, name }) => `${code} ${name}`).join('\n') }
    },
  })

function shown({ code, name, verdict, meaning, nextStep }: CodeEntry) {
  return { code, name, mostly: verdict, meaning, nextStep }
}
