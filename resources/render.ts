// Draws the PNGs from the SVGs beside them with a headless Chromium: node resources/render.ts
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright'

const states = ['well', 'needs-you', 'stopped']
const images = [
  { svg: 'icon.svg', png: 'icon.png', size: 512 },
  ...['tray', 'tray-template'].flatMap((folder) =>
    states.flatMap((state) => [
      { svg: `${folder}/${state}.svg`, png: `${folder}/${state}.png`, size: 16 },
      // The name by which Electron finds the image for screens of double density.
      { svg: `${folder}/${state}.svg`, png: `${folder}/${state}@2x.png`, size: 32 },
    ]),
  ),
]

const browser = await chromium.launch({
  executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
  chromiumSandbox: false,
})
for (const { svg, png, size } of images) await draw(browser, svg, png, size)
await browser.close()

async function draw(browser: Browser, svg: string, png: string, size: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const source = readFileSync(join(import.meta.dirname, svg)).toString('base64')
  await page.setContent(
    `<body style="margin:0"><img style="display:block" width="${size}" height="${size}" src="data:image/svg+xml;base64,${source}">`,
  )
  await page.screenshot({ path: join(import.meta.dirname, png), omitBackground: true })
  await page.close()
}
