import type en from '../en/health.ts';
import type { Translation } from '../translation.ts';

export default {
  title: '健康状况',
  healthy: '到目前为止没有不健康的迹象。它是否比起始模型更好，要看基准测试。',
  empty: '运行出问题时，这里会给出警告，并指出该调哪个旋钮。',
  warning: '<b>{{symptom}}</b>：{{numbers}}。',
  when: { iteration: '第 {{iteration}} 次迭代', player: '{{player}}' },
  rules: {
    loss: {
      symptom: '损失过早趋近 0',
      numbers: '{{when}}：{{steps}} 步中走了 {{done}} 步，损失为 {{loss}}',
      knob: '降低学习率或减少轮数：这些回答对已经没有什么可教的了。',
    },
    margins: {
      symptom: '间隔爆炸，而要学习的回答变得更不可能',
      numbers: '{{when}}：对数比相差 {{apart}} 奈特，要学习的回答的对数比为 {{gained}} 奈特',
      knob: '提高 β 或降低学习率：两边都在被遗忘，只是一边比另一边快。',
    },
    entropy: {
      symptom: '熵崩溃',
      numbers: '{{when}}：每词元 {{now}} 奈特，开始时为 {{start}}',
      knob: '减少轮数、降低学习率，或增加提示：模型说来说去都是同样的话。',
    },
    length: {
      symptom: '回答变长',
      numbers: '{{when}}：{{now}} 个词元，开始时为 {{start}}',
      knob: '提高 β 或降低学习率，并检查奖励或评判者是否偏爱长回答。',
    },
    truncated: {
      symptom: '回答不再结束',
      numbers: '{{when}}：{{now}} 在长度上限处被截断，开始时为 {{start}}',
      knob: '降低学习率；如果任务需要更长的回答，则提高 max_new_tokens。',
    },
    memorising: {
      symptom: '训练与留出分道扬镳',
      numbers: '{{when}}：留出 NLL 为 {{held}}（开始时为 {{start}}），训练 NLL 为 {{train}}',
      gap: '{{when}}：训练提示答对 {{train}}，留出提示答对 {{held}}',
      knob: '减少轮数或增加提示：模型正在把训练提示背下来。',
    },
    forgetting: {
      symptom: '数据中的回答正在被遗忘',
      numbers: '{{when}}：留出 NLL 为每词元 {{now}} 奈特，开始时为 {{start}}',
      knob: '提高 β、降低学习率或减少轮数：模型走得太远了。',
    },
    benchmark: {
      symptom: '基准测试下降',
      numbers: '{{when}}：答对 {{now}}，此前为 {{before}}；与前一个玩家相比，输了 {{lost}} 个样本，赢了 {{won}} 个',
      knob: '降低学习率或减少轮数，或回到上一次迭代；early_stopping_patience 会提前结束这样的运行。',
    },
    judge: {
      symptom: '评判者的分数崩溃',
      numbers: '{{when}}：{{most}} 的回答得 {{score}} 分',
      pairs: '{{when}}：{{prompts}} 条提示只剩 {{pairs}} 对回答',
      knob: '给 M1 更多评判样例，或增加候选回答：分数相同的组不成对。',
    },
    order: {
      symptom: '评判者偏好更差的回答',
      numbers: '{{when}}：{{wrong}} 的回答对顺序错误，{{right}} 顺序正确',
      knob: '给 M1 更多评判样例，或换另一个模型来评判。',
    },
    identical: {
      symptom: '可区分的已所剩无几',
      numbers: '{{when}}：{{identical}} 的样本就是数据中的回答',
      knob: '提高温度：样本大多就是数据本身的回答。',
    },
    still: {
      symptom: '什么也没有学到',
      numbers: '答对 {{now}}，开始时为 {{start}}；留出 NLL 为 {{nll}}，开始时为 {{startNll}}',
      knob: '提高学习率或增加轮数，或以更高的温度采样。',
    },
  },
} as const satisfies Translation<typeof en>;
