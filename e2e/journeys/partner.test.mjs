// Joint work with accommodation staff: what the person permits is asked first, and no more is told.
import { test } from 'node:test'

import { Worker, given, then, when, withBrowser } from './../lib/world.mjs'

withBrowser()

for (const [login, size, place] of [['psychologist', 'desktop', 30], ['psychologist', 'phone', 31]]) {
  test(`accommodation staff are told what the person permits and no more (${size})`, { timeout: 120_000 }, async () => {
    const worker = await given('a worker is signed in', () => Worker.signedIn(login, size))
    const { page } = worker
    const { name } = await worker.someoneOnTheCaseload(place)
    await worker.opensPerson(name)
    const person = new URL(page.url()).pathname
    const rings = async () => {
      await worker.goesTo(`${person}/contact`)
      await worker.chooses('What happened?', 'Seen as planned')
      await worker.chooses('How long?', '15 minutes')
      await worker.chooses('How?', 'Telephone')
      await page.locator('summary', { hasText: 'Who was there' }).click()
      await worker.chooses('Who was it with?', 'Another service')
      await worker.unfolds('Accommodation staff, other services, family')
      await page.getByLabel('Who was it with, or who joined in?').selectOption({ label: 'Another: Housing' })
      await worker.fills('Their name, when they are not in the list', 'Thistledown House')
      await page.getByRole('checkbox', { name: 'When the team comes' }).check()
    }

    await when('the worker tells the hostel when the team comes, and nobody asked the person', async () => {
      await rings()
      await worker.findsThePageInOrder()
      await worker.presses('Record contact')
    })
    await then('it is refused, with who may not know what', () =>
      worker.sees(/does not permit Thistledown House to know: when the team comes/))
    await worker.findsThePageInOrder()

    await when('the person permits it and that is written down', async () => {
      await worker.goesTo(`${person}/record/network`)
      await worker.unfolds('More room')
      const row = page.locator('fieldset', { hasText: 'What the person permits them to know' })
        .filter({ has: page.locator('input[name$=".name"][value=""]') }).filter({ visible: true }).first()
      await row.getByLabel('Name', { exact: true }).fill('Thistledown House')
      await row.getByLabel('What they are').selectOption({ label: 'Housing' })
      await row.getByRole('checkbox', { name: 'When the team comes' }).check()
      await row.getByLabel('Day', { exact: true }).fill('17')
      await row.getByLabel('Month', { exact: true }).fill('11')
      await row.getByLabel('Year', { exact: true }).fill('2026')
      await worker.findsThePageInOrder()
      await worker.records(/^Save/)
    })
    await when('the worker tells the hostel again', async () => {
      await rings()
      await worker.records('Record contact')
    })
    await then('the running list says whom and what', async () => {
      await worker.goesTo(`${person}#record`)
      await worker.sees(/^Housing, Thistledown House: /)
      await worker.sees(/when the team comes, as the person permits/)
    })
    await worker.leaves()
  })
}
