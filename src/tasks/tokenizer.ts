const special = ['<pad>', '<bos>', '<eos>'];
const verbs = ['add', 'rev', 'sort', 'count', 'max', 'make', 'judge', 'ask'];

/** The teaching domain's 40 tokens in id order; a verb and the space after it are one token. */
export const vocabulary: readonly string[] = [
  ...special,
  ...verbs.map((verb) => `${verb} `),
  ...'0123456789abcdefghij+=,→<>:? ',
];

/**
 * The embedded model's tokenizer files by name, as JSON values: Transformers.js and Python's tokenizers read them alike.
 * No special token is added. A character outside the vocabulary becomes `<bos>`, which no training text holds: of the ids
 * without a meaning, `<pad>` would be masked, or kept from its gradient, by other frameworks.
 */
export function tokenizerFiles() {
  const [pad, bos, eos] = special;
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special.map((content, id) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: null,
      pre_tokenizer: {
        type: 'Split',
        // One piece per token: a verb with its space, else one character, line breaks included.
        pattern: { Regex: `(?:${verbs.join('|')}) |[\\s\\S]` },
        behavior: 'Isolated',
        invert: false,
      },
      post_processor: null,
      decoder: { type: 'Fuse' },
      model: {
        type: 'WordLevel',
        vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
        unk_token: bos,
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'PreTrainedTokenizerFast',
      pad_token: pad,
      bos_token: bos,
      eos_token: eos,
      unk_token: bos,
      clean_up_tokenization_spaces: false,
    },
    'generation_config.json': {
      pad_token_id: vocabulary.indexOf(pad),
      bos_token_id: vocabulary.indexOf(bos),
      eos_token_id: vocabulary.indexOf(eos),
    },
  };
}
