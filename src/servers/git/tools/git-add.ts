import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { stageFiles } from '../stage-files'
import { adds, repo_path, type GitDeps } from './tool-deps'

const SHOWN = 100

export const gitAdd = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_add',
    title: 'Git Add',
    description:
      'Stage files for the next commit: changed, new and deleted ones. A directory stands for everything in it that is ' +
      'not ignored, "." for the whole repository; * is no wildcard.',
    input: {
      repo_path,
      files: z
        .array(z.string().min(1).max(4_096))
        .min(1)
        .max(2_000)
        .describe('Paths relative to the top of the repository'),
    },
    output: {
      staged: z.array(z.string()),
      skipped: z.array(z.object({ path: z.string(), reason: z.string() })).describe('What was not staged'),
    },
    hints: adds,
    run: async ({ repo_path, files }, call) =>
      await repositories.write(repo_path, call, async (repository) => {
        const { staged, skipped } = await stageFiles(repository, files)
        const count = `${staged.length} file${staged.length === 1 ? '' : 's'}`
        const names = staged.slice(0, SHOWN).join('\n') + (staged.length > SHOWN ? '\n...' : '')
        const left = skipped.slice(0, SHOWN).map(({ path, reason }) => `\nLeft out: ${path} (${reason})`)
        const text =
          staged.length > 0 ? `Files staged successfully (${count}):\n${names}` : 'Nothing has changed there.'
        return { structured: { staged, skipped }, text: text + left.join('') }
      }),
  })
