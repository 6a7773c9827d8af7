// Documents that come with a referral: attached, read as a file, withdrawn; a web page that calls itself
// a PDF is refused, and a photograph forgets where it was taken. It enters a person of its own.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

import { Worker, given, then, when, withBrowser } from '../lib/world.mjs'

withBrowser()

const PDF = Buffer.from('%PDF-1.4\n% an invented summary, about nobody\n%%EOF\n')
const PAGE = Buffer.from('<!DOCTYPE html><title>x</title><script>alert(1)</script>')

/** A photograph of this very page that says where it was taken. */
async function photograph(page) {
  const picture = await page.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 40, height: 40 } })
  const told = Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0', 'latin1'), Buffer.from('GPSLatitude 52.48')])
  const head = Buffer.from([0xff, 0xe1, 0, told.length + 2])
  return Buffer.concat([picture.subarray(0, 2), head, told, picture.subarray(2)])
}

test('documents of a referral are attached, read and withdrawn', { timeout: 240_000 }, async () => {
  const nurse = await given('the administrator is signed in', () => Worker.signedIn('administrator', 'desktop'))
  const { page } = nurse
  const attach = async (what, name, buffer) => {
    await page.fill('#what', what)
    await page.setInputFiles('#file', { name, mimeType: 'application/pdf', buffer })
    await nurse.leadsOn(() => page.getByRole('button', { name: 'Attach' }).click())
  }
  await when('a referral is opened that has no documents yet', async () => {
    await nurse.goesTo('/referrals')
    const rows = page.locator('a[href^="/referrals/"]')
    const links = await rows.evaluateAll((all) => all.map((one) => one.getAttribute('href')).filter((href) => /^\/referrals\/[0-9a-f-]{36}$/.test(href)))
    for (const href of links) {
      await nurse.goesTo(href)
      if (await page.getByText('No document is attached.').count()) break
    }
    assert.match(await page.locator('section[aria-labelledby="documents"]').innerText(), /not scanned for viruses here/)
  })
  await when('a web page that calls itself a PDF is attached', () => attach('Letter of the ward', 'letter.pdf', PAGE))
  await then('it is refused beside the file, and what was typed is kept', async () => {
    assert.match(await page.locator('.nhsuk-error-summary').innerText(), /web page or XML, whatever its name says/)
    assert.equal(await page.inputValue('#what'), 'Letter of the ward')
    await nurse.findsThePageInOrder()
  })
  await when('the letter itself is attached', () => attach('Letter of the ward', '..\\letter.PDF', PDF))
  await then('it stands in the list and comes back byte for byte as a file', async () => {
    assert.match(await page.locator('section[aria-labelledby="documents"] tbody tr').first().innerText(), /Letter of the ward[\s\S]*letter\.pdf/)
    await nurse.findsThePageInOrder()
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: /Letter of the ward/ }).click()
    const file = await coming
    assert.match(file.suggestedFilename(), /^document-[0-9a-f]{8}\.pdf$/)
    assert.deepEqual(await readFile(await file.path()), PDF)
  })
  await when('a photograph is attached that says where it was taken', async () => {
    await attach('Photograph of the door', 'door.jpg', await photograph(page))
  })
  await then('the place is gone from it, and the page says so', async () => {
    assert.match(await page.locator('section[aria-labelledby="documents"] tbody').innerText(), /Place, time and camera were taken out/)
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: /Photograph of the door/ }).click()
    const kept = await readFile(await (await coming).path())
    assert.ok(kept.subarray(0, 2).equals(Buffer.from([0xff, 0xd8])) && !kept.includes('GPSLatitude'))
  })
  await when('the letter is withdrawn', async () => {
    const row = page.locator('section[aria-labelledby="documents"] tbody tr').first()
    await row.locator('summary').click()
    await row.getByLabel('Why is nobody to rely on it?').fill('It is about somebody else')
    await nurse.leadsOn(() => row.getByRole('button', { name: 'Withdraw the document' }).click())
  })
  await then('it is struck out with the reason and handed out no more', async () => {
    const row = page.locator('section[aria-labelledby="documents"] tbody tr').first()
    assert.match(await row.innerText(), /Withdrawn by[\s\S]*It is about somebody else/)
    assert.equal(await row.getByRole('link', { name: /Letter of the ward/ }).count(), 0 + await row.getByRole('link', { name: /History/ }).count())
    await nurse.findsThePageInOrder()
  })
})
