import type en from '../en/tour.ts';
import type { Translation } from '../translation.ts';

export default {
  skip: '跳过导览',
  next: '下一步',
  back: '上一步',
  done: '完成',
  progress: '{{current}} / {{total}}',
  welcome: {
    title: '欢迎：一分钟导览',
    text: '在这个网页里，一个小语言模型通过与自己的过去对弈来学习，真正在你的机器上训练。按 Escape 或叉号可跳过导览。',
  },
  method: { title: '五种方法', text: 'SPIN 是自我对弈的游戏；其余是它的亲戚和对手。公式说明要最小化什么。' },
  controls: {
    title: '播放、暂停、单步',
    text: '播放就在这里训练模型。暂停时没有任何计算在进行；同样的种子得到同样的运行。',
  },
  players: { title: '两位玩家', text: '主玩家在学习，对手是冻结的。每个词元染上觉得它更可能的那一位的颜色。' },
  charts: { title: '图表', text: '奖励间隔、损失和正确率，实时更新。每张图都可以看成数字表格。' },
  walk: {
    title: '第一次来？请从“逐步讲解”开始',
    text: '它把一次迭代拆开，一个阶段一个阶段，可进可退，着色器算出的每个数字都看得到。',
  },
  phases: { title: '一次迭代的各个阶段', text: '从抽取提示到更换对手。点一个阶段就到那里，向前向后都行。' },
  tape: { title: '一步一步', text: '“下一步”计算接下来的内容，“后退”回到之前。方向键和空格键也一样。' },
  stage: {
    title: '舞台',
    text: '两位玩家，中间是提示，还有这一阶段得到的结果。旁边写着发生了什么、为什么，以及一个要想的问题。',
  },
  views: {
    title: '四个页面',
    text: '运行一种方法，逐步走完一次迭代，在一张精确的表上看理论，或读论文的论断在这里结果如何。',
  },
  end: { title: '就是这些', text: '在这里可以再次打开导览。' },
} as const satisfies Translation<typeof en>;
