// A worker calls for help, and colleagues see it at once: by holding the link on a desk, by keyboard and
// the page that asks on a phone. Nothing here rings anybody, and the pages say so.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Worker, given, then, when, withBrowser } from '../lib/world.mjs'

withBrowser()

for (const size of ['desktop', 'phone']) {
  test(`an alarm is raised, seen by a colleague without reloading, and ended (${size})`, async () => {
    const worker = await Worker.signedIn('psychologist', size)
    const lead = await given('a colleague who has the safety board open', () => Worker.signedIn('manager', size))
    await lead.goesTo('/safety')
    await lead.seesHeading(/^Who is out/)
    await lead.findsThePageInOrder()

    await given('a worker on Today', () => worker.goesTo('/today'))
    await worker.findsThePageInOrder()
    if (size === 'desktop') {
      await when('the worker holds the alarm for two seconds', () => worker.leadsOn(async () => {
        await worker.page.locator('[data-hold]').hover()
        await worker.page.mouse.down()
        await worker.page.locator('.app-alert--own').waitFor()
        await worker.page.mouse.up()
      }))
    } else {
      await when('the worker opens the page that asks, by keyboard', () => worker.followsByKey(/^Alarm/))
      await then('it says what it does and does not do', () => worker.sees(/It does not ring anybody/))
      await worker.findsThePageInOrder()
      await when('the worker raises the alarm', () => worker.pressesByKey('Raise the alarm'))
    }
    await then('the worker reads that colleagues see it and nobody is rung', () => worker.sees(/It has not rung anybody/))
    await worker.findsThePageInOrder()

    const row = lead.page.locator('.app-out__one--alarm')
    await then('the colleague sees it first on the board, without reloading', () => row.waitFor())
    await lead.findsThePageInOrder()
    await when('the colleague opens it', () => lead.follows(/^Ring, and write it down/))
    await lead.findsThePageInOrder()
    await when('the colleague rings, and nobody answers', async () => {
      await lead.chooses('Who did something', 'Manager or lead rang')
      await lead.chooses('What came of it', 'No answer')
      await lead.records('Record')
    })
    await then('it is written down', () => lead.sees(/Manager or lead rings, by .*: no answer/))
    await when('the worker says that all is well', () => worker.presses('I am safe: end my alarm'))
    await then('it is over', async () => assert.equal(await worker.page.locator('.app-alert--own').count(), 0))
    await lead.goesTo('/safety')
    await then('and nobody is shown as calling for help', async () => assert.equal(await row.count(), 0))
    await worker.leaves()
    await lead.leaves()
  })
}

test('a worker keeps what helps to find them', async () => {
  const worker = await Worker.signedIn('psychologist', 'phone')
  await worker.goesTo('/safety/details')
  await worker.findsThePageInOrder()
  await when('the worker writes it down', async () => {
    await worker.fills('Registration of the vehicle you use for work', 'ZZ99 ZZZ')
    await worker.fills('Make and colour', 'green bicycle')
    await worker.records('Save')
  })
  await then('it is there when they look again', async () => {
    await worker.goesTo('/safety/details')
    assert.equal(await worker.page.getByLabel('Make and colour').inputValue(), 'green bicycle')
  })
  await worker.leaves()
})
