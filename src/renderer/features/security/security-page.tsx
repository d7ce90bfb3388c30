import { usePending } from '../../center'
import { Page } from '../../ui/page'
import { AnswersTab } from '../consent'
import { PageTabs } from '../../ui/page-tabs'
import { SecretsTab } from './secrets-tab'
import { ToolsTrustTab } from './tools-trust-tab'

/** Who is trusted with what: every tool and what a person said about it, and the secrets servers are given. */
export function SecurityPage() {
  const waiting = Object.values(usePending() ?? {}).reduce((sum, n) => sum + n, 0)
  return (
    <Page title="Security" fill>
      <PageTabs
        label="Parts of security"
        tabs={[
          {
            value: 'tools',
            label: 'Tools',
            count: waiting === 0 ? null : waiting,
            content: <ToolsTrustTab />,
          },
          { value: 'secrets', label: 'Secrets', content: <SecretsTab /> },
          { value: 'answers', label: 'Answers', content: <AnswersTab /> },
        ]}
      />
    </Page>
  )
}
