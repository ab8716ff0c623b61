import { looksAsBefore, test } from './page.ts';
import { nextPhase, openRecorded, spinPhases, told } from './walk.ts';

// Pictures of every phase of the recorded walk. `npx vite build && npx playwright test looks --update-snapshots` draws
// them again.

test.use({ locale: 'en-US', timezoneId: 'UTC', deviceScaleFactor: 1 });

const sizes = { wide: { width: 1440, height: 1640 }, narrow: { width: 390, height: 3700 } };

for (const language of ['en', 'zh-CN'] as const)
  for (const colorScheme of ['light', 'dark'] as const)
    for (const size of ['wide', 'narrow'] as const)
      test(`the walk looks as it did: ${language}, ${colorScheme}, ${size}`, async ({ page }, { config }) => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(sizes[size]);
        await openRecorded(page, 'spin', `&lang=${language}`);
        for (const [i, phase] of spinPhases.entries()) {
          await nextPhase(page);
          await told(page);
          const name = phase.toLowerCase().replaceAll(' ', '-');
          await looksAsBefore(
            page,
            `walk-${i + 1}-${name}-${language}-${colorScheme}-${size}.png`,
            config.updateSnapshots,
          );
        }
      });
