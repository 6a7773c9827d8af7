// Somebody gets a key worker with a wish considered, and is assessed in two sessions by two workers.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Worker, atBothSizes, given, then, when, withBrowser } from '../lib/world.mjs'

withBrowser()

atBothSizes((size, login) => {
  test(`somebody is allocated with their wish considered (${size})`, async () => {
    const manager = await given('the manager is signed in', () => Worker.signedIn('manager', size))
    await when('the manager opens the list of people without a key worker', () => manager.goesTo('/lists/unallocated'))
    const person = await manager.page.locator('.app-board th[scope=row] a').first().textContent()
    await when('names somebody for the first of them', () => manager.follows(`Name a key worker for ${person}`))
    await then('the best match comes first, with reasons and load', async () => {
      const first = manager.page.locator('.app-suggest__one').first()
      assert.match(await first.textContent(), /of \d+(\.\d)? people, weighed by tier/)
      assert.ok(await first.locator('li').count() > 1, 'reasons are shown')
    })
    await manager.findsThePageInOrder()
    const wish = await manager.page.getByText("The person's wish:").count()
    await when('chooses the first without saying what came of the wish', async () => {
      await manager.page.locator('[name=key_worker]').first().check({ force: true })
      await manager.presses('Save')
    })
    await then('is asked about the wish, and the choice is kept', async () => {
      assert.match(await manager.page.locator('.nhsuk-error-summary').textContent(), /wish for a male or female worker/)
      assert.ok(await manager.page.locator('[name=key_worker]').first().isChecked())
    })
    await when('says what came of it', async () => {
      const label = wish ? 'The wish cannot be met now' : 'Asked: the person has no such wish'
      await manager.page.getByLabel(label).check({ force: true })
      if (wish) {
        await manager.page.locator('[id="considered.why"]').fill('Nobody such has room this month')
        await manager.page.locator('[name="considered.next_try-day"]').fill('9')
        await manager.page.locator('[name="considered.next_try-month"]').fill('12')
        await manager.page.locator('[name="considered.next_try-year"]').fill('2026')
      }
      await manager.page.locator('#reason').fill('There is room again')
      await manager.page.locator('#introduction').fill('Two visits together')
      await manager.presses('Save')
    })
    await then('the record says so', async () => {
      assert.match(await manager.page.locator('main').textContent(), /Recorded: key worker/)
    })
    await manager.leaves()
  })

  test(`somebody is assessed in two sessions by two workers (${size})`, async () => {
    const nurse = await given('a worker is signed in', () => Worker.signedIn(login, size))
    const person = await nurse.nextVisit()
    const begin = async (worker) => {
      await worker.opensPerson(person)
      await worker.goesTo(`${new URL(worker.page.url()).pathname}/assessment`)
      const words = await worker.page.getByRole('link', { name: 'New session' }).count() ? 'New session' : 'Begin an assessment'
      await worker.follows(words)
      await worker.findsThePageInOrder()
    }
    await when('they write what the person wants', async () => {
      await begin(nurse)
      await nurse.page.getByLabel('Wants: in their words').fill('A bus pass and a quiet morning')
      await nurse.presses('Save')
    })
    await then('the page shows it in the words of the person', async () => {
      assert.match(await nurse.page.locator('main').textContent(), /A bus pass and a quiet morning/)
    })
    await nurse.findsThePageInOrder()
    await nurse.leaves()
    const therapist = await given('an occupational therapist is signed in', () => Worker.signedIn('ot', size))
    await when('the therapist goes on another time with strengths', async () => {
      await begin(therapist)
      await therapist.page.getByLabel('Strengths: in their words').fill('Reads every timetable')
      await therapist.presses('Save')
    })
    await when('they decide together and complete it', async () => {
      await therapist.follows('Decide together and complete')
      await therapist.page.locator('#decision').fill('Ride the number 9 together on Fridays')
      await therapist.page.getByLabel('A mini-team of named workers').check({ force: true })
      await therapist.page.locator('[name="completed_on-day"]').fill('18')
      await therapist.page.locator('[name="completed_on-month"]').fill('11')
      await therapist.page.locator('[name="completed_on-year"]').fill('2026')
      await therapist.presses('Save')
    })
    await then('the assessment is complete with both sessions', async () => {
      const text = await therapist.page.locator('main').textContent()
      assert.match(text, /Completed on 18 November 2026/)
      assert.match(text, /Reads every timetable/)
    })
    await therapist.leaves()
  })
})
