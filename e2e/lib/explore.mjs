import { Worker } from './world.mjs'
const [,, login, size, path, out] = process.argv
const w = await Worker.signedIn(login, size)
await w.goesTo(path)
console.log(await w.page.title(), w.page.url())
await w.page.screenshot({ path: out })
try { await w.findsThePageInOrder(); console.log('in order') } catch (e) { console.log(e.actual.join('\n')) }
process.exit(0)
