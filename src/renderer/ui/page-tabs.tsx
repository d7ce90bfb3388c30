import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { useQueryValue } from '../router'
import styles from './page-tabs.module.css'

export interface PageTab {
  value: string
  label: string
  /** Beside the label, e.g. how many there are. */
  count?: number | null
  content: ReactNode
}

/** The parts of a screen; which one is open stands in the address. Only the open one is in the page. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly PageTab[] }) {
  const first = tabs[0]?.value ?? ''
  const [asked, setTab] = useQueryValue('tab', first)
  const open = tabs.some(({ value }) => value === asked) ? asked : first
  return (
    <Tabs
      value={open}
      onChange={(value) => setTab(value ?? first)}
      keepMounted={false}
      classNames={{
        root: styles['root'] ?? '',
        list: styles['list'] ?? '',
        tab: styles['tab'] ?? '',
        panel: styles['panel'] ?? '',
      }}
    >
      <Tabs.List aria-label={label}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.value} value={tab.value}>
            {tab.label}
            {typeof tab.count === 'number' ? <span className={styles['count']}>{tab.count}</span> : null}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.value} value={tab.value}>
          {tab.content}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
