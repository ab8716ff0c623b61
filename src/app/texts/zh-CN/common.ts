import type en from '../en/common.ts';
import type { Translation } from '../translation.ts';

export default {
  language: '语言',
  views: { run: '运行', walk: '逐步讲解', theory: '理论', claims: '论断' },
  footer: '一切都在这台机器上运行：模型、提示和数字都不会离开它。',
} as const satisfies Translation<typeof en>;
