// The team plans its week: what nobody makes yet is understood, two visits are locked, somebody falls ill,
// the rest is planned again, a worker accepts, and Today says what the plan said. One day is replanned in a
// tap after sickness, and for somebody who must be seen, at a desk by keyboard and on a phone.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Worker, given, then, when, withBrowser } from './../lib/world.mjs'

withBrowser()

/** Waits until the draft is there; the page looks by itself. */
async function seesTheDraft(worker) {
  await worker.page.getByRole('heading', { name: 'Draft plan: nothing has changed yet' }).waitFor({ timeout: 90_000 })
  await worker.page.locator('[data-progress]').waitFor({ state: 'detached', timeout: 90_000 })
}

/** The visits of the page that can still move, by their addresses. */
const movable = (page) => page.locator('[data-visit] > a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))

/** Locks a visit of the plan. */
async function locks(worker, href) {
  await worker.goesTo(href)
  await worker.findsThePageInOrder()
  await worker.presses('Lock it as it is')
}

test('the week of the team is planned, replanned after sickness and accepted (desktop)', { timeout: 300_000 }, async () => {
  const nurse = await Worker.signedIn('nurse2', 'desktop')
  const { page } = nurse
  await given('the week as it stands', async () => {
    await nurse.goesTo('/week')
    await nurse.findsThePageInOrder()
  })
  await when('the rest is planned, by keyboard', async () => {
    await nurse.pressesByKey('Plan the rest')
    await seesTheDraft(nurse)
    await nurse.findsThePageInOrder()
  })
  await then('what is left out says why', async () => {
    const left = page.locator('.app-week-left__one')
    if (await left.count() === 0) return
    const href = await left.first().locator('a').getAttribute('href')
    assert.ok((await left.first().locator('.app-week-left__why li').count()) > 0, 'a reason stands beside it')
    await nurse.goesTo(href)
    await nurse.findsThePageInOrder()
    assert.match(await page.textContent('main'), /Why it is left out/)
  })
  const kept = []
  await when('two visits are locked', async () => {
    await nurse.goesTo('/week')
    const hrefs = await movable(page)
    for (const href of hrefs.slice(0, 2)) {
      await locks(nurse, href)
      await nurse.goesTo(href)
      kept.push([href, await page.locator('h1').innerText()])
    }
    assert.equal(kept.length, 2)
  })
  await then('what a move would break or cost is said before it is kept', async () => {
    await nurse.goesTo('/week')
    const free = (await movable(page)).find((href) => !kept.some(([locked]) => locked === href))
    await nurse.goesTo(free)
    await page.getByLabel('Time', { exact: true }).fill('5am')
    await page.getByLabel('Time', { exact: true }).blur()
    await page.locator('[data-tried]').getByText('this cannot be').waitFor()
  })
  await when('somebody falls ill and the rest is planned without them', async () => {
    await nurse.goesTo('/week')
    const locked = (await Promise.all(kept.map(([, title]) => title))).join(' ')
    await nurse.unfolds('Somebody is away')
    const who = page.getByLabel('Who', { exact: true })
    const names = await who.locator('option').allInnerTexts()
    const ill = names.slice(1).find((name) => !locked.includes(name))
    await who.selectOption({ label: ill })
    await nurse.presses('Replan without them')
    await seesTheDraft(nurse)
    assert.ok((await page.locator('.app-week-draft').innerText()).includes(`${ill} is away`))
  })
  await then('the locked visits stand where they were', async () => {
    for (const [href, title] of kept) {
      await nurse.goesTo(href)
      assert.equal(await page.locator('h1').innerText(), title)
    }
  })
  await when('a worker looks at what changes, and accepts', async () => {
    await nurse.goesTo('/week')
    await nurse.presses('Look at what changes, and accept')
    await nurse.findsThePageInOrder()
    for (const why of await page.locator('input[name^="why-"]').all()) await why.fill('Replanned after sickness')
    for (const by of await page.locator('select[name^="decided_by-"]').all()) await by.selectOption({ index: 1 })
    await nurse.records('Accept the plan')
    assert.match(await page.textContent('main'), /was accepted by/)
  })
  await then('Today says what the plan says', async () => {
    const mine = page.locator('.app-week tbody tr', { hasText: 'Olwen Umberholt' }).locator('td.app-week__day').nth(2)
    const planned = await mine.locator('.app-week__stop .app-week__time').allInnerTexts()
    await nurse.goesTo('/today')
    const today = (await page.locator('.app-visit__time').allInnerTexts()).map((times) => times.split(' to ')[0])
    for (const time of planned) assert.ok(today.includes(time), `${time} is not among ${today.join(', ')}`)
  })
  await nurse.leaves()
})

test('a worker plans next week on a phone, and discards it', { timeout: 200_000 }, async () => {
  const nurse = await Worker.signedIn('nurse2', 'phone')
  const { page } = nurse
  await given('next week, as a list', async () => {
    await nurse.goesTo('/week')
    await nurse.follows('Week after')
    await nurse.findsThePageInOrder()
    assert.equal(await page.locator('.app-week').filter({ visible: true }).count(), 0, 'no grid on a phone')
  })
  await when('the rest is planned', async () => {
    await nurse.presses('Plan the rest')
    await seesTheDraft(nurse)
    await nurse.findsThePageInOrder()
    assert.ok(await page.locator('.app-week-list tbody tr').filter({ visible: true }).count() > 0)
  })
  await then('one visit says why it is so, and the draft can be thrown away', async () => {
    const back = page.url()
    await nurse.leadsOn(() => page.locator('.app-week-list tbody th a').filter({ visible: true }).first().click())
    await nurse.findsThePageInOrder()
    await nurse.goesTo(back)
    await nurse.presses('Discard the draft')
    assert.match(await page.textContent('main'), /was discarded by/)
  })
  await nurse.leaves()
})

/** Says why of everybody of the red tier who has nobody to go, and accepts. */
async function accepts(worker, size) {
  const { page } = worker
  for (const why of await page.locator('input[name^="why-"]').all()) await why.fill('Nobody else is free')
  for (const by of await page.locator('select[name^="decided_by-"]').all()) await by.selectOption({ index: 1 })
  if (size === 'desktop') await worker.pressesByKey('Accept all of it')
  else await worker.presses('Accept all of it')
  await worker.sees(/Accepted: \d+ visits? written in your name/)
}

for (const size of ['desktop', 'phone']) {
  test(`a colleague is ill and the rest of the day is replanned in a tap (${size})`, { timeout: 200_000 }, async () => {
    const nurse = await Worker.signedIn('nurse2', size)
    const { page } = nurse
    let ill
    await given('somebody who is ill, with visits still to come', async () => {
      await nurse.goesTo('/replan')
      await nurse.findsThePageInOrder()
      const names = await page.locator('main li a').allInnerTexts()
      ill = names.find((name) => name !== 'Olwen Umberholt')
      assert.ok(ill, 'nobody has a visit to come')
    })
    await when('the planner is asked', async () => {
      if (size === 'desktop') await nurse.followsByKey(ill)
      else await nurse.follows(ill)
    })
    await then('it says who gets which visit, and why, and nothing has changed', async () => {
      await nurse.seesHeading(new RegExp(`^Replan the day without ${ill}`))
      await nurse.findsThePageInOrder()
      assert.match(await page.textContent('main'), /Nothing changes until you accept/)
    })
    const row = page.locator('tbody tr', { hasText: `${ill} is away` }).first()
    const given_ = await row.count() > 0
    const person = given_ ? (await row.locator('th a').evaluate((link) => link.firstChild.textContent)).trim() : ''
    const who = given_ ? (await row.locator('td strong').first().innerText()).split(' and ')[0] : ''
    await when('somebody accepts', () => accepts(nurse, size))
    await then('Today of whoever goes now shows the visit', async () => {
      await nurse.findsThePageInOrder()
      if (!given_) return
      await nurse.goesTo('/today')
      if (who !== 'Olwen Umberholt') {
        await page.getByLabel('Look at the day of').selectOption({ label: who })
        await nurse.presses('Show')
      }
      assert.match(await page.textContent('main'), new RegExp(person))
    })
    await nurse.leaves()
  })
}

test('somebody must be seen today, and a worker finds who could go (phone)', { timeout: 200_000 }, async () => {
  const nurse = await Worker.signedIn('nurse2', 'phone')
  const { page } = nurse
  await nurse.goesTo('/replan')
  await when('nobody is chosen, it says so and keeps what was typed', async () => {
    await nurse.fills('Begins no later than', '4pm')
    await nurse.presses('See who could go')
    await nurse.sees(/Choose who must be seen/)
    assert.equal(await page.getByLabel('Begins no later than').inputValue(), '4pm')
  })
  let name
  await when('somebody is chosen', async () => {
    const who = page.getByLabel('Who must be seen')
    name = (await who.locator('option').allInnerTexts())[3]
    await who.selectOption({ label: name })
    await nurse.fills('Why, for those who go', 'A neighbour rang')
    await nurse.presses('See who could go')
  })
  await then('the page says who could go, and one button writes it', async () => {
    await nurse.seesHeading(new RegExp(`^${name} must be seen`))
    await nurse.findsThePageInOrder()
    if (await page.getByRole('button', { name: 'Accept all of it' }).count() > 0) await accepts(nurse, 'phone')
    await nurse.sees(new RegExp(`${name} is seen at|${name}`))
  })
  await nurse.leaves()
})
