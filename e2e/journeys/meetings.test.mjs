// The team's own day: a whole caseload handed over with the keyboard alone, and a decision of the
// weekly meeting that becomes visits.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Worker, given, then, when, withBrowser } from './../lib/world.mjs'

withBrowser()

/** Presses keys the way a hand does, and counts those that are not the words themselves. */
class Hands {
  keys = 0

  constructor(page) {
    this.page = page
  }

  /** A hand begins when the cursor blinks in the line: the browser puts it there after the page's load. */
  async seesTheCursor() {
    await this.page.waitForFunction(() => document.activeElement?.id === 'change')
  }

  async words(text) {
    await this.page.keyboard.insertText(text)
  }

  async presses(key) {
    this.keys += 1
    await this.page.keyboard.press(key)
  }

  /** A key that leads to the next person. */
  async goesOn(key) {
    const here = this.page.url()
    await this.presses(key)
    await this.page.waitForURL((url) => url.href !== here, { waitUntil: 'load' })
  }
}

test('a whole caseload is handed over by keyboard alone', { timeout: 240_000 }, async () => {
  const nurse = await Worker.signedIn('nurse', 'desktop')
  const { page } = nurse
  await given('the handover of this morning, half done', async () => {
    await nurse.goesTo('/handover')
    await nurse.follows('Go on with the handover')
  })
  const hands = new Hands(page)
  const counts = []
  await when('every person left is spoken of', async () => {
    while (!new URL(page.url()).pathname.endsWith('/end')) {
      const before = hands.keys
      await hands.seesTheCursor()
      const turn = counts.length
      await hands.words('Seen yesterday, settled')
      if (turn % 5 === 0) {
        await hands.presses('Tab')
        await hands.words('Ring the pharmacy')
        await hands.presses('Tab')
        await hands.presses('ArrowDown')
        await hands.presses('Tab')
        await hands.presses('ArrowDown')
      }
      await hands.goesOn('Enter')
      counts.push(hands.keys - before)
    }
  })
  await then('twelve keys a person are enough, beside the words', () => {
    const sorted = [...counts].sort((a, b) => a - b)
    assert.ok(counts.length >= 35, `${counts.length} people`)
    assert.ok(sorted[Math.floor(sorted.length / 2)] <= 12, `median ${sorted[Math.floor(sorted.length / 2)]}`)
    assert.ok(sorted.at(-1) <= 12, `at most ${sorted.at(-1)}`)
  })
  await then('the handover ends and its sheet has everybody', async () => {
    await nurse.findsThePageInOrder()
    await nurse.presses('End the handover')
    assert.match(await page.textContent('main'), /(\d+) of \1 people spoken of/)
  })
  await nurse.leaves()
})

test('a handover of eighty people, the whole of it', { timeout: 400_000 }, async () => {
  const nurse = await Worker.signedIn('nurse', 'desktop')
  const { page } = nurse
  await given('another handover the same day', async () => {
    await nurse.goesTo('/handover')
    await nurse.presses('Start the handover')
  })
  const hands = new Hands(page)
  const counts = []
  while (!new URL(page.url()).pathname.endsWith('/end')) {
    const before = hands.keys
    await hands.seesTheCursor()
    await hands.words('As this morning')
    await hands.goesOn('Enter')
    counts.push(hands.keys - before)
  }
  await then('one key a person is enough', () => {
    assert.ok(counts.length >= 75, `${counts.length} people`)
    assert.deepEqual([...new Set(counts)], [1])
  })
  await nurse.leaves()
})

for (const size of ['desktop', 'phone']) {
  test(`a decision of the MDT becomes visits that are seen on Today (${size})`, { timeout: 120_000 }, async () => {
    const lead = await Worker.signedIn('lead', size)
    const { page } = lead
    await given('the weekly meeting', async () => {
      await lead.goesTo('/mdt')
      const start = page.getByRole('button', { name: 'Start the meeting' })
      if (await start.count()) await lead.leadsOn(() => start.click())
      else await lead.follows('Go on with the meeting')
      await lead.findsThePageInOrder()
    })
    await when('the team decides that somebody cooks with a person every week', async () => {
      // Somebody of the caseload, to whom one worker goes.
      const people = page.locator('.app-mdt__items a:not([href^="/referrals"])').filter({ visible: true })
      for (const href of await people.evaluateAll((links) => links.map((link) => link.getAttribute('href')))) {
        await lead.goesTo(href)
        if (await page.locator('[name="second"]').count() === 0) break
      }
      await page.fill('#decision', 'Cook together every week')
      await page.getByText('Somebody does something regularly').click()
      await page.fill('#what', 'Cooking on a budget')
      await page.selectOption('#purpose', 'daily_living')
      await page.locator('input[name="worker"]').first().check()
      await page.locator('input[name="weekdays"][value="7"]').check()
      await page.fill('#at', '11:30pm')
      await page.selectOption('#place', { index: 1 })
      await lead.findsThePageInOrder()
      await lead.presses('Keep the decision')
    })
    await then('it says why it does not fit, and a slot that does is one tap away', async () => {
      assert.match(await page.textContent('.nhsuk-error-summary'), /does not fit/)
      await lead.leadsOn(() => page.locator('button[name="slot"]').first().click())
    })
    await then('it is a series of visits with its first day', async () => {
      await lead.leadsOn(() => page.getByRole('link', { name: /^Its visits/ }).first().click())
      const first = page.getByRole('listitem').filter({ hasText: 'Planned' }).first()
      assert.ok(await first.isVisible())
      await lead.leadsOn(() => first.getByRole('link').click())
      assert.match(await page.textContent('main'), /MDT of .*Cooking on a budget/s)
    })
    await lead.leaves()
  })
}
