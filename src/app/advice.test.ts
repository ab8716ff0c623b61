import { expect, test } from 'vitest';
import { remedyText, webgpuRemedy } from './advice.ts';
import { english } from './texts/testing.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/140.0.0.0 Safari/537.36`, /^Chrome .*chrome:\/\/flags/],
  [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, /^Edge .*edge:\/\/flags/],
  [`Mozilla/5.0 (Linux; Android 11) ${webkit} Chrome/120.0.0.0 Mobile Safari/537.36`, /Android 12/],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', /dom\.webgpu\.enabled/],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', /version 26/],
])('%s', (userAgent, sentence) => {
  expect(remedyText(english, webgpuRemedy(userAgent, true))).toMatch(sentence);
  expect(remedyText(english, webgpuRemedy(userAgent, false))).toMatch(/https/);
});
