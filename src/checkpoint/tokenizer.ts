import type { Template } from '@huggingface/jinja';
import { Tokenizer as HubTokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { Fault } from '../gpu/fault.ts';
import { check, reason, show } from './json.ts';

/** One turn of a conversation, as chat templates know them. */
export interface Message {
  role: string;
  content: string;
}

const addedTokensSchema = v.looseObject({
  added_tokens: v.optional(
    v.array(v.looseObject({ id: v.number('an id'), content: v.string('a token') }, 'a token'), 'a list of tokens'),
    [],
  ),
});
const templatesSchema = v.nullish(
  v.union(
    [v.string(), v.array(v.object({ name: v.string(), template: v.string() }))],
    'a template, or a list of named ones,',
  ),
);
const tokenSchema = v.union([v.string(), v.looseObject({ content: v.string() })]);

/** A Hugging Face fast tokenizer, encoding and decoding as Python's transformers 5 does. */
export class Tokenizer {
  /** Ends a response. */
  readonly eosToken: string;
  readonly eosId: number;
  /** One more than the highest id; a model's vocabulary may be padded beyond it. */
  readonly vocabSize: number;
  readonly #hub: HubTokenizer;
  readonly #specialIds: Set<number>;
  readonly #cleanUp: boolean;
  readonly #template: Pick<Template, 'render'> | null;
  readonly #namedTokens: Record<string, string>;
  readonly #folder: string;
  #vocabulary: string[] | null = null;

  /**
   * `json` and `config`: tokenizer.json and tokenizer_config.json, parsed. `template`: chat_template.jinja, which goes
   * before the one in `config`. `folder` is named in Faults.
   */
  static async load(
    json: Record<string, unknown>,
    config: Record<string, unknown>,
    template: string | null,
    folder: string,
  ): Promise<Tokenizer> {
    const source = chatSource(template, config, folder);
    return new Tokenizer(json, config, source === null ? null : await compile(source, folder), folder);
  }

  /** The same with a compiled chat template. */
  constructor(
    json: Record<string, unknown>,
    config: Record<string, unknown>,
    template: Pick<Template, 'render'> | null,
    folder: string,
  ) {
    this.#folder = folder;
    this.#namedTokens = namedTokens(config);
    this.#hub = hubTokenizer(json, config, Object.values(this.#namedTokens), `${folder}/tokenizer.json`);
    let highest = -1;
    for (const [token, id] of this.#hub.model!.tokens_to_ids) {
      if (!Number.isSafeInteger(id) || id < 0) {
        throw new Fault(`${folder}/tokenizer.json: token ${show(token)} has id ${show(id)}, which is not an id.`);
      }
      highest = Math.max(highest, id);
    }
    this.vocabSize = highest + 1;
    const added = [...this.#hub.get_added_tokens_decoder().values()];
    this.#specialIds = new Set(added.filter((token) => token.special).map((token) => token.id));
    // Where a BPE tokenizer asks for it, transformers ignores it: it would remove real spaces.
    this.#cleanUp =
      config.clean_up_tokenization_spaces === true && (json.model as { type?: unknown } | undefined)?.type !== 'BPE';

    this.eosToken = this.#namedTokens.eos_token;
    if (this.eosToken === undefined) {
      throw new Fault(`${folder}/tokenizer_config.json has no "eos_token", which ends a response.`);
    }
    const eosId = this.#hub.token_to_id(this.eosToken);
    if (eosId === undefined) {
      throw new Fault(
        `${folder}/tokenizer_config.json: "eos_token" is ${show(this.eosToken)}, which tokenizer.json does not have.`,
      );
    }
    this.eosId = eosId;
    this.#template = template;
  }

  /** Ids of `text`, without special tokens around it (those spelled out in it count). */
  encode(text: string): number[] {
    // A character that no token covers has no id where there is no unknown token.
    return this.#hub.encode(text, { add_special_tokens: false }).ids.filter((id) => id !== undefined);
  }

  /** Text of `ids`, special tokens left out; an id the tokenizer lacks gives nothing. */
  decode(ids: readonly number[]): string {
    return this.#text(
      ids.filter((id) => !this.#specialIds.has(id)),
      this.#cleanUp,
    );
  }

  /** Every token as it reads inside a text, special ones by their name; the index is the id. */
  get vocabulary(): string[] {
    // Doubled, because a decoder may drop the space before a text's first token.
    this.#vocabulary ??= Array.from({ length: this.vocabSize }, (_, id) =>
      this.#text([id, id], false).slice(this.#text([id], false).length),
    );
    return this.#vocabulary;
  }

  /** The conversation through the chat template, up to where the assistant's next message begins. */
  chat(messages: readonly Message[]): string {
    if (this.#template === null) {
      throw new Fault(
        `${this.#folder} has no chat template (tokenizer_config.json or chat_template.jinja): use strings.`,
      );
    }
    try {
      return this.#template.render({ ...this.#namedTokens, messages: [...messages], add_generation_prompt: true });
    } catch (error) {
      throw new Fault(`The chat template of ${this.#folder} does not take these messages: ${reason(error)}.`);
    }
  }

  #text(ids: number[], cleanUp: boolean): string {
    const known = ids.filter((id) => this.#hub.id_to_token(id) !== undefined);
    if (known.length === 0) return '';
    return this.#hub.decode(known, { clean_up_tokenization_spaces: cleanUp });
  }
}

/** bos_token, eos_token and the like. */
function namedTokens(config: Record<string, unknown>): Record<string, string> {
  const tokens: Record<string, string> = {};
  for (const [key, value] of Object.entries(config)) {
    if (key.endsWith('_token') && v.is(tokenSchema, value))
      tokens[key] = typeof value === 'string' ? value : value.content;
  }
  return tokens;
}

/** A token that the tokenizer's config names is special even where tokenizer.json lists it as an ordinary one. */
function hubTokenizer(
  json: Record<string, unknown>,
  config: Record<string, unknown>,
  named: readonly string[],
  where: string,
): HubTokenizer {
  const { added_tokens } = check(addedTokensSchema, json, where);
  try {
    const hub = new HubTokenizer({ ...json, added_tokens }, config);
    const missing = new Set(named.filter((content) => !added_tokens.some((token) => token.content === content)));
    const special = [...missing].flatMap((content) => {
      const id = hub.token_to_id(content);
      return id === undefined ? [] : [{ id, content, special: true }];
    });
    return special.length === 0
      ? hub
      : new HubTokenizer({ ...json, added_tokens: [...added_tokens, ...special] }, config);
  } catch (error) {
    throw new Fault(`${where} is not a tokenizer that can be loaded: ${reason(error)}.`);
  }
}

function chatSource(template: string | null, config: Record<string, unknown>, folder: string): string | null {
  const where = `${folder}/tokenizer_config.json: "chat_template"`;
  const templates = check(templatesSchema, config.chat_template, where);
  const inConfig = Array.isArray(templates) ? templates.find(({ name }) => name === 'default')?.template : templates;
  return template ?? inConfig ?? null;
}

/** The template language is a large part of the page's code, so it is loaded where there is a template. */
async function compile(source: string, folder: string): Promise<Template> {
  const { Template } = await import('@huggingface/jinja');
  try {
    return new Template(source);
  } catch (error) {
    throw new Fault(`The chat template of ${folder} cannot be read: ${reason(error)}.`);
  }
}
