import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { isGitData, isGitName } from '../../kit/folders/git-data'
import { adds, repo_path, type GitDeps } from './tool-deps'

export const gitInit = ({ repositories: { folders, program } }: GitDeps): Tool =>
  defineTool({
    name: 'git_init',
    title: 'Git Init',
    description:
      'Make a new, empty repository in a folder, which is made when it is missing. Only inside the allowed folders.',
    input: { repo_path },
    output: { repository: z.string() },
    hints: adds,
    async run({ repo_path: path }, { signal }) {
      const absolute = folders.absolute(path)
      if (isGitData(absolute)) throw new ToolError(`${absolute} is inside of a .git directory.`)
      await folders.createDirectory(absolute)
      return await folders.useDirectory(absolute, async ({ access, realPath }) => {
        const { entries } = await folders.readDirectory(absolute, 100_000)
        if (entries.some(({ name }) => isGitName(name)))
          throw new ToolError(`${realPath} is a repository already: use it as it is.`)
        // No template: the person's own may hold hooks.
        await program.run({ argv: ['init', '--quiet', '--template='], cwd: access, signal })
        return {
          structured: { repository: realPath },
          text: `Initialized empty Git repository in ${realPath}`,
        }
      })
    },
  })
