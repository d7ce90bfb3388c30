import { useHotkeys } from '@mantine/hooks'
import { useCallback, useState } from 'react'
import { ConsentHost } from '../../features/consent'
import { ExaminationHost } from '../../features/doctor'
import { goTo } from '../../router'
import { Palette } from '../palette/palette'
import { ConnectionBanner } from './connection-banner'
import { Navigation } from './navigation'
import { Screen } from './screen'
import { screens } from './screens'
import { ShortcutsHelp } from './shortcuts-help'
import { TopLine } from './top-line'
import { useFocusOnArrival } from './use-focus-on-arrival'
import styles from './shell.module.css'

/** What stands around every screen: navigation, the state in words, the palette, the banner. */
export function Shell() {
  const [helpOpen, setHelpOpen] = useState(false)
  const showHelp = useCallback(() => setHelpOpen(true), [])
  const main = useFocusOnArrival()
  useHotkeys(
    [
      ...screens.map(({ hash }, index): [string, () => void] => [`alt+${index + 1}`, () => goTo(hash)]),
      ['mod+slash', showHelp],
    ],
    [],
  )
  return (
    <div className={styles['shell']}>
      <a
        className={styles['skip']}
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to content
      </a>
      <Navigation onHelp={showHelp} />
      <div className={styles['side']}>
        <TopLine />
        <ConnectionBanner />
        <ConsentHost />
        <main ref={main} className={styles['main']} tabIndex={-1}>
          <Screen />
        </main>
      </div>
      <Palette onHelp={showHelp} />
      <ExaminationHost />
      <ShortcutsHelp opened={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  )
}
