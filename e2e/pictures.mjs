// Takes the pictures of docs/pictures from the invented trust: e2e/run node e2e/pictures.mjs
// Each is what a screen shows at first, at a desk and on a phone, with 64 colours to stay small.
import { writeFileSync } from 'node:fs'
import upng from 'upng-js'

import { Worker, sizes } from './lib/world.mjs'

for (const size of Object.keys(sizes)) {
  const worker = await Worker.signedIn('nurse', size)
  const take = async (name) => {
    await worker.page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0) })
    const image = upng.decode(await worker.page.screenshot())
    const small = upng.encode([upng.toRGBA8(image)[0]], image.width, image.height, 64)
    const file = new URL(`../docs/pictures/${name}${size === 'desktop' ? '' : `-${size}`}.png`, import.meta.url)
    writeFileSync(file, Buffer.from(small))
    console.log(`${file.pathname}: ${Math.ceil(small.byteLength / 1024)} kB`)
  }
  await worker.goesTo('/board')
  await take('board')
  await worker.goesTo('/today')
  await take('today')
  const someone = await worker.nextVisit()
  await worker.opensPerson(someone)
  await take('person')
  await worker.follows('Record a contact')
  await take('contact')
  await worker.leaves()
}
process.exit(0)
