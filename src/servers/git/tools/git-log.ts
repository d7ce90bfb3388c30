import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Commit, COMMIT_FORMAT, commitAsText, parseCommits } from '../commits'
import { gitMoment } from '../moments'
import { reads, repo_path, withCutOff, type GitDeps } from './tool-deps'

const FEWER = 'ask for fewer commits with "max_count", or for a shorter time'
const moment = z.string().max(100).nullish()

export const gitLog = ({ repositories }: GitDeps): Tool =>
  defineTool({
    name: 'git_log',
    title: 'Git Log',
    description: 'List commits, newest first. To see what one changed use git_show.',
    input: {
      repo_path,
      max_count: z.number().int().min(1).max(1_000).default(10),
      start_timestamp: moment.describe(
        'Only commits after: 2026-03-31, 2026-03-31T18:00:00Z, yesterday, 2 weeks ago',
      ),
      end_timestamp: moment.describe('Only commits before, written likewise'),
      revision: z.string().default('HEAD').describe('Branch, tag or commit to begin at'),
    },
    output: { commits: z.array(Commit), truncated: z.boolean() },
    hints: reads,
    freshness: 'live',
    run: async ({ max_count, start_timestamp, end_timestamp, revision, ...input }, call) =>
      await repositories.read(input.repo_path, call, async (repository) => {
        const since = start_timestamp ? [`--since=${gitMoment(start_timestamp)}`] : []
        const until = end_timestamp ? [`--until=${gitMoment(end_timestamp)}`] : []
        if (revision === 'HEAD' && (await repository.find('HEAD')) === null)
          return { structured: { commits: [], truncated: false }, text: 'No commits yet.' }
        const id = await repository.commit(revision)
        const argv = [
          'log',
          '-z',
          COMMIT_FORMAT,
          '--no-color',
          `--max-count=${max_count}`,
          ...since,
          ...until,
          id,
          '--',
        ]
        const { items, truncated } = await repository.items(argv)
        const commits = parseCommits(items)
        const text = `Commit history:\n${commits.map(commitAsText).join('\n')}`
        return { structured: { commits, truncated }, text: withCutOff(text, truncated, FEWER) }
      }),
  })
